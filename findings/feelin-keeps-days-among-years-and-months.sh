#!/usr/bin/env bash
# A decision in FEEL about a customer of two years: years and months duration(date("2025-06-22"), date("2027-06-24")) <=
# duration("P2Y").
#
# Guess: true. The function gives a years and months duration, a type without days: in DMN's table of conversion
# functions it is P1Y8M from 2011-12-22 to 2013-08-24, two days more, and values of this type are compared by their
# months alone.
# What happens: feelin keeps the days, P1Y8M2D, and compares with them: the two years and two days are more than P2Y.
# Equality leaves them out, so the example of the standard is true, and so is that the same value is greater than P1Y8M.
# From the 31st of January to the 28th of February it is P28D, which has no months at all. Where the day of the month is
# the same, as most tests have it, all is well. js-feel and pySFeel count months.
# Tools: npm feelin 8.2.0 and js-feel 1.4.7 (Node 20), PyPI pySFeel 1.4.2 (Python 3.11).
# Output seen, of <= P2Y, = P1Y8M, > P1Y8M and <= P2Y on the same day: feelin false true true true, js-feel and pySFeel
# true true false true; as text feelin P1Y8M2D.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check pySFeel==1.4.2 2>/dev/null
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund feelin@8.2.0 js-feel@1.4.7 >/dev/null 2>&1
cat >rules.json <<'JSON'
[
  "years and months duration(date(\"2025-06-22\"), date(\"2027-06-24\")) <= duration(\"P2Y\")",
  "years and months duration(date(\"2011-12-22\"), date(\"2013-08-24\")) = duration(\"P1Y8M\")",
  "years and months duration(date(\"2011-12-22\"), date(\"2013-08-24\")) > duration(\"P1Y8M\")",
  "years and months duration(date(\"2025-06-22\"), date(\"2027-06-22\")) <= duration(\"P2Y\")"
]
JSON
cat >show.js <<'JS'
const { evaluate } = require("feelin");
const { feel } = require("js-feel")();
const rules = require("./rules.json");
const text = 'string(years and months duration(date("2011-12-22"), date("2013-08-24")))';
Promise.all(rules.map((rule) => feel.parse(rule).build({}))).then((values) => {
  console.log("feelin", ...rules.map((rule) => evaluate(rule, {}).value), evaluate(text, {}).value);
  console.log("js-feel", ...values);
});
JS
cat >show.py <<'PYTHON'
import json

from pySFeel import SFeelParser

parser = SFeelParser()
print("pySFeel", *(str(parser.sFeelParse(rule)[1]).lower() for rule in json.load(open("rules.json"))))
PYTHON
seen=$(timeout 60 node show.js 2>/dev/null; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
feelin false true true true P1Y8M2D
js-feel true true false true
pySFeel true true false true
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: feelin keeps the days in a duration of years and months."
