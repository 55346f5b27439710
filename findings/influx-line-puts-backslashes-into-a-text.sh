#!/usr/bin/env bash
# A measurement with a text among its fields, note="paid in full, thanks", that a service writes in InfluxDB's line
# protocol with the package "influx-line".
#
# Guess: what is escaped by the writer is what the reader takes off again. InfluxDB's reference asks for a backslash
# before spaces, commas and equal signs in the names of tags and fields and in tags' values; in a text between double
# quotes only the quote and the backslash have one, and any other backslash stays a backslash.
# What happens: the package escapes a field's text as it does a tag: note="paid\ in\ full\,\ thanks". InfluxDB takes
# that without a word, and the backslashes are part of the text from then on. Tags, and texts of one word, are right.
# Tools: influx-line 1.0.0, influxdb-client 1.50.0, read by line-protocol-parser 2.0.1, Python 3.11.
# Output seen: influx-line reads back as New York and paid\ in\ full\,\ thanks, influxdb-client as New York and
# paid in full, thanks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check \
  influx-line==1.0.0 influxdb-client==1.50.0 line-protocol-parser==2.0.1 2>/dev/null
cat >show.py <<'PYTHON'
from influx_line import InfluxLine
from influxdb_client import Point
from line_protocol_parser import parse_line


def read(line):
    parsed = parse_line(line)
    return f"{parsed['tags']['city']}: {parsed['fields']['note']}"


line = InfluxLine("orders")
line.add_tag("city", "New York")
line.add_field("note", "paid in full, thanks")
point = Point("orders").tag("city", "New York").field("note", "paid in full, thanks")
print("influx-line", read(str(line)))
print("influxdb-client", read(point.to_line_protocol()))
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
influx-line New York: paid\ in\ full\,\ thanks
influxdb-client New York: paid in full, thanks
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: influx-line puts a backslash before each space of a field's text, and it stays in the data."
