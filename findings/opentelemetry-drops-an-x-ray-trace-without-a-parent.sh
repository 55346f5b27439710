#!/usr/bin/env bash
# A request that comes in by a load balancer of AWS, which begins the trace and has no segment of its own:
# X-Amzn-Trace-Id: Root=1-6a0f3c5e-0123456789abcdef01234567;Sampled=1. OpenTelemetry's propagator for X-Ray reads it.
#
# Guess: the service goes on with this trace, and with its sampling. The X-Ray guide shows tracing headers of this form
# and others that name a parent as well.
# What happens: without a parent the propagators for JavaScript and Python take nothing of it, so the service begins a
# trace with an id of its own, and decides the sampling again: the id in the log of the load balancer leads nowhere. The
# same goes for Sampled=?, by which one asks the service to decide, though Root and Parent are there. Without Sampled
# the one for JavaScript drops the trace, and the one for Python takes it for not sampled.
# Tools: npm @opentelemetry/propagator-aws-xray 2.2.0, @opentelemetry/api 1.9.1 (Node 20), PyPI
# opentelemetry-propagator-aws-xray 1.0.2 with opentelemetry-api 1.45.2 (Python 3.11).
# Output seen, of Parent and Sampled=1, Sampled=1 alone, Parent and Sampled=?, Parent alone: JavaScript 1 none none
# none, Python 1 none none 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check \
  opentelemetry-propagator-aws-xray==1.0.2 opentelemetry-api==1.45.2 2>/dev/null
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  @opentelemetry/propagator-aws-xray@2.2.0 @opentelemetry/api@1.9.1 >/dev/null 2>&1
cat >headers.json <<'JSON'
[
  "Root=1-6a0f3c5e-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1",
  "Root=1-6a0f3c5e-0123456789abcdef01234567;Sampled=1",
  "Root=1-6a0f3c5e-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=?",
  "Root=1-6a0f3c5e-0123456789abcdef01234567;Parent=0123456789abcdef"
]
JSON
cat >show.js <<'JS'
const { defaultTextMapGetter, ROOT_CONTEXT, trace } = require("@opentelemetry/api");
const { AWSXRayPropagator } = require("@opentelemetry/propagator-aws-xray");
const flags = require("./headers.json").map((header) => {
  const carrier = { "x-amzn-trace-id": header };
  const read = new AWSXRayPropagator().extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  return trace.getSpanContext(read)?.traceFlags ?? "none";
});
console.log("JavaScript", ...flags);
JS
cat >show.py <<'PYTHON'
import json

from opentelemetry import trace
from opentelemetry.propagators.aws import AwsXRayPropagator

flags = []
for header in json.load(open("headers.json")):
    read = trace.get_current_span(AwsXRayPropagator().extract({"X-Amzn-Trace-Id": header})).get_span_context()
    flags.append(int(read.trace_flags) if read.is_valid else "none")
print("Python", *flags)
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$'JavaScript 1 none none none\nPython 1 none none 0'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: OpenTelemetry's propagators for X-Ray take no trace from a header without a parent."
