#!/usr/bin/env bash
# An order with texts among its fields, a postcode "02134" and a grade "t", that a service in Node turns into
# InfluxDB's line protocol with json-to-line-protocol.
#
# Guess: a text is written between double quotes, as the line protocol wants it; the package's README says that it
# does any necessary escaping on strings, and its own example has a field that is a text, '2'.
# What happens: no field is quoted. Whoever reads the line, InfluxDB included, takes 02134 for the number 2134 and t
# for true, without an error, and the column has that type from then on. @influxdata/influxdb-client, given the same
# values, writes texts. (Texts that look like neither number nor truth are refused by the reader, so this is seen for
# names, but not for codes.)
# Tools: npm json-to-line-protocol 0.2.0 and @influxdata/influxdb-client 1.35.0, Node 20, read by PyPI's
# line-protocol-parser 2.0.1, Python 3.11.
# Output seen: json-to-line-protocol {"grade": true, "zip": 2134.0}, @influxdata/influxdb-client
# {"grade": "t", "zip": "02134"}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  json-to-line-protocol@0.2.0 @influxdata/influxdb-client@1.35.0 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check line-protocol-parser==2.0.1 2>/dev/null
cat >write.mjs <<'JS'
import { Point } from "@influxdata/influxdb-client";
import json from "json-to-line-protocol";
const fields = { zip: "02134", grade: "t" };
console.log(json.convert({ measurement: "orders", tags: { region: "EU" }, fields }));
const point = new Point("orders").tag("region", "EU").timestamp("");
for (const [name, text] of Object.entries(fields)) point.stringField(name, text);
console.log(point.toLineProtocol());
JS
cat >read.py <<'PYTHON'
import json
import sys

from line_protocol_parser import parse_line

for name, line in zip(("json-to-line-protocol", "@influxdata/influxdb-client"), sys.stdin, strict=True):
    print(name, json.dumps(parse_line(line.strip())["fields"], sort_keys=True))
PYTHON
seen=$(timeout 60 node write.mjs | timeout 60 venv/bin/python read.py)
wanted=$(cat <<'LINES'
json-to-line-protocol {"grade": true, "zip": 2134.0}
@influxdata/influxdb-client {"grade": "t", "zip": "02134"}
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: json-to-line-protocol writes the postcode 02134 so that it is read as the number 2134."
