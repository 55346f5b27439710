#!/usr/bin/env bash
# A JSON Schema made of a sample event, by generate-schema: {"id": "7", "marks": ["gift", 3]}, where a list has a text
# and a number in it.
#
# Guess: the sample is valid against the schema that was made of it; it is the one event that surely is.
# What happens: the item types are put into a oneOf, and the type of the first item twice: string, string, number. oneOf
# wants exactly one (JSON Schema core, 10.2.1.3), a text meets two, so the sample is refused, and so is every event with
# a text in this list. A list with numbers alone is valid. So is a list of objects, which are merged, and an object
# beside a text. genson, for Python, and genson-js make one list of types of the two.
# Tools: npm generate-schema 2.6.0, genson-js 0.0.8 and ajv 8.20.0 (Node 20), PyPI genson 1.4.0 (Python 3.11).
# Output seen: generate-schema {"oneOf":[{"type":"string"},{"type":"string"},{"type":"number"}]}, mixed false, of null
# and text false, numbers true; genson-js and genson valid for all three.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check genson==1.4.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  generate-schema@2.6.0 genson-js@0.0.8 ajv@8.20.0 >/dev/null 2>&1
cat >events.json <<'JSON'
[{"id": "7", "marks": ["gift", 3]}, {"id": "8", "marks": [null, "gift"]}, {"id": "9", "marks": [3, 4]}]
JSON
cat >make.py <<'PYTHON'
import json

from genson import SchemaBuilder


def schema(event):
    builder = SchemaBuilder(schema_uri=None)
    builder.add_object(event)
    return builder.to_schema()


json.dump([schema(event) for event in json.load(open("events.json"))], open("genson.json", "w"))
PYTHON
cat >show.js <<'JS'
const { json } = require("generate-schema");
const { createSchema } = require("genson-js");
const Ajv = require("ajv");
const events = require("./events.json");
const made = (event) => {
  const { $schema, ...schema } = json("Event", event);
  return schema;
};
const check = (schemas) =>
  schemas.map((schema, index) => new Ajv({ allowUnionTypes: true }).validate(schema, events[index]));
console.log(JSON.stringify(made(events[0]).properties.marks.items));
console.log("generate-schema", ...check(events.map(made)));
console.log("genson-js", ...check(events.map(createSchema)));
console.log("genson", ...check(require("./genson.json")));
JS
timeout 60 venv/bin/python make.py
seen=$(timeout 60 node show.js)
wanted=$(cat <<'LINES'
{"oneOf":[{"type":"string"},{"type":"string"},{"type":"number"}]}
generate-schema false false true
genson-js true true true
genson true true true
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a schema of generate-schema refuses the sample with a mixed list that it was made of."
