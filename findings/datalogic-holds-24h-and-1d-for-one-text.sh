#!/usr/bin/env bash
# A rule in JsonLogic that routes an order by its delivery class, a text: {"===": [{"var": "class"}, "1d"]}. The
# classes of the shop are "24h" (by courier, any day) and "1d" (the next working day).
#
# Guess: === compares without any conversion (jsonlogic.com: strict equality), and two texts are equal when they have
# the same characters: "24h" is not "1d".
# What happens: datalogic-py tries both texts as durations first, and those are of the same length. ===, == and in say
# that they are equal, != that they do not differ. Nobody asked for a duration: its operators for those, timestamp and
# datetime, are not in the rule. So it is with times: one instant with Z and with +02:00 is one text. The reference and
# two other ports compare characters.
# Tools: PyPI datalogic-py 5.9.0, jsonlogic-rs 0.5.0 and panzi-json-logic 1.0.1 (Python 3.11), npm json-logic-js 2.0.5.
# Output seen, of ===, ==, in, != and an instant ===: datalogic "true true true false true", all others the opposite.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check \
  datalogic-py==5.9.0 jsonlogic-rs==0.5.0 panzi-json-logic==1.0.1 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund json-logic-js@2.0.5 >/dev/null
cat >rules.json <<'JSON'
[
  {"===": [{"var": "class"}, "1d"]},
  {"==": [{"var": "class"}, "1d"]},
  {"in": [{"var": "class"}, ["1d", "2d"]]},
  {"!=": [{"var": "class"}, "1d"]},
  {"===": [{"var": "at"}, "2026-11-28T12:00:00+02:00"]}
]
JSON
echo '{"class": "24h", "at": "2026-11-28T10:00:00Z"}' >order.json
cat >show.py <<'PYTHON'
import json

import datalogic_py
import json_logic
import jsonlogic_rs

RULES = json.load(open("rules.json"))
ORDER = json.load(open("order.json"))
ENGINES = {
    "datalogic": datalogic_py.apply,
    "jsonlogic-rs": jsonlogic_rs.apply,
    "panzi": json_logic.jsonLogic,
}
for name, apply in ENGINES.items():
    print(name, *(json.dumps(apply(rule, ORDER)) for rule in RULES))
PYTHON
cat >show.js <<'JS'
const logic = require("json-logic-js");
const order = require("./order.json");
console.log("json-logic-js", ...require("./rules.json").map((rule) => String(logic.apply(rule, order))));
JS
seen=$(timeout 60 venv/bin/python show.py; timeout 60 node show.js)
wanted=$(cat <<'END'
datalogic true true true false true
jsonlogic-rs false false false true false
panzi false false false true false
json-logic-js false false false true false
END
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: datalogic-py holds the texts 24h and 1d for equal, also strictly; three other engines do not."
