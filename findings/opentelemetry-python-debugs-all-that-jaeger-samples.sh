#!/usr/bin/env bash
# A trace that goes on by Jaeger's header, uber-trace-id, from a service with OpenTelemetry for Python. It was sampled
# by the ordinary sampler: nobody asked for a trace of debugging.
#
# Guess: the last part of the header is 01, the flag "sampled", as it came in. Jaeger's documentation has a second flag,
# "debug", which tells the backend to try really hard not to drop this trace; one sets it by jaeger-debug-id.
# What happens: each sampled trace leaves with 03, sampled and debug, also one that came in with 01. Jaeger's client for
# Node.js behind it takes it at its word: its context and all that it passes on is a debug trace, exempt from the
# downsampling of a collection pipeline (its README). The propagator for JavaScript writes 01.
# Tools: PyPI opentelemetry-propagator-jaeger 1.45.1 with opentelemetry-sdk 1.45.2 (Python 3.11); npm jaeger-client
# 3.19.0, @opentelemetry/propagator-jaeger 2.12.0 with @opentelemetry/api 1.9.0 (Node 20).
# Output seen: python new 03, python passed on 03, jaeger-client debug true, passes on 3, javascript passed on 01.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check \
  opentelemetry-propagator-jaeger==1.45.1 opentelemetry-sdk==1.45.2 2>/dev/null
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  jaeger-client@3.19.0 @opentelemetry/propagator-jaeger@2.12.0 @opentelemetry/api@1.9.0 >/dev/null
cat >show.py <<'PYTHON'
from opentelemetry.propagators.jaeger import JaegerPropagator
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import set_span_in_context

CAME_IN = {"uber-trace-id": "0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331:0:1"}


def header(context):
    carrier = {}
    JaegerPropagator().inject(carrier, context)
    return carrier["uber-trace-id"]


span = TracerProvider().get_tracer("orders").start_span("place")
print("new", header(set_span_in_context(span)))
print("passed-on", header(JaegerPropagator().extract(CAME_IN)))
PYTHON
cat >show.js <<'JS'
const { initTracer } = require("jaeger-client");
const { ROOT_CONTEXT, defaultTextMapGetter, defaultTextMapSetter } = require("@opentelemetry/api");
const { JaegerPropagator } = require("@opentelemetry/propagator-jaeger");
const tracer = initTracer({ serviceName: "payment", sampler: { type: "const", param: 0 } }, {});
const context = tracer.extract("text_map", { "uber-trace-id": process.argv[2] });
const next = {};
tracer.inject(tracer.startSpan("pay", { childOf: context }).context(), "text_map", next);
console.log("jaeger-client debug", context.isDebug(), "passes on", next["uber-trace-id"].split(":")[3]);
const carrier = {};
const cameIn = { "uber-trace-id": "0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331:0:1" };
const propagator = new JaegerPropagator();
propagator.inject(propagator.extract(ROOT_CONTEXT, cameIn, defaultTextMapGetter), carrier, defaultTextMapSetter);
console.log("javascript passed on", carrier["uber-trace-id"].split(":")[3]);
tracer.close();
JS
python=$(timeout 60 venv/bin/python show.py)
passed_on=$(sed -n 's/^passed-on //p' <<<"$python")
seen=$(sed -E 's/ .*:/ /' <<<"$python"; timeout 60 node show.js "$passed_on" 2>/dev/null)
wanted=$'new 03\npassed-on 03\njaeger-client debug true passes on 3\njavascript passed on 01'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: OpenTelemetry for Python marks each sampled trace in Jaeger's header as one of debugging."
