#!/usr/bin/env bash
# A filter in jq that makes a line of an order: "\(.id) of \(.customer) is \(.status)".
#
# Guess: "7 of ann is paid". A text of jq keeps all that stands between its values (manual of jq, string interpolation);
# the README of @jq-tools/jq has what it does not do, and this is not in its list.
# What happens: the space behind a value is gone, and all of them if there are two, while the one before a value stays:
# "7of annis paid". A tab that stands behind a value goes the same way; a comma or a letter is kept, and so is the
# space behind it. No error, so keys and lines made of two values run into each other: "\(.a) \(.b)" of 1 and 23 is
# "123", as it is of 12 and 3. jq itself, from PyPI, keeps every space.
# Tools: npm @jq-tools/jq 0.0.11 (Node 20), PyPI jq 1.13.0 (Python 3.11).
# Output seen: @jq-tools/jq "7of annis paid" "123" "123" "1, 23", jq "7 of ann is paid" "1 23" "12 3" "1, 23".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jq==1.13.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund @jq-tools/jq@0.0.11 >/dev/null 2>&1
cat >cases.json <<'JSON'
[
  ["\"\\(.id) of \\(.customer) is \\(.status)\"", {"id": 7, "customer": "ann", "status": "paid"}],
  ["\"\\(.a) \\(.b)\"", {"a": 1, "b": 23}],
  ["\"\\(.a) \\(.b)\"", {"a": 12, "b": 3}],
  ["\"\\(.a), \\(.b)\"", {"a": 1, "b": 23}]
]
JSON
cat >show.js <<'JS'
const { evaluate, parse } = require("@jq-tools/jq");
const lines = require("./cases.json").map(([filter, value]) => [...evaluate(parse(filter), [value])][0]);
console.log("@jq-tools/jq", ...lines.map((line) => JSON.stringify(line)));
JS
cat >show.py <<'PYTHON'
import json

import jq

lines = [jq.compile(query).input_value(value).first() for query, value in json.load(open("cases.json"))]
print("jq", *map(json.dumps, lines))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
@jq-tools/jq "7of annis paid" "123" "123" "1, 23"
jq "7 of ann is paid" "1 23" "12 3" "1, 23"
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: @jq-tools/jq leaves out the space behind a value in a text."
