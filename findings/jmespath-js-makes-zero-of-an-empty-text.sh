#!/usr/bin/env bash
# An expression of JMESPath that takes quantities out of an order, which came as texts: items[].to_number(quantity), and
# the items without a number: items[?to_number(quantity) == null]. One of the quantities is empty.
#
# Guess: null. to_number parses what is a number of JSON's grammar, and gives null for all other texts (JMESPath
# specification, to_number); an empty text is no number.
# What happens: both libraries for JavaScript use its unary plus: an empty text and one of blanks are 0, "0x10" is 16.
# The item without a quantity is not found, and it counts as one that was ordered zero times. jmespath for Python, below
# the AWS CLI, has null for these three. A word, which tests have, is null in all.
# Tools: npm jmespath 0.16.0 and @jmespath-community/jmespath 1.3.0 (Node 20), PyPI jmespath 1.1.0 (Python 3.11).
# Output seen, null being left out of a projection: JavaScript [5,0,0,16] and ["E"] in both, Python [5] and
# ["B","C","D","E"].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jmespath==1.1.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  jmespath@0.16.0 @jmespath-community/jmespath@1.3.0 >/dev/null
cat >queries.json <<'JSON'
["items[].to_number(quantity)", "items[?to_number(quantity) == null].sku"]
JSON
cat >event.json <<'JSON'
{"items": [
  {"sku": "A", "quantity": "5"},
  {"sku": "B", "quantity": ""},
  {"sku": "C", "quantity": " "},
  {"sku": "D", "quantity": "0x10"},
  {"sku": "E", "quantity": "five"}
]}
JSON
cat >show.js <<'JS'
const event = require("./event.json");
for (const name of ["jmespath", "@jmespath-community/jmespath"]) {
  const { search } = require(name);
  console.log(name, ...require("./queries.json").map((query) => JSON.stringify(search(event, query))));
}
JS
cat >show.py <<'PYTHON'
import json

import jmespath

event = json.load(open("event.json"))
found = (jmespath.search(query, event) for query in json.load(open("queries.json")))
print("Python", *(json.dumps(value, separators=(",", ":")) for value in found))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
jmespath [5,0,0,16] ["E"]
@jmespath-community/jmespath [5,0,0,16] ["E"]
Python [5] ["B","C","D","E"]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: to_number of JMESPath in JavaScript makes 0 of an empty text."
