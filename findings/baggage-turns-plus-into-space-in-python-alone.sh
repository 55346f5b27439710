#!/usr/bin/env bash
# W3C baggage between a service in Python and one in JavaScript, both with OpenTelemetry's own propagator.
#
# Guess: a value set on one side arrives on the other as it is, whatever has to be escaped on the way; and a
# plus, which the W3C allows in a value as it is, stays a plus.
# What happens: Python writes and reads values as forms do, so a space leaves as "+" and arrives in JavaScript
# as a plus; and the plus of a time "10:00+02:00" that another service sent is a space in Python. JavaScript
# escapes by percent only, as the specification has it, so the other way round all is well.
# Tools: opentelemetry-api 1.45.2 (Python 3.11), npm @opentelemetry/core 2.12.1 (Node 20).
# Output seen: "eu west" arrives as "eu+west", "10:00+02:00" is read as "10:00 02:00" and "10:00+02:00".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check opentelemetry-api==1.45.2 2>/dev/null
timeout 120 npm install --silent --no-audit --no-fund \
  @opentelemetry/core@2.12.1 @opentelemetry/api@1.9.1 >/dev/null
cat >write.py <<'PYTHON'
from opentelemetry import baggage
from opentelemetry.baggage.propagation import W3CBaggagePropagator

carrier = {}
W3CBaggagePropagator().inject(carrier, baggage.set_baggage("region", "eu west"))
print(carrier["baggage"])
PYTHON
cat >read.py <<'PYTHON'
import sys

from opentelemetry import baggage
from opentelemetry.baggage.propagation import W3CBaggagePropagator

print(*baggage.get_all(W3CBaggagePropagator().extract({"baggage": sys.argv[1]})).values())
PYTHON
cat >read.js <<'JS'
const { W3CBaggagePropagator } = require("@opentelemetry/core");
const { ROOT_CONTEXT, defaultTextMapGetter, propagation } = require("@opentelemetry/api");
const carrier = { baggage: process.argv[2] };
const context = new W3CBaggagePropagator().extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
console.log(propagation.getBaggage(context).getAllEntries()[0][1].value);
JS
python() { timeout 60 venv/bin/python "$@"; }
sent=$(python write.py)
seen="\"eu west\" arrives as \"$(timeout 60 node read.js "$sent")\""
for reader in "python read.py" "timeout 60 node read.js"; do
  seen="$seen, \"$($reader at=10:00+02:00)\""
done
wanted='"eu west" arrives as "eu+west", "10:00 02:00", "10:00+02:00"'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: OpenTelemetry's baggage in Python takes a plus for a space and a space for a plus."
