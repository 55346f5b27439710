#!/usr/bin/env bash
# Rules of EventBridge that ask what an order holds: {"detail": {"items": {"sku": ["A1"]}}}. The items are a list of
# objects in each event, as orders have them.
#
# Guess: an array adds nothing to the path of a value, so the rule is met when one item has that SKU: event-ruler, the
# engine that AWS publishes, has it in its README under "JSON Array Matching", with a list of employees as its example.
# What happens: in moto such a rule is never met, and nothing says so: no message, no error. A rule on a list of texts
# is met, so is one on a single item that is no list, and so is {"exists": false} on a field that is in every item: it
# is met by the very events that it should keep out. MiniStack, another emulator, goes into the arrays.
# Tools: moto 5.2.5, MiniStack 1.5.33, boto3 1.43.106, Python 3.11.
# Output seen: for the four rules below, moto 0 1 1 1 and ministack 1 1 1 0 (1: the event was delivered).
set -euo pipefail
folder=$(mktemp -d)
servers=
trap 'for server in $servers; do kill "$server" 2>/dev/null || true; done; sleep 1; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check \
  'moto[server,events,sqs]==5.2.5' ministack==1.5.33 boto3==1.43.106 2>/dev/null
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
moto=$(free_port)
venv/bin/moto_server -H 127.0.0.1 -p "$moto" >log_moto 2>&1 &
servers="$!"
ministack=$(free_port)
PATH="$folder/venv/bin:$PATH" BIND_HOST=127.0.0.1 GATEWAY_PORT=$ministack SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 \
  venv/bin/ministack >log_ministack 2>&1 &
servers="$servers $!"
cat >show.py <<'PYTHON'
import json
import sys
import time

import boto3

DETAIL = {"items": [{"sku": "A1", "n": 1}, {"sku": "B2", "n": 3}], "tags": ["gift", "new"], "buyer": {"id": 7}}
PATTERNS = (
    {"items": {"sku": ["A1"]}},
    {"tags": ["new"]},
    {"buyer": {"id": [7]}},
    {"items": {"sku": [{"exists": False}]}},
)
name, url = sys.argv[1:]
sqs, events = (boto3.client(service, endpoint_url=url) for service in ("sqs", "events"))
for _ in range(100):
    try:
        sqs.list_queues()
        break
    except Exception:
        time.sleep(0.2)
queue = sqs.create_queue(QueueName="met")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def delivered(place, pattern):
    rule = f"rule{place}"
    events.put_rule(Name=rule, EventPattern=json.dumps({"source": [rule], "detail": pattern}))
    events.put_targets(Rule=rule, Targets=[{"Id": "queue", "Arn": arn}])
    events.put_events(Entries=[{"Source": rule, "DetailType": "OrderPlaced", "Detail": json.dumps(DETAIL)}])
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return len(messages)


print(name, *(delivered(place, pattern) for place, pattern in enumerate(PATTERNS)))
PYTHON
seen=$(
  timeout 60 venv/bin/python show.py moto "http://127.0.0.1:$moto"
  timeout 60 venv/bin/python show.py ministack "http://127.0.0.1:$ministack"
)
wanted=$'moto 0 1 1 1\nministack 1 1 1 0'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a rule of moto on a field of objects in an array is never met."
