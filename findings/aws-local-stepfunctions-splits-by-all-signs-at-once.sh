#!/usr/bin/env bash
# A state of Step Functions that takes a text apart at several signs: States.StringSplit($.text, '.+,='), the text being
# "This.is+a,test=string".
#
# Guess: ["This", "is", "a", "test", "string"]. It is an example of the Step Functions guide on intrinsic functions:
# where the second argument has several signs, each of them divides.
# What happens: aws-local-stepfunctions looks for the second argument as a whole, so the text stays in one piece, in a
# list of one. No error: a Map over it has one item. With one sign, as in the guide's first example, it is right.
# Tool: npm aws-local-stepfunctions 3.0.0, Node 20.
# Output seen: of '.+,=' ["This.is+a,test=string"], of ',' for "1,2,3,4,5" ["1","2","3","4","5"].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund aws-local-stepfunctions@3.0.0 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { StateMachine } from "aws-local-stepfunctions";
for (const [text, signs] of [["This.is+a,test=string", ".+,="], ["1,2,3,4,5", ","]]) {
  const state = { Type: "Pass", Parameters: { "parts.$": "States.StringSplit($.text, $.signs)" }, End: true };
  const machine = new StateMachine({ StartAt: "Split", States: { Split: state } });
  console.log(JSON.stringify((await machine.run({ text, signs }).result).parts));
}
JS
seen=$(timeout 60 node show.mjs)
wanted=$'["This.is+a,test=string"]\n["1","2","3","4","5"]'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: aws-local-stepfunctions splits a text by all signs at once, and not by each."
