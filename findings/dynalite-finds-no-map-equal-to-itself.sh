#!/usr/bin/env bash
# An order in DynamoDB is changed only if its address is still the one that was read: a condition address = :read, where
# the address is a map. Another one looks for orders with the list of tags ["eu", "gift"].
#
# Guess: both hold when nothing has changed. DynamoDB's API reference says of EQ that it is supported for all data
# types, lists and maps included, and = of expressions means the same.
# What happens: in dynalite, an emulator of DynamoDB for Node.js, a map or a list is equal to nothing, not even to
# itself: the change is refused as if somebody else had been there, <> is true for every value, and a scan finds
# nothing. Texts, numbers and sets are compared well, so a condition on a single field of the map, or on a version
# number, is right. moto, an emulator in Python, has both.
# Tools: npm dynalite 4.0.0 (Node 20), PyPI moto 5.2.5 and boto3 1.44.8 (Python 3.11).
# Output seen, of map, list, map by <>, set and the field of the map: dynalite refused 0 1 1 1, moto changed 1 0 1 1.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check 'moto[dynamodb]==5.2.5' boto3==1.44.8 2>/dev/null
timeout 240 npm install --ignore-scripts --silent --no-audit --no-fund dynalite@4.0.0 >/dev/null 2>&1
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
cat >serve.js <<'JS'
const server = require("dynalite")({ createTableMs: 0 });
server.listen(0, "127.0.0.1", () => {
  require("node:fs").writeFileSync("port", String(server.address().port));
});
setTimeout(() => process.exit(), 120000);
JS
cat >show.py <<'PYTHON'
import sys

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

ORDER = {"id": "1", "address": {"city": "Kiel"}, "tags": ["eu", "gift"], "marks": {"a", "b"}}
SCANS = (
    ("tags = :v", ["eu", "gift"]),
    ("address <> :v", {"city": "Kiel"}),
    ("marks = :v", {"b", "a"}),
    ("address.city = :v", "Kiel"),
)


def answers(endpoint=None):
    client = boto3.resource("dynamodb", endpoint_url=endpoint)
    key = [{"AttributeName": "id", "KeyType": "HASH"}]
    types = [{"AttributeName": "id", "AttributeType": "S"}]
    orders = client.create_table(
        TableName="orders", KeySchema=key, AttributeDefinitions=types, BillingMode="PAY_PER_REQUEST"
    )
    orders.wait_until_exists()
    orders.put_item(Item=ORDER)
    read = {":v": ORDER["address"]}
    try:
        orders.put_item(Item=ORDER, ConditionExpression="address = :v", ExpressionAttributeValues=read)
        yield "changed"
    except ClientError:
        yield "refused"
    for rule, value in SCANS:
        yield orders.scan(FilterExpression=rule, ExpressionAttributeValues={":v": value})["Count"]


print("dynalite", *answers(f"http://127.0.0.1:{sys.argv[1]}"))
with mock_aws():
    print("moto", *answers())
PYTHON
timeout 120 node serve.js &
server=$!
for _ in $(seq 100); do [ -s port ] && break; sleep 0.2; done
seen=$(timeout 100 venv/bin/python show.py "$(cat port)" 2>/dev/null)
wanted=$'dynalite refused 0 1 1 1\nmoto changed 1 0 1 1'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a map in dynalite is not equal to itself."
