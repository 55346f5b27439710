#!/usr/bin/env bash
# A Choice of the Amazon States Language, run by a library of its own: was the order placed before ten o'clock,
# {"Variable": "$.at", "TimestampLessThan": "2026-11-28T10:00:00Z"}? It was, at 11:00:00+02:00.
#
# Guess: the rule is met: 11:00 at +02:00 is nine o'clock UTC. The specification has a timestamp conform to the profile
# of ISO 8601 in RFC 3339, which has offsets and fractions, and there is StringLessThan for comparing texts.
# What happens: asl-choice-processor compares the texts. 11:00:00+02:00 is after 10:00:00Z, 12:00:00+02:00 is not equal
# to it, and half a second past ten, 10:00:00.5Z, is before it, as a dot is before a Z. Times that all have a Z and the
# same number of digits are right, which tests have. aws-local-stepfunctions compares the moments.
# Tools: npm @wmfs/asl-choice-processor 1.24.1 and aws-local-stepfunctions 3.0.0, Node 20.
# Output seen, of 09:00:00Z, 11:00:00+02:00, equal to 12:00:00+02:00 and later than 10:00:00Z: asl-choice-processor met
# other other other, aws-local-stepfunctions met met met met.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 240 npm install --ignore-scripts --silent --no-audit --no-fund \
  @wmfs/asl-choice-processor@1.24.1 aws-local-stepfunctions@3.0.0 >/dev/null 2>&1
cat >show.mjs <<'JS'
import chooser from "@wmfs/asl-choice-processor";
import { StateMachine } from "aws-local-stepfunctions";
const ten = "2026-11-28T10:00:00Z";
const cases = [
  [{ TimestampLessThan: ten }, "2026-11-28T09:00:00Z"],
  [{ TimestampLessThan: ten }, "2026-11-28T11:00:00+02:00"],
  [{ TimestampEquals: ten }, "2026-11-28T12:00:00+02:00"],
  [{ TimestampGreaterThan: ten }, "2026-11-28T10:00:00.5Z"],
];
const choice = (rule) => ({ Choices: [{ Variable: "$.at", ...rule, Next: "met" }], Default: "other" });
const states = (rule) => ({
  StartAt: "choose",
  States: {
    choose: { Type: "Choice", ...choice(rule) },
    met: { Type: "Pass", Result: "met", End: true },
    other: { Type: "Pass", Result: "other", End: true },
  },
});
const run = (rule, at) => new StateMachine(states(rule)).run({ at }).result;
console.log("asl-choice-processor", ...cases.map(([rule, at]) => chooser(choice(rule))({ at })));
console.log("aws-local-stepfunctions", ...(await Promise.all(cases.map(([rule, at]) => run(rule, at)))));
JS
seen=$(timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
asl-choice-processor met other other other
aws-local-stepfunctions met met met met
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: asl-choice-processor compares times as texts."
