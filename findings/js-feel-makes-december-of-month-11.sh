#!/usr/bin/env bash
# A decision in FEEL, the expressions of DMN, that makes a date of its parts: date(2026, 11, 28), and asks whether an
# order came later: date("2026-11-30") > date(2026, 11, 28).
#
# Guess: the 28th of November. DMN, table of conversion functions: date(year, month, day), with date(2012, 12, 25) =
# date("2012-12-25") as its example; and months have no zero anywhere in FEEL.
# What happens: in js-feel it is the 28th of December: the months go to and from Moment.js as they are, where January is
# 0. An order of the 30th of November is not later, and .month of that day is 10. The standard's own example, December,
# is refused as an invalid date, and so is the 31st of January, as there is no 31st of February. A date that is made of
# a text, or of the .month of another date, is right. feelin, for JavaScript as well, and pySFeel count from 1.
# Tools: npm js-feel 1.4.7 and feelin 8.2.0 (Node 20), PyPI pySFeel 1.4.2 (Python 3.11).
# Output seen: js-feel 2026-12-28 false 10, January refused; feelin 2026-11-28 true 11, January 2026-01-31; pySFeel
# 2026-11-28 True 11.0, January 2026-01-31.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check pySFeel==1.4.2 2>/dev/null
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund js-feel@1.4.7 feelin@8.2.0 >/dev/null 2>&1
cat >rules.json <<'JSON'
["date(2026, 11, 28)", "date(\"2026-11-30\") > date(2026, 11, 28)", "date(\"2026-11-30\").month", "date(2026, 1, 31)"]
JSON
cat >show.js <<'JS'
const { feel } = require("js-feel")();
const { evaluate } = require("feelin");
const rules = require("./rules.json");
const day = (value) => value.iso ?? value.format?.("YYYY-MM-DD") ?? value;
const answer = (rule) => feel.parse(rule).build({}).then(day, () => "refused");
Promise.all(rules.map(answer)).then((values) => {
  console.log("js-feel", ...values);
  console.log("feelin", ...rules.map((rule) => day(evaluate(rule, {}).value)));
});
JS
cat >show.py <<'PYTHON'
import json

from pySFeel import SFeelParser

parser = SFeelParser()
print("pySFeel", *(parser.sFeelParse(rule)[1] for rule in json.load(open("rules.json"))))
PYTHON
seen=$(timeout 60 node show.js 2>/dev/null; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
js-feel 2026-12-28 false 10 refused
feelin 2026-11-28 true 11 2026-01-31
pySFeel 2026-11-28 True 11.0 2026-01-31
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: date(2026, 11, 28) of js-feel is the 28th of December."
