#!/usr/bin/env bash
# A state of Step Functions that builds a row with States.Array('101', null, 'EUR'), or a text with States.Format, where
# one argument is null.
#
# Guess: null is an argument as any other: the specification of the Amazon States Language names strings, numbers, null,
# paths and calls as arguments, and says that the value of a null argument is itself. The row has three values.
# What happens: moto leaves a written null out, and the execution succeeds: the row has two values, and 'EUR' has moved
# to the place of the second. An array of nulls is empty. A null that a path finds stays where it is. A function with a
# fixed number of arguments is told that one is missing: Format fails, as there is a place without a value.
# Tool: moto 5.2.5 with its interpreter of state machines, boto3 1.44.8, Python 3.11.
# Output seen: ["101", "EUR"], [] and ["101", null, "EUR"] of SUCCEEDED executions; FAILED for Format.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check \
  'moto[stepfunctions]==5.2.5' boto3==1.44.8 2>/dev/null
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
cat >show.py <<'PYTHON'
import json
import time

import boto3
from moto import mock_aws

CALLS = (
    "States.Array('101', null, 'EUR')",
    "States.Array(null, null)",
    "States.Array('101', $.discount, 'EUR')",
    "States.Format('{} of {}', null, 'EUR')",
)


def outcome(client, name, call):
    state = {"Type": "Pass", "Parameters": {"row.$": call}, "OutputPath": "$.row", "End": True}
    definition = json.dumps({"StartAt": "Only", "States": {"Only": state}})
    role = "arn:aws:iam::123456789012:role/any"
    machine = client.create_state_machine(name=name, definition=definition, roleArn=role)["stateMachineArn"]
    run = client.start_execution(stateMachineArn=machine, input='{"discount": null}')["executionArn"]
    for _ in range(100):
        seen = client.describe_execution(executionArn=run)
        if seen["status"] != "RUNNING":
            break
        time.sleep(0.1)
    return seen["status"], seen.get("output", "")


with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
    client = boto3.client("stepfunctions")
    for place, call in enumerate(CALLS):
        print(*outcome(client, f"machine{place}", call))
PYTHON
seen=$(timeout 120 venv/bin/python show.py 2>/dev/null | sed 's/ *$//')
wanted=$'SUCCEEDED ["101", "EUR"]\nSUCCEEDED []\nSUCCEEDED ["101", null, "EUR"]\nFAILED'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: moto leaves a null out of the arguments of an intrinsic function."
