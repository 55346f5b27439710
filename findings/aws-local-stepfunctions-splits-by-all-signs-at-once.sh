#!/usr/bin/env bash
# A state of Step Functions that takes a text apart at several signs: States.StringSplit($.text, '.+,='), the text being
# "an.order+of,two=parts".
#
# Guess: ["an", "order", "of", "two", "parts"]. By the Step Functions guide on intrinsic functions each sign of the
# second argument divides, where there are several.
# What happens: aws-local-stepfunctions looks for the second argument as a whole, so the text stays in one piece, in a
# list of one. No error: a Map over it has one item. With one sign it is right.
# Tool: npm aws-local-stepfunctions 3.0.0, Node 20.
# Output seen: of '.+,=' ["an.order+of,two=parts"], of ',' for "7,8,9" ["7","8","9"].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund aws-local-stepfunctions@3.0.0 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { StateMachine } from "aws-local-stepfunctions";
for (const [text, signs] of [["an.order+of,two=parts", ".+,="], ["7,8,9", ","]]) {
  const state = { Type: "Pass", Parameters: { "parts.$": "States.StringSplit($.text, $.signs)" }, End: true };
  const machine = new StateMachine({ StartAt: "Split", States: { Split: state } });
  console.log(JSON.stringify((await machine.run({ text, signs }).result).parts));
}
JS
seen=$(timeout 60 node show.mjs)
wanted=$'["an.order+of,two=parts"]\n["7","8","9"]'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: aws-local-stepfunctions splits a text by all signs at once, and not by each."
