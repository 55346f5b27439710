#!/usr/bin/env bash
# Sentences of NMEA 0183 with empty fields: a sounder that lost the ground, $SDDBT,,f,,M,,F, a receiver that is well and
# has no course, as the ship lies still, $GPRMC with the status A, and a compass without a heading yet, $GPHDT,,T.
#
# Guess: no depth, no course and no heading: null, undefined or NaN. NMEA 0183 leaves a field empty where its value is
# not available.
# What happens: nmea-simple has 0 for each: a depth of 0 metres, which is aground, and a course and a heading of 0
# degrees, which is due north. The sounder and the compass have no status beside, and that of the receiver is valid, so
# that nothing tells a true zero from none. pynmea2 has None.
# Tools: npm nmea-simple 3.3.0, Node 20, and PyPI pynmea2 1.19.0, Python 3.11.
# Output seen, of the depth, the course and the heading, empty and then as zeros: nmea-simple 0 0 0 0 0 0, pynmea2 None
# None None 0.0 0.0 0.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund nmea-simple@3.3.0 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check pynmea2==1.19.0 2>/dev/null
cat >write.py <<'PYTHON'
from functools import reduce

for text in (
    "SDDBT,,f,,M,,F",
    "GPRMC,120000,A,3351.000,S,15112.000,E,0.0,,281126,,",
    "GPHDT,,T",
    "SDDBT,0.0,f,0.0,M,0.0,F",
    "GPRMC,120000,A,3351.000,S,15112.000,E,0.0,0.0,281126,,",
    "GPHDT,0.0,T",
):
    print(f"${text}*{reduce(lambda check, sign: check ^ ord(sign), text, 0):02X}")
PYTHON
cat >show.js <<'JS'
const { parseNmeaSentence } = require("nmea-simple");
const lines = require("node:fs").readFileSync("lines.txt", "utf8").trim().split("\n");
const field = { DBT: "depthMeters", RMC: "trackTrue", HDT: "heading" };
const seen = lines.map(parseNmeaSentence).map((sentence) => sentence[field[sentence.sentenceId]]);
console.log("nmea-simple", ...seen);
JS
cat >show.py <<'PYTHON'
from pynmea2 import parse

field = {"DBT": "depth_meters", "RMC": "true_course", "HDT": "heading"}
with open("lines.txt") as lines:
    sentences = [parse(line.strip()) for line in lines]
print("pynmea2", *(getattr(sentence, field[sentence.sentence_type]) for sentence in sentences))
PYTHON
python3 write.py >lines.txt
seen=$(timeout 60 node show.js && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
nmea-simple 0 0 0 0 0 0
pynmea2 None None None 0.0 0.0 0.0
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: nmea-simple has a depth of 0 where the sounder has none."
