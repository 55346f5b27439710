#!/usr/bin/env bash
# The messages of OTLP do not read OTLP/JSON as it is written: ids come out too long, and nobody says so.
#
# Guess: a trace in OTLP/JSON, with its ids in hex as the protocol says, is read by protobuf's JSON
# parser into the protocol's own messages; or it is refused, for these are bytes fields.
# What happens: the parser takes each hex digit for a letter of base64. A trace id of 16 bytes becomes
# one of 24, a span id of 8 bytes one of 12, without an error, so a test that only parses passes. Read
# and written again by protobuf the JSON is the same, which hides it once more.
# Tools: opentelemetry-proto 1.45.2 with protobuf 7.36.2.
# Output seen: 24 12, and 16 8 once the ids were recoded from hex to base64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
timeout 120 "$folder/venv/bin/pip" -q install opentelemetry-proto==1.45.2 protobuf==7.36.2
timeout 30 "$folder/venv/bin/python" - <<'PYTHON'
from base64 import b64encode

from google.protobuf.json_format import MessageToDict, ParseDict
from opentelemetry.proto.trace.v1.trace_pb2 import Span

TRACE, SPAN = "5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"


def lengths(trace, span):
    read = ParseDict({"traceId": trace, "spanId": span, "name": "order"}, Span())
    assert MessageToDict(read) == {"traceId": trace, "spanId": span, "name": "order"}
    return len(read.trace_id), len(read.span_id)


def recoded(digits):
    return b64encode(bytes.fromhex(digits)).decode()


assert lengths(TRACE, SPAN) == (24, 12), lengths(TRACE, SPAN)
assert lengths(recoded(TRACE), recoded(SPAN)) == (16, 8)
PYTHON
echo "As found: protobuf reads the hex ids of OTLP/JSON as base64, half as long again and without an error."
