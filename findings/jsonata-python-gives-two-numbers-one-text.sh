#!/usr/bin/env bash
# An expression in JSONata that makes a key of an order's number: "order-" & id. The numbers are whole ones of 16
# digits, 1234567890123456 and 1234567890123457, which JavaScript and Python hold exactly.
#
# Guess: order-1234567890123456. JSONata's page on $string has a value that is no text converted as JSON would write it,
# and & converts its sides so; the JavaScript original, of which jsonata-python is a port, does.
# What happens: the port keeps 15 digits of a whole number as well, which the original does for fractions alone: both
# numbers become 1.23456789012346e+15, so two orders have one key. With 15 digits or fewer nothing is lost, and the
# number itself, without &, comes out whole.
# Tools: PyPI jsonata-python 0.7.1 (Python 3.11), npm jsonata 2.2.2 (Node 20).
# Output seen: jsonata order-1234567890123456 order-1234567890123457 order-123456789012345, jsonata-python
# order-1.23456789012346e+15 order-1.23456789012346e+15 order-123456789012345.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jsonata-python==0.7.1 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund jsonata@2.2.2 >/dev/null
echo '[{"id": 1234567890123456}, {"id": 1234567890123457}, {"id": 123456789012345}]' >orders.json
cat >show.js <<'JS'
const key = require("jsonata")('"order-" & id');
const orders = require("./orders.json");
Promise.all(orders.map((order) => key.evaluate(order))).then((keys) => console.log("jsonata", ...keys));
JS
cat >show.py <<'PYTHON'
import json

import jsonata

keys = [jsonata.Jsonata('"order-" & id').evaluate(order) for order in json.load(open("orders.json"))]
print("jsonata-python", *keys)
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
jsonata order-1234567890123456 order-1234567890123457 order-123456789012345
jsonata-python order-1.23456789012346e+15 order-1.23456789012346e+15 order-123456789012345
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: jsonata-python makes one text of two whole numbers with 16 digits."
