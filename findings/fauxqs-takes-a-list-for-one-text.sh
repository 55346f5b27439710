#!/usr/bin/env bash
# A topic of SNS whose messages say what they are of interest for, in an attribute of type String.Array: ["soccer",
# "rugby"]. A queue subscribes with the filter policy {"customer_interests": ["rugby"]}, another one with the same
# policy for the body, which holds the same list.
#
# Guess: both queues get the message. The SNS guide has it under string value matching: each element of a String.Array
# is a text of its own for the match, and its examples of policies have this very attribute, and the body with the list
# as well.
# What happens: fauxqs, an emulator of SNS and SQS for Node.js, compares the whole text ["soccer", "rugby"] with rugby,
# and leaves lists of a body out; neither queue gets anything, and there is no error. With an attribute of type String,
# or a single text in the body, all is right. moto, an emulator in Python, delivers to both queues.
# Tools: npm fauxqs 1.9.2 (Node 20), PyPI moto 5.2.5 and boto3 1.44.8 (Python 3.11).
# Output seen, of the attribute as a list, the body with a list, and each with one text: fauxqs 0 0 1 1, moto 1 1 1 1
# messages.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check 'moto[sns,sqs]==5.2.5' boto3==1.44.8 2>/dev/null
timeout 240 npm install --ignore-scripts --silent --no-audit --no-fund fauxqs@1.9.2 >/dev/null 2>&1
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
cat >serve.mjs <<'JS'
import { writeFileSync } from "node:fs";
import { buildApp } from "fauxqs";
const app = buildApp({ logger: false });
// startFauxqs listens on all addresses; this is the same application on the loopback alone.
const address = await app.listen({ port: 0, host: "127.0.0.1" });
writeFileSync("port", new URL(address).port);
setTimeout(() => process.exit(), 120000);
JS
cat >show.py <<'PYTHON'
import json
import sys

import boto3
from moto import mock_aws

LIST = {"DataType": "String.Array", "StringValue": '["soccer", "rugby"]'}
TEXT = {"DataType": "String", "StringValue": "rugby"}
CASES = (
    ("MessageAttributes", LIST, "-"),
    ("MessageBody", TEXT, ["soccer", "rugby"]),
    ("MessageAttributes", TEXT, "-"),
    ("MessageBody", LIST, "rugby"),
)


def delivered(endpoint=None):
    sns, sqs = (boto3.client(name, endpoint_url=endpoint) for name in ("sns", "sqs"))
    for place, (scope, attribute, body) in enumerate(CASES):
        topic = sns.create_topic(Name=f"topic{place}")["TopicArn"]
        queue = sqs.create_queue(QueueName=f"queue{place}")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        settings = {"FilterPolicy": '{"customer_interests": ["rugby"]}', "FilterPolicyScope": scope}
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=settings)
        message = json.dumps({"customer_interests": body})
        sns.publish(TopicArn=topic, Message=message, MessageAttributes={"customer_interests": attribute})
        yield len(sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", []))


print("fauxqs", *delivered(f"http://127.0.0.1:{sys.argv[1]}"))
with mock_aws():
    print("moto", *delivered())
PYTHON
timeout 130 node serve.mjs >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do [ -s port ] && break; sleep 0.2; done
seen=$(timeout 100 venv/bin/python show.py "$(cat port)" 2>/dev/null)
wanted=$'fauxqs 0 0 1 1\nmoto 1 1 1 1'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: fauxqs takes an attribute that is a list for one text."
