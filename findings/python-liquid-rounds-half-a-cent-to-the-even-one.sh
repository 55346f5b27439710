#!/usr/bin/env bash
# A mail about an order, from a template in Liquid: {{ fee | round }} for a fee of 2.5 and {{ fee | round: 2 }} for
# 0.125 and 0.375.
#
# Guess: 3, 0.13 and 0.38. Liquid's round rounds to the nearest number, and Ruby, in which Liquid is written, rounds a
# half away from zero; no template says anything of even numbers.
# What happens: python-liquid rounds as Python does, half to the even neighbour: 2.5 makes 2 and 0.125 makes 0.12, while
# 3.5 and 0.375 go up. One template, sent by a service in Python and shown by one in Node, has two amounts. The halves
# taken are exact in binary, so it is no matter of floats; 12.5 as a text does the same.
# Tools: PyPI python-liquid 2.3.6, Python 3.11, and npm liquidjs 10.30.1, Node 20.
# Output seen, of 2.5, 3.5, "12.5", and to two places 0.125 and 0.375: python-liquid 2 4 12 0.12 0.38, liquidjs 3 4 13
# 0.13 0.38.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund liquidjs@10.30.1 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check python-liquid==2.3.6 2>/dev/null
cat >mail.liquid <<'LIQUID'
{{ 2.5 | round }} {{ 3.5 | round }} {{ "12.5" | round }} {{ 0.125 | round: 2 }} {{ 0.375 | round: 2 }}
LIQUID
cat >show.js <<'JS'
const { Liquid } = require("liquidjs");
const mail = require("node:fs").readFileSync("mail.liquid", "utf8").trim();
console.log("liquidjs", new Liquid().parseAndRenderSync(mail));
JS
cat >show.py <<'PYTHON'
from pathlib import Path

from liquid import Environment

print("python-liquid", Environment().from_string(Path("mail.liquid").read_text().strip()).render())
PYTHON
seen=$(timeout 60 venv/bin/python show.py && timeout 60 node show.js)
wanted=$(cat <<'LINES'
python-liquid 2 4 12 0.12 0.38
liquidjs 3 4 13 0.13 0.38
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: python-liquid rounds a fee of 2.5 to 2, and liquidjs to 3."
