#!/usr/bin/env bash
# A van's track in GPX in two segments: the receiver was off while the van was on a ferry, and GPX starts a new trkseg
# where there was no reception, since the points of one segment alone are connected.
#
# Guess: the distance of the track is that of its segments, 6.5 km and 6.4 km.
# What happens: gpxparser puts the points of all segments into one list and measures from the last of one to the first
# of the next: 57.3 km, with 44.5 km that nobody drove. Its GeoJSON has one line straight through the gap as well. No
# error, and a track of one segment is right. gpxpy, for Python, adds up the segments.
# Tools: npm gpxparser 3.0.8, Node 20; PyPI's gpxpy 1.6.2, Python 3.11.
# Output seen: gpxparser 57.3 km in one LineString of 4 points, gpxpy 12.9 km.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund gpxparser@3.0.8 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check gpxpy==1.6.2 2>/dev/null
cat >tour.gpx <<'XML'
<gpx version="1.1" creator="tour" xmlns="http://www.topografix.com/GPX/1/1">
  <trk>
    <name>Van 4</name>
    <trkseg><trkpt lat="54.5" lon="10.0"/><trkpt lat="54.5" lon="10.1"/></trkseg>
    <trkseg><trkpt lat="54.9" lon="10.1"/><trkpt lat="54.9" lon="10.0"/></trkseg>
  </trk>
</gpx>
XML
cat >show.cjs <<'JS'
const { readFileSync } = require("node:fs");
const Parser = require("gpxparser");
const parser = new Parser();
parser.parse(readFileSync("tour.gpx", "utf8"));
const { type, coordinates } = parser.toGeoJSON().features[0].geometry;
console.log("gpxparser", (parser.tracks[0].distance.total / 1000).toFixed(1), type, coordinates.length);
JS
cat >show.py <<'PYTHON'
from pathlib import Path

import gpxpy

print(f"gpxpy {gpxpy.parse(Path('tour.gpx').read_text()).tracks[0].length_2d() / 1000:.1f}")
PYTHON
seen=$(timeout 60 node show.cjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
gpxparser 57.3 LineString 4
gpxpy 12.9
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: gpxparser counts the gap between two segments of a track as driven."
