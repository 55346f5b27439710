#!/usr/bin/env bash
# A Choice of Step Functions that compares times, in an emulator that runs it, with the time of an event as
# JavaScript's toISOString() and most others write it: with milliseconds.
#
# Guess: "2026-11-28T09:00:00.000Z" is before "2026-11-28T10:00:00Z", as "09:00:00Z" is; any profile of ISO 8601
# by RFC 3339 is a timestamp, so offsets are, too.
# What happens: moto takes times to the second with a Z and nothing else. Another one is no timestamp to it: not
# less, not greater, not equal to itself, and IsTimestamp is false. The Default is taken and the run SUCCEEDED.
# Tool: moto 5.2.5 with execute_state_machine, boto3 1.44.8, Python 3.11.
# Output seen: "before other other other" for 09:00:00Z, 09:00:00.000Z, 09:00:00+00:00 and IsTimestamp.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check \
  'moto[stepfunctions]==5.2.5' boto3==1.44.8 2>/dev/null
cat >show.py <<'PYTHON'
import json
import time

import boto3
from moto import mock_aws

BEFORE = {"TimestampLessThan": "2026-11-28T10:00:00Z"}
CASES = [
    (BEFORE, "2026-11-28T09:00:00Z"),
    (BEFORE, "2026-11-28T09:00:00.000Z"),
    (BEFORE, "2026-11-28T09:00:00+00:00"),
    ({"IsTimestamp": True}, "2026-11-28T09:00:00.000Z"),
]


def definition(rule):
    ask = {
        "Type": "Choice",
        "Choices": [{"Variable": "$.time", **rule, "Next": "Before"}],
        "Default": "Other",
    }
    ends = {
        name: {"Type": "Pass", "Result": {"way": name.lower()}, "End": True}
        for name in ("Before", "Other")
    }
    return json.dumps({"StartAt": "Ask", "States": {"Ask": ask, **ends}})


def way(client, number, rule, event_time):
    role = "arn:aws:iam::123456789012:role/any"
    machine = client.create_state_machine(name=f"m{number}", definition=definition(rule), roleArn=role)
    run = client.start_execution(
        stateMachineArn=machine["stateMachineArn"], name="one", input=json.dumps({"time": event_time})
    )
    for _ in range(100):
        seen = client.describe_execution(executionArn=run["executionArn"])
        if seen["status"] != "RUNNING":
            return json.loads(seen["output"])["way"]
        time.sleep(0.1)
    return "still running"


@mock_aws(config={"stepfunctions": {"execute_state_machine": True}})
def main():
    client = boto3.client(
        "stepfunctions", "us-east-1", aws_access_key_id="any", aws_secret_access_key="any"
    )
    print(*(way(client, number, *case) for number, case in enumerate(CASES)))


main()
PYTHON
seen=$(timeout 90 venv/bin/python show.py 2>/dev/null)
[ "$seen" = "before other other other" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: to a Choice in moto a time with milliseconds or an offset is no timestamp, and Default is taken."
