#!/usr/bin/env bash
# A query in JMESPath that takes the first of two fields that is there, not_null(discount, standard): an order says
# "discount": 0, as none is given to it. It is asked by Powertools for AWS Lambda, the package for TypeScript.
#
# Guess: 0. not_null returns the first argument that does not resolve to null (JMESPath specification), and 0, false
# and "" are not null; || is there for the other meaning.
# What happens: the function finds 0 and then takes it for nothing: null. It does not go on to the standard discount
# either, so the answer is neither of the two. false and "" fare alike. An order with a discount of 5 is right.
# jmespath and jmespath for Python have the values.
# Tools: npm @aws-lambda-powertools/jmespath 2.36.0 and jmespath 0.16.0 (Node 20), PyPI jmespath 1.1.0 (Python 3.11).
# Output seen: of 0, false, "", null and 5 with a standard of 3: powertools null null null 3 5, jmespath and Python
# 0 false "" 3 5.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jmespath==1.1.0 2>/dev/null
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  @aws-lambda-powertools/jmespath@2.36.0 jmespath@0.16.0 >/dev/null 2>&1
echo '[0, false, "", null, 5]' >discounts.json
cat >show.js <<'JS'
const powertools = require("@aws-lambda-powertools/jmespath");
const jmespath = require("jmespath");
const orders = require("./discounts.json").map((discount) => ({ discount, standard: 3 }));
const QUERY = "not_null(discount, standard)";
console.log("powertools", ...orders.map((order) => JSON.stringify(powertools.search(QUERY, order))));
console.log("jmespath", ...orders.map((order) => JSON.stringify(jmespath.search(order, QUERY))));
JS
cat >show.py <<'PYTHON'
import json

import jmespath

orders = [{"discount": discount, "standard": 3} for discount in json.load(open("discounts.json"))]
print("Python", *(json.dumps(jmespath.search("not_null(discount, standard)", order)) for order in orders))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$'powertools null null null 3 5\njmespath 0 false "" 3 5\nPython 0 false "" 3 5'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: not_null of Powertools for TypeScript makes null of 0, false and an empty text."
