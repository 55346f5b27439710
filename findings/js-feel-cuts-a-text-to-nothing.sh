#!/usr/bin/env bash
# A decision in FEEL that takes the end of a code: substring(code, 5), of "SKU-1-EU", and the country, substring(code,
# -2).
#
# Guess: "1-EU" and "EU". In DMN's table of string functions the length may be left out, and then it is the rest of the
# text: substring("foobar", 3) = "obar" is its first example.
# What happens: js-feel takes the context, which it hands to each function after the arguments, for the length, and
# gives an empty text: no error, and a comparison with it takes another row of the table. With the length as a third
# argument the same calls are right, also from the end of the text. feelin and pySFeel have the rest of the text.
# Tools: npm js-feel 1.4.7 and feelin 8.2.0 (Node 20), PyPI pySFeel 1.4.2 (Python 3.11).
# Output seen: js-feel "" "" "" and with a length "1-EU" "EU"; feelin and pySFeel "1-EU" "EU" "obar" "1-EU" "EU".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check pySFeel==1.4.2 2>/dev/null
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund js-feel@1.4.7 feelin@8.2.0 >/dev/null 2>&1
cat >rules.json <<'JSON'
[
  "substring(\"SKU-1-EU\", 5)",
  "substring(\"SKU-1-EU\", -2)",
  "substring(\"foobar\", 3)",
  "substring(\"SKU-1-EU\", 5, 4)",
  "substring(\"SKU-1-EU\", -2, 2)"
]
JSON
cat >show.js <<'JS'
const { feel } = require("js-feel")();
const { evaluate } = require("feelin");
const rules = require("./rules.json");
Promise.all(rules.map((rule) => feel.parse(rule).build({}))).then((texts) => {
  console.log("js-feel", JSON.stringify(texts));
  console.log("feelin", JSON.stringify(rules.map((rule) => evaluate(rule, {}).value)));
});
JS
cat >show.py <<'PYTHON'
import json

from pySFeel import SFeelParser

parser = SFeelParser()
texts = [parser.sFeelParse(rule)[1] for rule in json.load(open("rules.json"))]
print("pySFeel", json.dumps(texts, separators=(",", ":")))
PYTHON
seen=$(timeout 60 node show.js 2>/dev/null; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
js-feel ["","","","1-EU","EU"]
feelin ["1-EU","EU","obar","1-EU","EU"]
pySFeel ["1-EU","EU","obar","1-EU","EU"]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: substring of js-feel without a length is an empty text."
