#!/usr/bin/env bash
# Two telegrams of a Dutch smart meter (DSMR 5.0, port P1) of the night when the clocks go back, an hour apart: 02:30 in
# summer time and 02:30 in winter time. DSMR writes a letter behind each time to tell the two: 251026023000S, ...W.
#
# Guess: the two are 00:30 and 01:30 UTC, as Python's dsmr_parser reads them; this is what the letter is for.
# What happens: both parsers for Node pass over the letter. dsmr-parser, on a machine in the meter's own zone, makes
# 00:30Z of both, and p1-reader puts a Z behind the meter's local time, in any zone: 02:30Z of both, which is two hours
# late in summer and one in winter. No error; an hour of readings lies upon another one, and its use is doubled.
# Tools: npm dsmr-parser 2.1.1 and p1-reader 2.0.6, Node 20, TZ=Europe/Amsterdam; PyPI's dsmr-parser 1.11.2, Python
# 3.11.
# Output seen: dsmr_parser of Python 00:30 01:30, dsmr-parser of Node 00:30 00:30, p1-reader 02:30 02:30.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund dsmr-parser@2.1.1 p1-reader@2.0.6 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check dsmr-parser==1.11.2 dlms-cosem==21.3.2 \
  serialx==1.15.1 tailer==0.4.1 2>/dev/null
cat >write.cjs <<'JS'
const { writeFileSync } = require("node:fs");
function checksum(text) {
  let sum = 0;
  for (const byte of Buffer.from(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >> 1) ^ 0xa001 : sum >> 1;
  }
  return sum.toString(16).toUpperCase().padStart(4, "0");
}
for (const season of ["S", "W"]) {
  const time = `0-0:1.0.0(251026023000${season})`;
  const text = ["/XYZ5METER", "", "1-3:0.2.8(50)", time, "1-0:1.8.1(000120.500*kWh)", "!"].join("\r\n");
  writeFileSync(season, `${text}${checksum(text)}\r\n\r\n`);
}
JS
cat >show.cjs <<'JS'
const { readFileSync } = require("node:fs");
const parser = require("dsmr-parser");
const parsePacket = require("p1-reader/lib/parsePacket");
const telegrams = ["S", "W"].map((season) => readFileSync(season, "utf8"));
const show = (name, read) => console.log(name, ...telegrams.map((telegram) => new Date(read(telegram)).toISOString()));
show("dsmr-parser", (telegram) => parser.parse(telegram).objects.timestamp);
show("p1-reader", (telegram) => parsePacket(telegram.split("!")[0]).timestamp);
JS
cat >show.py <<'PYTHON'
from datetime import timezone
from pathlib import Path

from dsmr_parser import telegram_specifications
from dsmr_parser.parsers import TelegramParser

parser = TelegramParser(telegram_specifications.V5)
telegrams = [parser.parse(Path(season).read_bytes().decode()) for season in "SW"]
times = [telegram.P1_MESSAGE_TIMESTAMP.value.astimezone(timezone.utc) for telegram in telegrams]
print("dsmr_parser", *(f"{time:%Y-%m-%dT%H:%M:%S.000Z}" for time in times))
PYTHON
export TZ=Europe/Amsterdam
seen=$(timeout 20 node write.cjs && timeout 60 venv/bin/python show.py && timeout 60 node show.cjs)
wanted=$(cat <<'LINES'
dsmr_parser 2025-10-26T00:30:00.000Z 2025-10-26T01:30:00.000Z
dsmr-parser 2025-10-26T00:30:00.000Z 2025-10-26T00:30:00.000Z
p1-reader 2025-10-26T02:30:00.000Z 2025-10-26T02:30:00.000Z
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: dsmr-parser and p1-reader give 02:30 in summer time and 02:30 in winter time one time."
