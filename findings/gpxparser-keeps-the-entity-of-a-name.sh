#!/usr/bin/env bash
# A place on a tour in GPX with the name of a customer, "Meyer & Sons", which XML writes as Meyer &amp; Sons.
#
# Guess: what reads XML hands on the text: "Meyer & Sons". gpxparser has a whole DOM at work (jsdom, or the browser's).
# What happens: it asks for the markup inside the element and not for its text: the name is "Meyer &amp; Sons", a
# description of "< 5 t" is "&lt; 5 t", and so they stand in the GeoJSON that it makes, without an error. A name
# without such signs is right. gpxpy, for Python, reads the text.
# Tools: npm gpxparser 3.0.8, Node 20; PyPI's gpxpy 1.6.2, Python 3.11.
# Output seen: gpxparser ["Meyer &amp; Sons","&lt; 5 t"], in its GeoJSON too; gpxpy ["Meyer & Sons", "< 5 t"].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund gpxparser@3.0.8 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check gpxpy==1.6.2 2>/dev/null
cat >tour.gpx <<'XML'
<gpx version="1.1" creator="tour" xmlns="http://www.topografix.com/GPX/1/1">
  <wpt lat="54.5" lon="10.2"><name>Meyer &amp; Sons</name><desc>&lt; 5 t</desc></wpt>
</gpx>
XML
cat >show.cjs <<'JS'
const { readFileSync } = require("node:fs");
const Parser = require("gpxparser");
const parser = new Parser();
parser.parse(readFileSync("tour.gpx", "utf8"));
const texts = ({ name, desc }) => JSON.stringify([name, desc]);
console.log("gpxparser", texts(parser.waypoints[0]), texts(parser.toGeoJSON().features[0].properties));
JS
cat >show.py <<'PYTHON'
import json
from pathlib import Path

import gpxpy

place = gpxpy.parse(Path("tour.gpx").read_text()).waypoints[0]
print("gpxpy", json.dumps([place.name, place.description]))
PYTHON
seen=$(timeout 60 node show.cjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
gpxparser ["Meyer &amp; Sons","&lt; 5 t"] ["Meyer &amp; Sons","&lt; 5 t"]
gpxpy ["Meyer & Sons", "< 5 t"]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: gpxparser reads the name Meyer & Sons as Meyer &amp; Sons."
