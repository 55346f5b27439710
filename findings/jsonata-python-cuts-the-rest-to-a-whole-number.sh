#!/usr/bin/env bash
# An expression in JSONata that takes the cents of a price, total % 1, and one that asks for quarter hours,
# hours % 0.25 = 0. The same expressions run in a service in Node.js and in one in Python.
#
# Guess: the remainder of 7.5 by 2 is 1.5: JSONata's page on numeric operators has a whole number for the quotient, and
# what is left over for the result, and / beside it has halves. jsonata-python is a port of the JavaScript original.
# What happens: the port cuts the remainder to a whole number. 7.5 % 2 is 1, every price has no cents, and all hours are
# quarter hours; 5 % 2, as in all examples, is right. No error.
# Tools: PyPI jsonata-python 0.7.1 (Python 3.11), npm jsonata 2.2.2 (Node 20).
# Output seen: of 5 % 2, 7.5 % 2, 19.5 % 1, 1.1 % 0.25 = 0: jsonata 1 1.5 0.5 false, jsonata-python 1 1 0 true.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jsonata-python==0.7.1 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund jsonata@2.2.2 >/dev/null
echo '["5 % 2", "7.5 % 2", "19.5 % 1", "1.1 % 0.25 = 0"]' >expressions.json
cat >show.js <<'JS'
const jsonata = require("jsonata");
const results = require("./expressions.json").map((expression) => jsonata(expression).evaluate({}));
Promise.all(results).then((values) => console.log("jsonata", ...values.map((value) => JSON.stringify(value))));
JS
cat >show.py <<'PYTHON'
import json

import jsonata

results = [jsonata.Jsonata(expression).evaluate({}) for expression in json.load(open("expressions.json"))]
print("jsonata-python", *map(json.dumps, results))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$'jsonata 1 1.5 0.5 false\njsonata-python 1 1 0 true'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: jsonata-python cuts the remainder of a division to a whole number."
