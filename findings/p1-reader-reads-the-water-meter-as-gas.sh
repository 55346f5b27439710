#!/usr/bin/env bash
# The telegram of a smart meter (port P1) that a gas meter and a water meter report to, each on a channel of its own and
# with its kind: 003 is gas and 007 is water, by the table of M-Bus.
#
# Guess: the gas is the gas meter's 981.443 m3. p1-reader says that it supports Dutch and Belgian meters.
# What happens: p1-reader, for Node, writes the meter of each channel into the one place "gas", whatever its kind, so
# that the last one is the gas: 12.345 m3 with the device type 007. dsmr-parser, for Node, calls the meter of the first
# channel gas without a look at its kind: with the water meter there, that one's. No error, and both in m3. Python's
# dsmr_parser keeps the two apart with their kinds.
# Tools: npm p1-reader 2.0.6 and dsmr-parser 2.1.1, Node 20; PyPI's dsmr-parser 1.11.2, Python 3.11.
# Output seen: gas first: p1-reader 12.345, dsmr-parser 981.443; water first: p1-reader 981.443, dsmr-parser 12.345;
# dsmr_parser kind 3 981.443 and kind 7 12.345 in either order.
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
const meters = [["003", "00981.443"], ["007", "00012.345"]];
for (const [name, order] of [["gas-first", meters], ["water-first", meters.toReversed()]]) {
  const lines = order.flatMap(([kind, reading], index) => [
    `0-${index + 1}:24.1.0(${kind})`,
    `0-${index + 1}:24.2.1(260105081000W)(${reading}*m3)`,
  ]);
  const text = ["/XYZ5METER", "", "1-3:0.2.8(50)", "0-0:1.0.0(260105083000W)", ...lines, "!"].join("\r\n");
  writeFileSync(name, `${text}${checksum(text)}\r\n\r\n`);
}
JS
cat >show.cjs <<'JS'
const { readFileSync } = require("node:fs");
const parser = require("dsmr-parser");
const parsePacket = require("p1-reader/lib/parsePacket");
for (const name of ["gas-first", "water-first"]) {
  const telegram = readFileSync(name, "utf8");
  const { deviceType, reading } = parsePacket(telegram.split("!")[0]).gas;
  const gas = parser.parse(telegram).objects["gas delivered"];
  console.log(name, `p1-reader ${deviceType} ${reading} dsmr-parser ${gas}`);
}
JS
cat >show.py <<'PYTHON'
from pathlib import Path

from dsmr_parser import telegram_specifications
from dsmr_parser.parsers import TelegramParser

parser = TelegramParser(telegram_specifications.V5)
for name in ("gas-first", "water-first"):
    devices = parser.parse(Path(name).read_bytes().decode()).MBUS_DEVICES
    meters = sorted((device.MBUS_DEVICE_TYPE.value, device.MBUS_METER_READING.value) for device in devices)
    print(name, "dsmr_parser", *(f"{kind} {reading}" for kind, reading in meters))
PYTHON
seen=$(timeout 20 node write.cjs && timeout 60 node show.cjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
gas-first p1-reader 007 12.345 dsmr-parser 981.443
water-first p1-reader 003 981.443 dsmr-parser 12.345
gas-first dsmr_parser 3 981.443 7 12.345
water-first dsmr_parser 3 981.443 7 12.345
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: p1-reader calls the meter of the last channel gas, and dsmr-parser that of the first."
