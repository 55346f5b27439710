#!/usr/bin/env bash
# The report of a weather station by APRS on a bright day: 77 degrees Fahrenheit, 50 % humidity and a luminosity of
# 1200 watts per square metre. The field has three digits, so APRS writes up to 999 with L and 1000 more with l: l200.
#
# Guess: l200 is 1200, as L200 is 200.
# What happens: js-aprs-fap, for Node, keeps the digits as a text and puts the thousand behind them: 2001000. No error,
# and below 1000 the value is right, so that it is the noon of summer alone that is wrong. aprslib, for Python, reads
# 1200.
# Tools: npm js-aprs-fap 1.3.2, Node 20; PyPI's aprslib 0.7.2, Python 3.11.
# Output seen: L999 is 999 by both; l200 is 2001000 by js-aprs-fap and 1200 by aprslib.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund js-aprs-fap@1.3.2 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check aprslib==0.7.2 2>/dev/null
cat >reports.txt <<'TEXT'
N0CALL-13>APRS,TCPIP*:!5230.00N/01324.00E_220/004g005t077h50b10132L999
N0CALL-13>APRS,TCPIP*:!5230.00N/01324.00E_220/004g005t077h50b10132l200
TEXT
cat >show.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { aprsParser } = require("js-aprs-fap");
const reports = readFileSync("reports.txt", "utf8").trim().split("\n");
console.log("js-aprs-fap", ...reports.map((report) => Number(new aprsParser().parseaprs(report).wx.luminosity)));
JS
cat >show.py <<'PYTHON'
from pathlib import Path

import aprslib

reports = Path("reports.txt").read_text().split("\n")[:2]
print("aprslib", *(aprslib.parse(report)["weather"]["luminosity"] for report in reports))
PYTHON
seen=$(timeout 60 node show.cjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
js-aprs-fap 999 2001000
aprslib 999 1200
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: js-aprs-fap reads a luminosity of 1200 as 2001000; aprslib reads 1200."
