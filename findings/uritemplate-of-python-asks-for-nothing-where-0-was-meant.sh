#!/usr/bin/env bash
# A URI template (RFC 6570) for the events of a partition, {?partition,offset,replay}, filled with 0, 0 and False.
#
# Guess: ?partition=0&offset=0&replay=false or False; 0 is a value, and only what is undefined (None) is left out or
# empty. Its sort of answer for 1 is ?partition=1.
# What happens: uritemplate, for Python, asks in a query whether the value is true, so that 0 and False are each an
# empty text: ?partition=&offset=&replay=. A server takes the empty partition for all of them, or its default. In a
# path, the same 0 is written: /partitions/0. No error. Python's uri-template and npm's url-template write it in both.
# Tools: PyPI's uritemplate 4.2.0 and uri-template 1.3.0, Python 3.11; npm url-template 3.1.1, Node 20.
# Output seen: uritemplate ?partition=&offset=&replay= and /partitions/0, the others ?partition=0&offset=0&replay=false
# and /partitions/0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund url-template@3.1.1 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check uritemplate==4.2.0 uri-template==1.3.0 2>/dev/null
cat >show.py <<'PYTHON'
import uri_template
import uritemplate

TEMPLATES = ("{?partition,offset,replay}", "/partitions{/partition}")
for values in ({"partition": 0, "offset": 0, "replay": False}, {"partition": 1, "offset": None, "replay": True}):
    print("uritemplate", *(uritemplate.expand(template, values) for template in TEMPLATES))
    print("uri-template", *(uri_template.expand(template, **values) for template in TEMPLATES))
PYTHON
cat >show.mjs <<'JS'
import { parseTemplate } from "url-template";
const templates = ["{?partition,offset,replay}", "/partitions{/partition}"];
const values = { partition: 0, offset: 0, replay: false };
console.log("url-template", ...templates.map((template) => parseTemplate(template).expand(values)));
JS
seen=$(timeout 60 venv/bin/python show.py && timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
uritemplate ?partition=&offset=&replay= /partitions/0
uri-template ?partition=0&offset=0&replay=false /partitions/0
uritemplate ?partition=1&replay=True /partitions/1
uri-template ?partition=1&replay=true /partitions/1
url-template ?partition=0&offset=0&replay=false /partitions/0
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: uritemplate makes an empty text of 0 and of False in a query."
