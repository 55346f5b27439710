#!/usr/bin/env bash
# A FIFO queue of SQS that recognizes an order sent twice. The producer sends it again after a timeout, when the
# consumer has received and deleted the first one already: a few milliseconds later here, well within the five minutes.
#
# Guess: the second one is taken and not delivered. The SQS guide has it among the key terms of FIFO queues: the id is
# tracked even after the message has been received and deleted.
# What happens: moto drops a repeat only while the first one is in the queue; once that is deleted, the repeat is
# delivered, with an id of the producer's own as with one made of the content. A test that an order sent twice is
# processed once goes red where the consumer is quick and green where it is slow. MiniStack, another emulator, keeps
# the id.
# Tools: moto 5.2.5, MiniStack 1.5.33, boto3 1.43.106, Python 3.11.
# Output seen: moto content 1 1, moto id 1 1; ministack content 1 0, ministack id 1 0 (delivered first, and again).
set -euo pipefail
folder=$(mktemp -d)
servers=
trap 'for server in $servers; do kill "$server" 2>/dev/null || true; done; sleep 1; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check \
  'moto[server,sqs]==5.2.5' ministack==1.5.33 boto3==1.43.106 2>/dev/null
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
import sys
import time

import boto3

name, url = sys.argv[1:]
client = boto3.client("sqs", endpoint_url=url)
for _ in range(100):
    try:
        client.list_queues()
        break
    except Exception:
        time.sleep(0.2)


def delivered(queue, own_id):
    """Send an order twice, then receive and delete what has come."""
    for _ in range(2):
        client.send_message(QueueUrl=queue, MessageBody="order 101", MessageGroupId="101", **own_id)
    messages = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        client.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return len(messages)


for kind, content, own_id in (("content", "true", {}), ("id", "false", {"MessageDeduplicationId": "101"})):
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": content}
    queue = client.create_queue(QueueName=f"{kind}.fifo", Attributes=attributes)["QueueUrl"]
    print(name, kind, delivered(queue, own_id), delivered(queue, own_id))
PYTHON
seen=$(
  timeout 60 venv/bin/python show.py moto "http://127.0.0.1:$moto"
  timeout 60 venv/bin/python show.py ministack "http://127.0.0.1:$ministack"
)
wanted=$'moto content 1 1\nmoto id 1 1\nministack content 1 0\nministack id 1 0'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: moto delivers a repeat to a FIFO queue once the first message is deleted."
