#!/usr/bin/env bash
# A filter in jq that marks the last step of an order, .steps[-1].last = true, and one that drops it, del(.steps[-1]).
#
# Guess: both change the last item. The manual of jq has -1 for the last element of an array, an assignment changes
# whatever path stands on its left, and del/1 is in the README's list of what @jq-tools/jq does.
# What happens: .steps[-1] is read as the last item, yet nothing is changed by either, nor by |=. The order comes out
# as it went in, without an error. With an index from the front, or a slice, [-1:], it works. jq, from PyPI, changes the
# last item by all of them.
# Tools: npm @jq-tools/jq 0.0.11 (Node 20), PyPI jq 1.13.0 (Python 3.11).
# Output seen: of [1,2,3], for .[-1], .[-1] = 9, .[-1] |= . + 1, del(.[-1]), .[2] = 9 and .[-1:] = [9]:
# @jq-tools/jq 3 [1,2,3] [1,2,3] [1,2,3] [1,2,9] [1,2,9], jq 3 [1,2,9] [1,2,4] [1,2] [1,2,9] [1,2,9].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jq==1.13.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund @jq-tools/jq@0.0.11 >/dev/null 2>&1
echo '[".[-1]", ".[-1] = 9", ".[-1] |= . + 1", "del(.[-1])", ".[2] = 9", ".[-1:] = [9]"]' >filters.json
cat >show.js <<'JS'
const { evaluate, parse } = require("@jq-tools/jq");
const results = require("./filters.json").map((filter) => [...evaluate(parse(filter), [[1, 2, 3]])][0]);
console.log("@jq-tools/jq", ...results.map((result) => JSON.stringify(result)));
JS
cat >show.py <<'PYTHON'
import json

import jq

results = [jq.compile(query).input_value([1, 2, 3]).first() for query in json.load(open("filters.json"))]
print("jq", *(json.dumps(result, separators=(",", ":")) for result in results))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$'@jq-tools/jq 3 [1,2,3] [1,2,3] [1,2,3] [1,2,9] [1,2,9]\njq 3 [1,2,9] [1,2,4] [1,2] [1,2,9] [1,2,9]'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: @jq-tools/jq reads the last item by -1, and changes and deletes nothing by it."
