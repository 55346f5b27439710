#!/usr/bin/env bash
# A function that raises, with an on-failure destination, invoked asynchronously: by the Lambda API
# with InvocationType=Event, and by an EventBridge rule.
#
# Guess: both are asynchronous invocations, so both are tried three times in all, and both events
# end in the destination (Lambda Developer Guide, "How Lambda handles errors and retries with
# asynchronous invocation").
# What happens: by the API it is so. By the rule the function runs once, nothing is tried again, and
# the event is gone: a test of dead letters that starts at the bus waits for ever.
# Tool: MiniStack 1.5.33 with its own boto3, Python 3.11.
# Output seen: "by the API: 1 in the queue, by a rule: 0".
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
cat > show.py <<'PY'
import io, json, sys, time, zipfile
import boto3

def client(name):
    return boto3.client(name, endpoint_url=sys.argv[1])

def length(seconds, wanted):
    for _ in range(seconds * 2):
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        count = int(answer["Attributes"]["ApproximateNumberOfMessages"])
        if count == wanted:
            break
        time.sleep(0.5)
    return count

sqs, functions, events = client("sqs"), client("lambda"), client("events")
for _ in range(100):
    try:
        url = sqs.create_queue(QueueName="failures")["QueueUrl"]
        break
    except Exception:
        time.sleep(0.2)
queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
code = io.BytesIO()
with zipfile.ZipFile(code, "w") as archive:
    archive.writestr("index.py", "def handler(event, context):\n    raise ValueError('no')\n")
role = "arn:aws:iam::000000000000:role/any"
function = functions.create_function(FunctionName="raises", Runtime="python3.13", Role=role,
    Handler="index.handler", Code={"ZipFile": code.getvalue()})["FunctionArn"]
functions.put_function_event_invoke_config(FunctionName="raises",
    DestinationConfig={"OnFailure": {"Destination": queue}})
functions.invoke(FunctionName="raises", InvocationType="Event", Payload=json.dumps({"by": "API"}))
by_api = length(60, 1)
sqs.purge_queue(QueueUrl=url)
events.put_rule(Name="all", EventPattern='{"source": ["shop"]}')
events.put_targets(Rule="all", Targets=[{"Id": "1", "Arn": function}])
events.put_events(Entries=[{"Source": "shop", "DetailType": "Sold", "Detail": "{}"}])
print(f"by the API: {by_api} in the queue, by a rule: {length(15, 1)}")
PY
seen=$(timeout 150 venv/bin/python show.py "http://127.0.0.1:$port")
[ "$seen" = "by the API: 1 in the queue, by a rule: 0" ] || { echo "CHANGED: $seen"; exit 1; }
echo "MiniStack 1.5.33: a function that raises is tried again and given up by the API, and not by a rule"
