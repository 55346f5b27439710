#!/usr/bin/env bash
# A measurement with a total of 12345.67, a place of 52.520008 and a time of 1700000000.5 s, that a service writes in
# InfluxDB's line protocol with the package "influx-line-protocol".
#
# Guess: a float is a float: the line protocol has 64-bit floats, so what is written reads back as the same number.
# What happens: the package formats floats with "%g", which keeps six digits: 12345.7, 52.52 and 1.7e+09. Prices in
# the thousands lose their cents, places lose all but two or three digits, times of today become one and the same. No
# error, and whole numbers and small prices, 19.99, are right. influxdb-client, InfluxDB's own, writes all the digits.
# Tools: influx-line-protocol 0.1.5, influxdb-client 1.50.0, read by line-protocol-parser 2.0.1, Python 3.11.
# Output seen: influx-line-protocol {"lat": 52.52, "small": 19.99, "time": 1700000000.0, "total": 12345.7},
# influxdb-client {"lat": 52.520008, "small": 19.99, "time": 1700000000.5, "total": 12345.67}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check \
  influx-line-protocol==0.1.5 influxdb-client==1.50.0 line-protocol-parser==2.0.1 2>/dev/null
cat >show.py <<'PYTHON'
import json

from influx_line_protocol import Metric
from influxdb_client import Point
from line_protocol_parser import parse_line

FIELDS = {"total": 12345.67, "small": 19.99, "lat": 52.520008, "time": 1700000000.5}


def read(line):
    return json.dumps(parse_line(line)["fields"], sort_keys=True)


metric, point = Metric("orders"), Point("orders")
for name, value in FIELDS.items():
    metric.add_value(name, value)
    point = point.field(name, value)
print("influx-line-protocol", read(str(metric)))
print("influxdb-client", read(point.to_line_protocol()))
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
influx-line-protocol {"lat": 52.52, "small": 19.99, "time": 1700000000.0, "total": 12345.7}
influxdb-client {"lat": 52.520008, "small": 19.99, "time": 1700000000.5, "total": 12345.67}
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: influx-line-protocol writes a total of 12345.67 as 12345.7."
