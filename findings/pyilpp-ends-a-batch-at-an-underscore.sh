#!/usr/bin/env bash
# A batch of three measurements in InfluxDB's line protocol, of which the second has a tag that begins with an
# underscore, as the host _gateway of a Linux machine's name service does.
#
# Guess: three lines are three measurements. InfluxDB's reference forbids the underscore at the beginning of names
# alone, of measurements, tags and fields; a tag's value may begin with anything.
# What happens: pyilpp holds the rule for names against values too, and the line that it cannot read is the end of the
# batch: one measurement comes back, two are gone, without an error. The same batch with the host "gateway" has three.
# Tools: pyilpp 0.1.0 with pyparsing 3.3.3, line-protocol-parser 2.0.1, Python 3.11.
# Output seen: pyilpp [1.0] and, without the underscore, [1.0, 2.0, 3.0]; line-protocol-parser [1.0, 2.0, 3.0] twice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check \
  pyilpp==0.1.0 pyparsing==3.3.3 line-protocol-parser==2.0.1 2>/dev/null
cat >show.py <<'PYTHON'
import pyilpp
from line_protocol_parser import parse_line

for second in ("_gateway", "gateway"):
    batch = f"latency,host=web ms=1 1\nlatency,host={second} ms=2 2\nlatency,host=web ms=3 3\n"
    print("pyilpp", [line["fields"]["ms"] for line in pyilpp.parse(batch)])
    print("line-protocol-parser", [parse_line(line)["fields"]["ms"] for line in batch.splitlines()])
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
pyilpp [1.0]
line-protocol-parser [1.0, 2.0, 3.0]
pyilpp [1.0, 2.0, 3.0]
line-protocol-parser [1.0, 2.0, 3.0]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: pyilpp drops the line with host=_gateway and all lines behind it, without an error."
