#!/usr/bin/env bash
# A CloudFormation stack with EventBridge's bus of 2026 (AWS::EventsV2::EventBus), given to an emulator
# that has no such bus, and asked for afterwards by the bus's own API.
#
# Guess: a type that is not known is refused, as AWS refuses it in a Region without the bus
# ("Unrecognized resource types"), so a stack that is complete has its bus.
# What happens: the stack is CREATE_COMPLETE with one resource of an empty type, and the API of the bus
# is not there at all. A test that deploys and looks at the status of the stack is green with nothing made.
# Tool: moto (server) 5.2.5, boto3 1.44.8, Python 3.11.
# Output seen: "stack: CREATE_COMPLETE, its resources: [''], the API of the bus: ResponseParserError".
set -euo pipefail
folder=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; sleep 1; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check 'moto[server]==5.2.5' boto3==1.44.8 2>/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
venv/bin/moto_server -H 127.0.0.1 -p "$port" >log 2>&1 &
server=$!
cat > show.py <<'PY'
import json, sys, time
import boto3

def client(name):
    return boto3.client(name, endpoint_url=sys.argv[1])

stacks = client("cloudformation")
for _ in range(100):
    try:
        stacks.list_stacks()
        break
    except Exception:
        time.sleep(0.2)
bus = {"Type": "AWS::EventsV2::EventBus", "Properties": {"Name": "orders"}}
stacks.create_stack(StackName="one", TemplateBody=json.dumps({"Resources": {"Bus": bus}}))
status = stacks.describe_stacks(StackName="one")["Stacks"][0]["StackStatus"]
kinds = [each["ResourceType"] for each in stacks.list_stack_resources(StackName="one")["StackResourceSummaries"]]
try:
    buses = len(client("eventbridgev2").list_event_buses()["EventBuses"])
except Exception as fault:
    buses = type(fault).__name__
print(f"stack: {status}, its resources: {kinds}, the API of the bus: {buses}")
PY
seen=$(timeout 120 venv/bin/python show.py "http://127.0.0.1:$port")
if [ "$seen" != "stack: CREATE_COMPLETE, its resources: [''], the API of the bus: ResponseParserError" ]; then
  echo "It is not so any more: $seen"
  exit 1
fi
echo "moto completes a stack with a bus that it does not make: $seen"
