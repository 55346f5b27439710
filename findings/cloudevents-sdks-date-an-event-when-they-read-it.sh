#!/usr/bin/env bash
# A CloudEvent without a time, which is optional: {"specversion": "1.0", "id": "1", "type": "t", "source": "/s"}. A
# service reads it, and it comes once more, as it does after a retry.
#
# Guess: what is read has no time. The specification (1.0, time) lets the producer set another time where that of the
# occurrence is not known, and wants all producers of a source to do it in one way; a reader is no producer.
# What happens: the SDKs of the CloudEvents project for Python and for JavaScript give the event the time at which they
# read it, as they do for new events, and write it out when the event is passed on. The same event, read twice, has two
# times, and a consumer cannot tell an invented time from one that was sent. CloudEvent of the Azure SDK has None.
# Tools: PyPI cloudevents 2.2.0 and azure-core 1.41.0 (Python 3.11), npm cloudevents 10.0.0 (Node 20).
# Output seen: cloudevents time "set, another one, sent on" in both languages, azure-core None.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check \
  cloudevents==2.2.0 azure-core==1.41.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund cloudevents@10.0.0 >/dev/null
echo '{"specversion": "1.0", "id": "1", "type": "t", "source": "/s"}' >event.json
cat >show.py <<'PYTHON'
import json
import time

from azure.core.messaging import CloudEvent
from cloudevents.core.bindings.http import HTTPMessage, from_http_event, to_structured_event

TYPE = {"content-type": "application/cloudevents+json"}
body = open("event.json", "rb").read()
first = from_http_event(HTTPMessage(headers=TYPE, body=body))
time.sleep(0.01)
again = from_http_event(HTTPMessage(headers=TYPE, body=body))
read = "set" if first.get_time() else "none"
other = "another one" if again.get_time() != first.get_time() else "the same"
sent = "sent on" if "time" in json.loads(to_structured_event(first).body) else "left out"
print("Python:", read, other, sent, sep=", ")
print("azure-core:", CloudEvent.from_dict(json.loads(body)).time)
PYTHON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { HTTP } from "cloudevents";
const headers = { "content-type": "application/cloudevents+json" };
const body = readFileSync("event.json", "utf8");
const first = HTTP.toEvent({ headers, body });
await setTimeout(10);
const again = HTTP.toEvent({ headers, body });
const read = first.time ? "set" : "none";
const other = again.time !== first.time ? "another one" : "the same";
const sent = "time" in JSON.parse(HTTP.structured(first).body) ? "sent on" : "left out";
console.log(["JavaScript:", read, other, sent].join(", "));
JS
seen=$(timeout 60 node show.mjs; timeout 60 venv/bin/python show.py)
wanted=$'JavaScript:, set, another one, sent on\nPython:, set, another one, sent on\nazure-core: None'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: the CloudEvents SDKs for Python and JavaScript date an event without a time when they read it."
