#!/usr/bin/env bash
# The report of a weather station on a roof by APRS, with its position: wind from 220 degrees at 4, gusts of 5.
#
# Guess: the station stands still and has a wind. In a report of weather (its symbol is "_") the seven characters behind
# the position are, by APRS, the direction and the speed of the wind, and not of the station.
# What happens: aprslib, for Python, gives the station a course of 220 degrees and a speed of 7.4 km/h, and its weather
# a gust but no wind. No error. Of a report without a position it reads both into the weather, so that the one list of
# a station's winds has gaps whenever it says where it is. js-aprs-fap, for Node, reads the wind in either.
# Tools: PyPI's aprslib 0.7.2, Python 3.11; npm js-aprs-fap 1.3.2, Node 20.
# Output seen: aprslib with the position course 220 speed 7.408 wind none, without it wind 220 and 1.8 m/s; js-aprs-fap
# has 220 and 1.8 m/s both times and no course.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund js-aprs-fap@1.3.2 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check aprslib==0.7.2 2>/dev/null
cat >reports.txt <<'TEXT'
N0CALL-13>APRS,TCPIP*:!5230.00N/01324.00E_220/004g005t077h50b10132
N0CALL-13>APRS,TCPIP*:_01050830c220s004g005t077h50b10132
TEXT
cat >show.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { aprsParser } = require("js-aprs-fap");
for (const report of readFileSync("reports.txt", "utf8").trim().split("\n")) {
  const { course, speed, wx } = new aprsParser().parseaprs(report);
  console.log("js-aprs-fap", `course ${course} speed ${speed} wind ${wx.wind_direction} ${wx.wind_speed}`);
}
JS
cat >show.py <<'PYTHON'
from pathlib import Path

import aprslib

for report in Path("reports.txt").read_text().split("\n")[:2]:
    parsed = aprslib.parse(report)
    wind = [parsed["weather"].get(name) for name in ("wind_direction", "wind_speed")]
    print("aprslib course", parsed.get("course"), "speed", parsed.get("speed"), "wind", *wind)
PYTHON
seen=$(timeout 60 venv/bin/python show.py && timeout 60 node show.cjs)
wanted=$(cat <<'LINES'
aprslib course 220 speed 7.408 wind None None
aprslib course None speed None wind 220 1.78816
js-aprs-fap course undefined speed undefined wind 220 1.8
js-aprs-fap course undefined speed undefined wind 220 1.8
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: aprslib reads the wind of a weather station with a position as the station's own course and speed."
