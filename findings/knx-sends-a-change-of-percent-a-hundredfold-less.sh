#!/usr/bin/env bash
# A change of the light by -50 percent on a KNX bus, of the datapoint type 8.010, DPT_Percent_V16, between a service in
# Node and one in Python.
#
# Guess: knx writes ec 78, -5000, and reads -50 of it: the type has a resolution of 0.01 %, so that its 16 bits reach
# from -327.68 % to 327.67 %, and knx gives the type the unit "%". Its percent of 5.001 is scaled: 50 is 80 on the bus.
# What happens: for 8.010 it writes the number as it is: -50 goes out as ff ce, which is -0.5 % for every device, and ec
# 78 of a device is read as -5000. A change of -1.5 is cut to -1. What it wrote it reads back, so no test of its own
# messages sees it. xknx has the percent.
# Tools: npm knx 2.5.4, Node 20, and PyPI xknx 4.0.0, Python 3.11.
# Output seen, of -50 and -1.5 as written, and of ec78 as read: knx ffce ffff -5000, xknx ec78 ff6a -50; what knx wrote,
# read by xknx: -0.5 -0.01.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund knx@2.5.4 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check xknx==4.0.0 2>/dev/null
cat >show.js <<'JS'
const types = require("knx/src/dptlib");
const percent = types.resolve("DPT8.010");
const written = (value) => {
  const apdu = {};
  types.populateAPDU(value, apdu, "DPT8.010");
  return apdu.data.toString("hex");
};
console.log("knx", written(-50), written(-1.5), types.fromBuffer(Buffer.from("ec78", "hex"), percent));
JS
cat >show.py <<'PYTHON'
import sys

from xknx.dpt import DPTArray, DPTBase

percent = DPTBase.parse_transcoder("8.010")
written = [bytes(percent.to_knx(value).value).hex() for value in (-50, -1.5)]


def read(text):
    return f"{percent.from_knx(DPTArray(tuple(bytes.fromhex(text)))):g}"


print("xknx", *written, read("ec78"))
print("read", *map(read, sys.argv[2:4]))
PYTHON
theirs=$(timeout 60 node show.js)
# shellcheck disable=SC2086
seen=$(echo "$theirs" && timeout 60 venv/bin/python show.py $theirs)
wanted=$(cat <<'LINES'
knx ffce ffff -5000
xknx ec78 ff6a -50
read -0.5 -0.01
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: knx sends a change of -50 percent as -0.5 percent."
