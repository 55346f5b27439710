#!/usr/bin/env bash
# A rule over health events in FHIRPath: which of three slots is five minutes early, (-5) mod 3, and how many whole
# weeks and days are -10 days, (-10) div 7 and (-10) mod 7?
#
# Guess: the remainder belongs to the division: a div b times b, and a mod b, make a again. In FHIRPath both
# are of the division that truncates.
# What happens: fhirpathpy truncates in div, but its mod is the one of Python, which goes with rounding down: (-10) div
# 7 is -1 and (-10) mod 7 is 4, so that the two make -3 of -10. fhirpath.js has -1 week and -3 days. With two positive
# numbers both agree.
# Tools: PyPI fhirpathpy 2.2.4, Python 3.11, and npm fhirpath 5.2.2, Node 20.
# Output seen, of (-5) mod 3, (-10) div 7, (-10) mod 7, (-10) div 7 * 7 + (-10) mod 7 and 10 mod 7: fhirpathpy 1 -1 4 -3
# 3, fhirpath.js -2 -1 -3 -10 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 240 npm install --ignore-scripts --silent --no-audit --no-fund fhirpath@5.2.2 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check fhirpathpy==2.2.4 2>/dev/null
cat >paths.json <<'JSON'
["(-5) mod 3", "(-10) div 7", "(-10) mod 7", "(-10) div 7 * 7 + (-10) mod 7", "10 mod 7"]
JSON
cat >show.js <<'JS'
const { evaluate } = require("fhirpath");
console.log("fhirpath.js", ...require("./paths.json").flatMap((path) => evaluate({}, path)));
JS
cat >show.py <<'PYTHON'
import json

from fhirpathpy import evaluate

with open("paths.json") as text:
    print("fhirpathpy", *(evaluate({}, path, [])[0] for path in json.load(text)))
PYTHON
seen=$(timeout 60 venv/bin/python show.py && timeout 60 node show.js)
wanted=$(cat <<'LINES'
fhirpathpy 1 -1 4 -3 3
fhirpath.js -2 -1 -3 -10 3
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: fhirpathpy divides -10 by 7 into -1 and a remainder of 4."
