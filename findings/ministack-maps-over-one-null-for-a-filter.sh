#!/usr/bin/env bash
# A Map of Step Functions over the items that a filter picks, "$.items[?(@.n > 3)]", and the last item of a
# list, "$.items[-1]": a path of the states language is written in JSONPath, and JSONPath has both.
#
# Guess: an emulator that runs Map states reads such a path; or it refuses the definition, or the run fails.
# What happens: a path that is more than names, numbers and [*] is null. The Map makes one round, over null, and
# the execution has SUCCEEDED with [null]; what would have been done for two items was done once, for none.
# Tool: MiniStack 1.5.33 with its own boto3, Python 3.11.
# Output seen: plain ["b","c"], filter [null], last {"last":null}; all SUCCEEDED.
set -euo pipefail
folder=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; sleep 1; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check ministack==1.5.33 boto3==1.43.106 2>/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
PATH="$folder/venv/bin:$PATH" BIND_HOST=127.0.0.1 GATEWAY_PORT=$port SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 \
  venv/bin/ministack >log 2>&1 &
server=$!
cat >show.py <<'PYTHON'
import json
import sys
import time

import boto3

INPUT = {"picked": [{"sku": "b"}, {"sku": "c"}]}
INPUT["items"] = [{"sku": "a", "n": 1}, {"sku": "b", "n": 5}, {"sku": "c", "n": 7}]


def each(path):
    sku = {"StartAt": "Sku", "States": {"Sku": {"Type": "Pass", "InputPath": "$.sku", "End": True}}}
    return {"Type": "Map", "ItemsPath": path, "ItemProcessor": sku, "End": True}


def outcome(client, name, state):
    role = "arn:aws:iam::000000000000:role/any"
    definition = json.dumps({"StartAt": "Only", "States": {"Only": state}})
    machine = client.create_state_machine(name=name, definition=definition, roleArn=role)
    run = client.start_execution(stateMachineArn=machine["stateMachineArn"], input=json.dumps(INPUT))
    for _ in range(100):
        seen = client.describe_execution(executionArn=run["executionArn"])
        if seen["status"] != "RUNNING":
            break
        time.sleep(0.1)
    output = json.loads(seen.get("output", "null"))
    return f"{name} {seen['status']} {json.dumps(output, separators=(',', ':'))}"


client = boto3.client("stepfunctions", endpoint_url=sys.argv[1])
for _ in range(100):
    try:
        client.list_state_machines()
        break
    except Exception:
        time.sleep(0.2)
print(outcome(client, "plain", each("$.picked")))
print(outcome(client, "filter", each("$.items[?(@.n > 3)]")))
print(outcome(client, "last", {"Type": "Pass", "Parameters": {"last.$": "$.items[-1]"}, "End": True}))
PYTHON
seen=$(timeout 120 venv/bin/python show.py "http://127.0.0.1:$port")
wanted=$'plain SUCCEEDED ["b","c"]\nfilter SUCCEEDED [null]\nlast SUCCEEDED {"last":null}'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: MiniStack runs a Map over a filtered path once, over null, and the execution has SUCCEEDED."
