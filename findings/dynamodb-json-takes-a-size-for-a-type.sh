#!/usr/bin/env bash
# An item of DynamoDB, as a stream hands it over, in which a map has the keys S, M and L: the sizes of a shirt.
#
# Guess: what wraps a value and what is a name of the customer's own is told apart by depth, so the stock
# {"S": 3, "M": 5, "L": 2} comes out as it went in, as it does with boto3.
# What happens: dynamodb-json looks at every object by itself, from the inside out. The map of sizes has a key
# "S", so it is taken for a text: the stock becomes "3" and the other sizes are gone, without an error. What
# the library itself writes it reads back so, too.
# Tools: dynamodb-json 1.4.2, boto3 1.44.8, Python 3.11.
# Output seen: {'stock': '3'}, again {'stock': '3'}, and from boto3 all three sizes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
timeout 240 "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  dynamodb-json==1.4.2 boto3==1.44.8 2>/dev/null
timeout 60 "$folder/venv/bin/python" - <<'PYTHON'
from boto3.dynamodb.types import TypeDeserializer
from dynamodb_json import json_util

stock = {"S": 3, "M": 5, "L": 2}
image = {"stock": {"M": {size: {"N": str(count)} for size, count in stock.items()}}}
by_boto3 = TypeDeserializer().deserialize({"M": image})
assert by_boto3 == {"stock": stock}, f"boto3 has changed: {by_boto3}"
assert json_util.loads(image) == {"stock": "3"}, f"changed: {json_util.loads(image)}"
again = json_util.loads(json_util.dumps({"stock": stock}))
assert again == {"stock": "3"}, f"changed on the way there and back: {again}"
PYTHON
echo "As found: dynamodb-json 1.4.2 makes the text \"3\" of a map with the keys S, M and L."
