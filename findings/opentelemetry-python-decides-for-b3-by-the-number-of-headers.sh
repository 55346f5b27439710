#!/usr/bin/env bash
# A trace that comes in by B3, Zipkin's headers, from a proxy that makes ids and leaves the sampling to the service
# behind it: no x-b3-sampled in the form of many headers, no third part in the form of one.
#
# Guess: the two forms say the same (the specification of B3 names absence: the decision is the receiver's), so the
# propagator of OpenTelemetry for Python treats them alike, as the one for JavaScript does.
# What happens: with many headers the trace is "not sampled", and the ordinary sampler, which follows its parent, drops
# it: nothing is ever recorded. With one header it is "sampled", and everything is. Both are passed on as a decision.
# For JavaScript neither is sampled.
# Tools: PyPI opentelemetry-propagator-b3 1.45.1 and opentelemetry-sdk 1.45.2 (Python 3.11); npm
# @opentelemetry/propagator-b3 2.12.0, @opentelemetry/core 2.12.1 and @opentelemetry/api 1.9.1 (Node 20).
# Output seen, recorded by the ordinary sampler: Python many False, one True; JavaScript sampled many false, one false.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check \
  opentelemetry-propagator-b3==1.45.1 opentelemetry-sdk==1.45.2 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  @opentelemetry/propagator-b3@2.12.0 @opentelemetry/core@2.12.1 @opentelemetry/api@1.9.1 >/dev/null
cat >headers.json <<'JSON'
{
  "many": {"x-b3-traceid": "463ac35c9f6413ad48485a3953bb6124", "x-b3-spanid": "a2fb4a1d1a96d312"},
  "one": {"b3": "463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312"}
}
JSON
cat >show.py <<'PYTHON'
import json

from opentelemetry.propagators.b3 import B3MultiFormat, B3SingleFormat
from opentelemetry.sdk.trace import TracerProvider

headers = json.load(open("headers.json"))
tracer = TracerProvider().get_tracer("orders")


def recorded(propagator, carrier):
    return tracer.start_span("order", context=propagator.extract(carrier)).is_recording()


print("Python many", recorded(B3MultiFormat(), headers["many"]), "one", recorded(B3SingleFormat(), headers["one"]))
PYTHON
cat >show.js <<'JS'
const { ROOT_CONTEXT, defaultTextMapGetter, trace } = require("@opentelemetry/api");
const { B3Propagator } = require("@opentelemetry/propagator-b3");
const headers = require("./headers.json");
const sampled = (carrier) => {
  const context = new B3Propagator().extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  return trace.getSpanContext(context).traceFlags === 1;
};
console.log("JavaScript many", sampled(headers.many), "one", sampled(headers.one));
JS
seen=$(timeout 60 venv/bin/python show.py; timeout 60 node show.js)
wanted=$'Python many False one True\nJavaScript many false one false'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: OpenTelemetry for Python samples B3 without a decision in one header and drops it in many."
