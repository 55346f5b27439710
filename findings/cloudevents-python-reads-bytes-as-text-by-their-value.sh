#!/usr/bin/env bash
# CloudEvents in binary mode whose data is a Protobuf message, datacontenttype application/protobuf: a quantity of 5,
# and one of 150. A consumer hands the data to Protobuf.
#
# Guess: the media type is neither JSON nor text, so the data is bytes (the SDK's docstring has a dict for JSON, a str
# for text and bytes for what is binary), whatever their values; and in structured mode they are in data_base64.
# What happens: the SDK for Python asks the bytes, not the media type: what happens to be UTF-8 is a str. 5 is written
# 08 05 and arrives as a text, which Protobuf refuses; 150 is 08 96 01 and arrives as bytes. Passed on in structured
# mode the first is "data": "\b\u0005", which tells every other SDK that it is a text.
# Tools: PyPI cloudevents 2.2.0, protobuf 7.36.2, Python 3.11.
# Output seen: 5 str, data, TypeError; 150 bytes, data_base64, 150.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0 protobuf==7.36.2 2>/dev/null
cat >show.py <<'PYTHON'
import json

from cloudevents.core.bindings.http import HTTPMessage, from_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from google.protobuf.wrappers_pb2 import Int32Value

HEADERS = {
    "ce-specversion": "1.0",
    "ce-id": "1",
    "ce-source": "/stock",
    "ce-type": "Counted",
    "ce-time": "2026-11-28T10:00:00Z",
    "content-type": "application/protobuf",
}


def decoded(data):
    try:
        return Int32Value.FromString(data).value
    except Exception as error:
        return type(error).__name__


for quantity in (5, 150):
    body = Int32Value(value=quantity).SerializeToString()
    event = from_binary(HTTPMessage(HEADERS, body), JSONFormat())
    written = json.loads(to_structured(event, JSONFormat()).body)
    member = " ".join(name for name in written if name.startswith("data") and name != "datacontenttype")
    print(quantity, type(event.get_data()).__name__, member, decoded(event.get_data()))
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$'5 str data TypeError\n150 bytes data_base64 150'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: the CloudEvents SDK for Python makes a text or bytes of a Protobuf message, as its values happen to be."
