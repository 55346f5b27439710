#!/usr/bin/env bash
# A filter in JSON Query for large orders, .orders | filter(.total > 4.9), and one for those of five, .total == 5. The
# totals are 5.0, 5 and 10. The same queries run in a service in Node.js and in one in Python.
#
# Guess: all three are above 4.9, and two are five. JSON Query's reference has == strict by the type of the values,
# with a number and a text for its example, and JSON has one type of number; the library for Python is by its authors.
# What happens: in Python 5 and 5.0 are of two types, so neither is equal to the other, nor greater, nor less: 5.0 alone
# is above 4.9, and 10 is not. A quotient always has a fraction, so .total / 2 == 5 is never met. No error. "in" is
# as one would guess, and sort leaves numbers of the two kinds as they stand.
# Tools: PyPI jsonquerylang 2.1.0 (Python 3.11), npm @jsonquerylang/jsonquery 5.1.1 (Node 20).
# Output seen: of > 4.9, < 5.5, == 5, / 2 == 5 and in [5], and sorted downwards: Node.js [1,2,3] [1,2] [1,2] [3] [1,2]
# [3,1,2], Python [1] [1] [2] [] [1,2] [1,3,2].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jsonquerylang==2.1.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund @jsonquerylang/jsonquery@5.1.1 >/dev/null 2>&1
echo '{"orders": [{"id": 1, "total": 5.0}, {"id": 2, "total": 5}, {"id": 3, "total": 10}]}' >orders.json
cat >queries.json <<'JSON'
[
  "filter(.total > 4.9)",
  "filter(.total < 5.5)",
  "filter(.total == 5)",
  "filter(.total / 2 == 5)",
  "filter(.total in [5])",
  "sort(.total, \"desc\")"
]
JSON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { jsonquery } from "@jsonquerylang/jsonquery";
const read = (name) => JSON.parse(readFileSync(name, "utf8"));
const found = (query) => jsonquery(read("orders.json"), `.orders | ${query} | map(.id)`);
console.log("Node.js", ...read("queries.json").map((query) => JSON.stringify(found(query))));
JS
cat >show.py <<'PYTHON'
import json

from jsonquerylang import jsonquery

orders = json.load(open("orders.json"))
found = [jsonquery(orders, f".orders | {query} | map(.id)") for query in json.load(open("queries.json"))]
print("Python", *(json.dumps(ids, separators=(",", ":")) for ids in found))
PYTHON
seen=$(timeout 60 node show.mjs; timeout 60 venv/bin/python show.py)
wanted=$'Node.js [1,2,3] [1,2] [1,2] [3] [1,2] [3,1,2]\nPython [1] [1] [2] [] [1,2] [1,3,2]'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: JSON Query for Python compares no whole number with one that has a fraction."
