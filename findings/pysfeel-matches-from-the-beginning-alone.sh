#!/usr/bin/env bash
# A decision table in FEEL that routes an order by its code: matches(code, "-EU$"), the code being "SKU-1-EU".
#
# Guess: matches asks whether the pattern is found anywhere in the text, as fn:matches of XPath does, to whose clause on
# patterns the table of string functions in DMN 1.5 refers (XQuery 1.0 and XPath 2.0 Functions, 7.6); one who means the
# whole text writes ^ and $.
# What happens: pySFeel, the FEEL below pyDMNrules, looks at the beginning only, so the answer is false and the order
# goes by another rule. The example that DMN itself gives, matches("foobar", "^fo*b"), is true, because it begins
# where the text does, so a test with it is green. contains and replace, of the same library, find the text where it is.
# feelin, for JavaScript, has true for all.
# Tools: PyPI pySFeel 1.4.2 (Python 3.11), npm feelin 8.2.0 (Node 20).
# Output seen: pySFeel False False True True abx, feelin true true true true abx.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check pySFeel==1.4.2 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund feelin@8.2.0 >/dev/null
cat >cases.txt <<'FEEL'
matches("SKU-1-EU", "-EU$")
matches("abc", "b")
matches("foobar", "^fo*b")
contains("abc", "b")
replace("abc", "c$", "x")
FEEL
cat >show.py <<'PYTHON'
from pySFeel import SFeelParser

parser = SFeelParser()
results = [parser.sFeelParse(line.strip()) for line in open("cases.txt")]
assert not any(status.get("errors") for status, _ in results)
print("pySFeel", *(value for _, value in results))
PYTHON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { evaluate } from "feelin";
const cases = readFileSync("cases.txt", "utf8").trim().split("\n");
console.log("feelin", ...cases.map((line) => evaluate(line, {}).value));
JS
seen=$(timeout 60 venv/bin/python show.py; timeout 60 node show.mjs)
wanted=$'pySFeel False False True True abx\nfeelin true true true true abx'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: matches of pySFeel looks at the beginning of a text only."
