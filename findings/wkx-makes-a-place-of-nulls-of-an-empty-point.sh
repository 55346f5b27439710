#!/usr/bin/env bash
# A device without a fix: its place is POINT EMPTY, which a service in Python writes with shapely as WKB, as PostGIS
# does for a column, and a service in Node reads with wkx and passes on as GeoJSON.
#
# Guess: an empty point in GeoJSON, {"type":"Point","coordinates":[]}, as wkx has it for the text POINT EMPTY.
# What happens: in WKB an empty point is one of two NaN, by GEOS, PostGIS and GeoPackage, and wkx itself writes it so.
# But wkx does not read it so: it is a point at NaN, NaN. In JSON it becomes [null,null], which is no GeoJSON, and 0, 0
# for all that reckon with it in JavaScript (null + 1 is 1): the device is in the Gulf of Guinea. No error. shapely
# reads what both have written as empty.
# Tools: npm wkx 0.5.0, Node 20; PyPI's shapely 2.1.2, Python 3.11.
# Output seen: of the text [], of the WKB of shapely and of its own [null,null]; shapely POINT EMPTY for both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund wkx@0.5.0 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check shapely==2.1.2 numpy==2.3.5 2>/dev/null
cat >write.py <<'PYTHON'
import shapely

print(shapely.to_wkb(shapely.Point(), hex=True, byte_order=1, output_dimension=2))
PYTHON
cat >read.mjs <<'JS'
import { readFileSync } from "node:fs";
import wkx from "wkx";
const show = (name, place) => console.log(name, JSON.stringify(place.toGeoJSON()));
const text = wkx.Geometry.parse("POINT EMPTY");
const bytes = Buffer.from(readFileSync(0, "utf8").trim(), "hex");
show("of text", text);
show("of shapely", wkx.Geometry.parse(bytes));
show("of wkx", wkx.Geometry.parse(text.toWkb()));
console.log("written", bytes.toString("hex"), text.toWkb().toString("hex"));
JS
cat >check.py <<'PYTHON'
import sys

import shapely

for line in sys.stdin:
    print(line, end="")
    if line.startswith("written"):
        print("shapely", *(shapely.from_wkb(written).wkt for written in line.split()[1:]))
PYTHON
seen=$(timeout 60 venv/bin/python write.py | timeout 60 node read.mjs | timeout 60 venv/bin/python check.py)
wanted=$(cat <<'LINES'
of text {"type":"Point","coordinates":[]}
of shapely {"type":"Point","coordinates":[null,null]}
of wkx {"type":"Point","coordinates":[null,null]}
written 0101000000000000000000f87f000000000000f87f 0101000000000000000000f87f000000000000f87f
shapely POINT EMPTY POINT EMPTY
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: wkx makes a place of two nulls of an empty point in WKB."
