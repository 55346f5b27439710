#!/usr/bin/env bash
# What a customer pays, in jq, in the page of a shop: .total - .rebate - .fee, with 100, 10 and 5.
#
# Guess: 85. In jq, as in arithmetic, a row of subtractions is worked out from the left; jq-in-the-browser calls itself
# a port of jq and has subtraction, division and modulo among its supported features.
# What happens: it works from the right, 100 - (10 - 5), and gives 95; no error. A - followed by a + goes the same way:
# .total - .rebate + .fee is 85 there and 95 in jq. A row of divisions is worked out from the left, so it is no rule of
# the port's own; one subtraction, all of its README's examples of it, and rows of + are right.
# Tools: npm jq-in-the-browser 0.7.2 (Node 20), PyPI jq 1.13.0 (Python 3.11).
# Output seen, of the row, - with +, a row of / (100, 10, 5) and a row of +: jq-in-the-browser 95 85 2 115, jq 85 95 2
# 115.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check jq==1.13.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund jq-in-the-browser@0.7.2 >/dev/null 2>&1
cat >rules.json <<'JSON'
[
  ".total - .rebate - .fee",
  ".total - .rebate + .fee",
  ".total / .rebate / .fee",
  ".total + .rebate + .fee"
]
JSON
cat >show.js <<'JS'
const { default: jq } = require("jq-in-the-browser");
const order = { total: 100, rebate: 10, fee: 5 };
console.log("jq-in-the-browser", ...require("./rules.json").map((rule) => jq(rule)(order)));
JS
cat >show.py <<'PYTHON'
import json

import jq

order = {"total": 100, "rebate": 10, "fee": 5}
print("jq", *(jq.compile(rule).input_value(order).first() for rule in json.load(open("rules.json"))))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
jq-in-the-browser 95 85 2 115
jq 85 95 2 115
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: jq-in-the-browser works out a row of subtractions from the right."
