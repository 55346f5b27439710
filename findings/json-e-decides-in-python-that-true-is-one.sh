#!/usr/bin/env bash
# A template in JSON-e that makes a message of an event, and picks by a flag: {"$switch": {"retry == 1": "first retry",
# "$default": "no retry counted"}}. The event says "retry": true.
#
# Guess: JSON-e is one language with one set of tests for its implementations, so a template gives one message whatever
# renders it; and true is no number in JSON.
# What happens: in the one for JavaScript true is not 1, and the default is taken. In the one for Python it is, by
# Python's own ==: the other message is made, 0 is false, and 1 is in [true]. What stands in a text is alike: true in
# both.
# Tools: PyPI json-e 4.8.4 (Python 3.11), npm json-e 4.8.4 (Node 20).
# Output seen: JavaScript "no retry counted" false false, Python "first retry" true true.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check json-e==4.8.4 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund json-e@4.8.4 >/dev/null
cat >template.json <<'JSON'
[
  {"$switch": {"retry == 1": "first retry", "$default": "no retry counted"}},
  {"$eval": "retries == false"},
  {"$eval": "1 in flags"},
  "${retry}"
]
JSON
echo '{"retry": true, "retries": 0, "flags": [true]}' >event.json
cat >show.js <<'JS'
const render = require("json-e");
console.log("JavaScript", JSON.stringify(render(require("./template.json"), require("./event.json"))));
JS
cat >show.py <<'PYTHON'
import json

import jsone

message = jsone.render(json.load(open("template.json")), json.load(open("event.json")))
print("Python", json.dumps(message, separators=(",", ":")))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
JavaScript ["no retry counted",false,false,"true"]
Python ["first retry",true,true,"true"]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a template of JSON-e holds true for 1 in Python, and not in JavaScript."
