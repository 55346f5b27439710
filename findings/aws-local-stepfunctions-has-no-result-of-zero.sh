#!/usr/bin/env bash
# A Pass state of Step Functions that sets a counter, {"Type": "Pass", "Result": 0, "ResultPath": "$.retries"}, and one
# that sets a flag to false.
#
# Guess: retries is 0. The specification of the Amazon States Language treats Result as the output of a virtual task,
# with no exception for some values; null, too, is a value of JSON.
# What happens: aws-local-stepfunctions asks whether there is a Result by its truth, so 0, false, null and "" are none
# for it: the input of the state goes where the result should be, so the whole order lies under $.retries. A counter
# that begins with 1 works, as true, [] and {} do, and 0 as the result of a task.
# Tool: npm aws-local-stepfunctions 3.0.0, Node 20.
# Output seen: of 0, false, null, "" {"id":7,"set":{"id":7}} four times; of 1, true, [] {"id":7,"set":1},
# {"id":7,"set":true}, {"id":7,"set":[]}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund aws-local-stepfunctions@3.0.0 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { StateMachine } from "aws-local-stepfunctions";
for (const value of [0, false, null, "", 1, true, []]) {
  const state = { Type: "Pass", Result: value, ResultPath: "$.set", End: true };
  const machine = new StateMachine({ StartAt: "Set", States: { Set: state } });
  console.log(JSON.stringify(await machine.run({ id: 7 }).result));
}
JS
seen=$(timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
{"id":7,"set":{"id":7}}
{"id":7,"set":{"id":7}}
{"id":7,"set":{"id":7}}
{"id":7,"set":{"id":7}}
{"id":7,"set":1}
{"id":7,"set":true}
{"id":7,"set":[]}
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: aws-local-stepfunctions passes the input on where a result is 0, false, null or an empty text."
