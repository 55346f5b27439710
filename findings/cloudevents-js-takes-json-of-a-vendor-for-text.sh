#!/usr/bin/env bash
# A CloudEvent in binary mode with datacontenttype application/vnd.order+json, read by a service in Node.js and passed
# on in structured mode.
#
# Guess: a media type that ends in +json is JSON (RFC 6839; the JSON event format, 3.1, counts such types in), so the
# data is an object, as it is for application/json, and "data" is an object again on the way out.
# What happens: the SDK for JavaScript parses a handful of types only, and this one stays a text. Passed on in
# structured mode it is a JSON string with JSON in it: the SDK for Python, which reads the first message as an object,
# reads a text from the second. In structured mode from the start, and in binary mode to binary mode, nothing is lost.
# Tools: npm cloudevents 10.0.0 (Node 20), PyPI cloudevents 2.2.0 (Python 3.11).
# Output seen: JavaScript application/json object, application/vnd.order+json string; Python dict of the message itself,
# str of what JavaScript passed on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund cloudevents@10.0.0 >/dev/null
cat >show.mjs <<'JS'
import { writeFileSync } from "node:fs";
import { HTTP } from "cloudevents";
const read = (type) => {
  const attributes = { "ce-specversion": "1.0", "ce-id": "1", "ce-type": "t", "ce-source": "/s" };
  return HTTP.toEvent({ headers: { ...attributes, "content-type": type }, body: '{"total":5}' });
};
for (const type of ["application/json", "application/vnd.order+json"]) console.log(type, typeof read(type).data);
writeFileSync("passed-on.json", HTTP.structured(read("application/vnd.order+json")).body);
JS
cat >show.py <<'PYTHON'
from cloudevents.core.bindings.http import HTTPMessage, from_http_event

binary = {"ce-specversion": "1.0", "ce-id": "1", "ce-type": "t", "ce-source": "/s"}
binary["content-type"] = "application/vnd.order+json"
messages = [
    HTTPMessage(headers=binary, body=b'{"total":5}'),
    HTTPMessage(headers={"content-type": "application/cloudevents+json"}, body=open("passed-on.json", "rb").read()),
]
print("Python", *(type(from_http_event(message).get_data()).__name__ for message in messages))
PYTHON
seen=$(timeout 60 node show.mjs; timeout 60 venv/bin/python show.py)
wanted=$'application/json object\napplication/vnd.order+json string\nPython dict str'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: the CloudEvents SDK for JavaScript leaves JSON of a type with +json a text, and passes it on as one."
