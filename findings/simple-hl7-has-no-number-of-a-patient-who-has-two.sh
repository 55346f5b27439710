#!/usr/bin/env bash
# A patient's admission in HL7 version 2, with the identifiers of the patient in PID-3: one of the hospital, 123^^^HOSP,
# or two, 123^^^HOSP~456^^^NAT, as the field may be repeated.
#
# Guess: getComponent(3, 1) is 123 both times: who names no repetition means the first, as hl7 of Python has it.
# What happens: simple-hl7 has "" as soon as there are two: for components 1 and 4, and with two plain numbers, 123~456,
# as well. It is the answer for a component that is absent, so a patient who has one number more has none, and all such
# patients share the key "". getField(3) is the whole text. hl7 of Python has 123 and HOSP each time.
# Tools: npm simple-hl7 3.3.0, Node 20, and PyPI hl7 0.4.5, Python 3.11.
# Output seen, as JSON, of the components 1 and 4 of one and of two identifiers: simple-hl7 ["123","HOSP"] ["",""], hl7
# ["123","HOSP"] ["123","HOSP"].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund simple-hl7@3.3.0 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check hl7==0.4.5 2>/dev/null
cat >messages.json <<'JSON'
["MSH|^~\\&|A|B|C|D|20261128100000||ADT^A01|1|P|2.5\rPID|1||123^^^HOSP\r",
 "MSH|^~\\&|A|B|C|D|20261128100000||ADT^A01|2|P|2.5\rPID|1||123^^^HOSP~456^^^NAT\r"]
JSON
cat >show.js <<'JS'
const { Parser } = require("simple-hl7");
const patients = require("./messages.json").map((text) => new Parser().parse(text).getSegment("PID"));
const seen = patients.map((patient) => JSON.stringify([patient.getComponent(3, 1), patient.getComponent(3, 4)]));
console.log("simple-hl7", ...seen);
JS
cat >show.py <<'PYTHON'
import json

import hl7

with open("messages.json") as text:
    messages = [hl7.parse(message) for message in json.load(text)]
seen = [[message.extract_field("PID", 1, 3, 1, component) for component in (1, 4)] for message in messages]
print("hl7", *(json.dumps(pair, separators=(",", ":")) for pair in seen))
PYTHON
seen=$(timeout 60 node show.js && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
simple-hl7 ["123","HOSP"] ["",""]
hl7 ["123","HOSP"] ["123","HOSP"]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: simple-hl7 has no number of a patient who has two."
