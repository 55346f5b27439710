#!/usr/bin/env bash
# A CloudEvent in binary mode whose data is a JSON array, [{"sku": "A1", "gift": true}], read and passed on by a service
# in Python with the SDK of the CloudEvents project.
#
# Guess: datacontenttype says application/json, and the SDK decoded the body by it; so it encodes by it, too: what goes
# out is the JSON that came in.
# What happens: only objects are written as JSON. Lists, numbers and booleans go through str(), so the body is in
# Python's notation, [{'sku': 'A1', 'gift': True}], still labelled application/json, which the next service cannot
# parse. true goes on as True, and the text "0049" without its quotes. The same event in structured mode is right.
# Tool: PyPI cloudevents 2.2.0, Python 3.11.
# Output seen: binary [{'sku': 'A1', 'gift': True}], True and 0049, structured [{"sku": "A1", "gift": true}], true
# and "0049"; an object is right in both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0 2>/dev/null
cat >show.py <<'PYTHON'
import json

from cloudevents.core.bindings.http import HTTPMessage, from_binary, to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat

FORMAT = JSONFormat()
HEADERS = {
    "ce-specversion": "1.0",
    "ce-id": "1",
    "ce-source": "/orders",
    "ce-type": "OrderPlaced",
    "ce-time": "2026-11-28T10:00:00Z",
    "content-type": "application/json",
}


def passed_on(body):
    event = from_binary(HTTPMessage(HEADERS, body.encode()), FORMAT)
    out = to_binary(event, FORMAT)
    same = json.dumps(json.loads(to_structured(event, FORMAT).body)["data"])
    return f"{out.headers['content-type']}: {out.body.decode()} | {same}"


for body in ('{"gift": true}', '[{"sku": "A1", "gift": true}]', "true", '"0049"'):
    print(passed_on(body))
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'END'
application/json: {"gift": true} | {"gift": true}
application/json: [{'sku': 'A1', 'gift': True}] | [{"sku": "A1", "gift": true}]
application/json: True | true
application/json: 0049 | "0049"
END
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: the CloudEvents SDK for Python passes a JSON array on in binary mode in Python's own notation."
