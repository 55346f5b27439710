#!/usr/bin/env bash
# Devices grouped by the geohash of where they are, to have one event stream for each cell; one device stands on the
# meridian of Greenwich, longitude 0, one at 45 N 90 E, and one on the equator.
#
# Guess: a place has one geohash of seven letters; it is arithmetic, and the libraries agree on all places that one
# would test, such as 57.64911, 10.40744 for u4pruyd.
# What happens: a place on the line between two halves is of the upper one for pygeohash and latlon-geohash, and of the
# lower one for ngeohash (Node) and geohash2 (Python). At longitude or latitude 0 it is the first letter that differs:
# the prefix search that finds neighbours by shared letters finds neither the device nor its cell. No error. With a
# longitude of 0.000001 all four agree.
# Tools: npm ngeohash 0.6.4 and latlon-geohash 2.0.0, Node 20; PyPI's pygeohash 3.5.1 and geohash2 1.1, Python 3.11.
# Output seen: of 51.5, 0: ngeohash and geohash2 gcpuzzr, latlon-geohash and pygeohash u10hbp2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  ngeohash@0.6.4 latlon-geohash@2.0.0 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check pygeohash==3.5.1 geohash2==1.1 docutils==0.22.3 \
  2>/dev/null
cat >show.mjs <<'JS'
import Geohash from "latlon-geohash";
import ngeohash from "ngeohash";
const places = [[57.64911, 10.40744], [51.5, 0.000001], [51.5, 0], [45, 90], [0, 32.5]];
console.log("ngeohash", ...places.map(([lat, lon]) => ngeohash.encode(lat, lon, 7)));
console.log("latlon-geohash", ...places.map(([lat, lon]) => Geohash.encode(lat, lon, 7)));
JS
cat >show.py <<'PYTHON'
import geohash2
import pygeohash

PLACES = [(57.64911, 10.40744), (51.5, 0.000001), (51.5, 0.0), (45.0, 90.0), (0.0, 32.5)]
print("geohash2", *(geohash2.encode(lat, lon, 7) for lat, lon in PLACES))
print("pygeohash", *(pygeohash.encode(lat, lon, 7) for lat, lon in PLACES))
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
ngeohash u4pruyd u10hbp2 gcpuzzr tzzzzzz kxzpgxc
latlon-geohash u4pruyd u10hbp2 u10hbp2 y000000 s8p0581
geohash2 u4pruyd u10hbp2 gcpuzzr tzzzzzz kxzpgxc
pygeohash u4pruyd u10hbp2 u10hbp2 y000000 s8p0581
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: ngeohash and geohash2 put a device on the meridian of Greenwich into another cell than two others."
