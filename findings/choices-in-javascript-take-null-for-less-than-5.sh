#!/usr/bin/env bash
# A Choice of Step Functions that sends small orders another way: {"Variable": "$.items", "NumericLessThan": 5}. An
# order comes whose number is null, and one whose number is a text, "9", with NumericGreaterThan.
#
# Guess: neither rule is met. The specification of the Amazon States Language lets a comparison fail, as false, when the
# two values are not both of the type that the operator compares; null and "9" are no numbers.
# What happens: both libraries that run such rules in Node.js leave it to JavaScript's < and >: null, false and an empty
# text count as 0, and "9" as 9. So an order without a number is a small one in their tests, and goes the way of the
# Default on AWS. NumericEquals goes by the type in both, and so do texts. aws-local-stepfunctions holds null for
# earlier than any time, as well. moto, which runs state machines in Python, is not met by any of these.
# Tools: npm @wmfs/asl-choice-processor 1.24.1 and aws-local-stepfunctions 3.0.0 (Node 20), PyPI moto 5.2.5 and boto3
# 1.44.8 (Python 3.11).
# Output seen, of 3, null, false, "9" and null as 0: asl-choice-processor and aws-local-stepfunctions met met met met
# other, moto met other other other other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check \
  'moto[stepfunctions]==5.2.5' boto3==1.44.8 2>/dev/null
timeout 240 npm install --ignore-scripts --silent --no-audit --no-fund \
  @wmfs/asl-choice-processor@1.24.1 aws-local-stepfunctions@3.0.0 >/dev/null 2>&1
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
cat >cases.json <<'JSON'
[
  [{"NumericLessThan": 5}, 3],
  [{"NumericLessThan": 5}, null],
  [{"NumericLessThan": 5}, false],
  [{"NumericGreaterThan": 5}, "9"],
  [{"NumericEquals": 0}, null]
]
JSON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import chooser from "@wmfs/asl-choice-processor";
import { StateMachine } from "aws-local-stepfunctions";
const cases = JSON.parse(readFileSync("cases.json", "utf8"));
const choice = (rule) => ({ Choices: [{ Variable: "$.items", ...rule, Next: "met" }], Default: "other" });
const machine = (rule) => ({
  StartAt: "choose",
  States: {
    choose: { Type: "Choice", ...choice(rule) },
    met: { Type: "Pass", Result: "met", End: true },
    other: { Type: "Pass", Result: "other", End: true },
  },
});
const run = ([rule, items]) => new StateMachine(machine(rule)).run({ items }).result;
console.log("asl-choice-processor", ...cases.map(([rule, items]) => chooser(choice(rule))({ items })));
console.log("aws-local-stepfunctions", ...(await Promise.all(cases.map(run))));
JS
cat >show.py <<'PYTHON'
import json
import time

import boto3
from moto import mock_aws


def outcome(client, name, rule, items):
    states = {word: {"Type": "Pass", "Result": word, "End": True} for word in ("met", "other")}
    choices = [{"Variable": "$.items", **rule, "Next": "met"}]
    states["choose"] = {"Type": "Choice", "Choices": choices, "Default": "other"}
    definition = json.dumps({"StartAt": "choose", "States": states})
    role = "arn:aws:iam::123456789012:role/any"
    machine = client.create_state_machine(name=name, definition=definition, roleArn=role)["stateMachineArn"]
    run = client.start_execution(stateMachineArn=machine, input=json.dumps({"items": items}))["executionArn"]
    for _ in range(100):
        seen = client.describe_execution(executionArn=run)
        if seen["status"] != "RUNNING":
            break
        time.sleep(0.1)
    return seen["output"].strip('"') if seen["status"] == "SUCCEEDED" else seen["status"]


with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
    client = boto3.client("stepfunctions")
    cases = json.load(open("cases.json"))
    print("moto", *(outcome(client, f"machine{place}", *case) for place, case in enumerate(cases)))
PYTHON
seen=$(timeout 60 node show.mjs; timeout 120 venv/bin/python show.py 2>/dev/null)
wanted=$(cat <<'LINES'
asl-choice-processor met met met met other
aws-local-stepfunctions met met met met other
moto met other other other other
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: two libraries for JavaScript take null for less than 5 in a Choice."
