#!/usr/bin/env bash
# A frame of a vehicle, decoded by a DBC file with a signal in Motorola order ("@0", the big-endian one) of 12 bits,
# so that it ends amid the second of its bytes, beside a signal in Intel order ("@1").
#
# Guess: the first of the bytes holds the upper eight bits and the upper half of the second the lower four. FF 8x are
# the 12 bits FF8, signed -8, by 0.5 Nm -4 Nm: the motor brakes.
# What happens: candied, for Node, does read the order of a signal, but picks other bits for one in Motorola order: it
# makes 768.5 Nm forward of them. No error. The signal in Intel order is right. cantools, for Python, reads -4 Nm.
# Tools: npm candied 2.2.0, Node 20; PyPI's cantools 45.1.0, Python 3.11.
# Output seen: candied Speed=10 Torque=768.5, cantools Speed=10.0 Torque=-4.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund candied@2.2.0 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check cantools==45.1.0 bitstruct==8.24.0 \
  crccheck==1.3.1 python-can==4.6.1 textparser==0.26.2 2>/dev/null
cat >vehicle.dbc <<'DBC'
VERSION "1"

NS_ :

BS_:

BU_: ECU

BO_ 256 Engine: 8 ECU
 SG_ Speed : 0|16@1+ (0.01,0) [0|655.35] "km/h" ECU
 SG_ Torque : 31|12@0- (0.5,0) [-1024|1023.5] "Nm" ECU
DBC
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { Can, Dbc } from "candied";
const can = new Can();
can.database = new Dbc().load(readFileSync("vehicle.dbc", "utf8"));
for (const bytes of [[0xE8, 0x03, 0, 0xFF, 0x80, 0x21, 0, 0]]) {
  const { boundSignals } = can.decode(can.createFrame(256, bytes));
  console.log("candied", [...boundSignals].map(([name, { value }]) => `${name}=${value}`).join(" "));
}
JS
cat >show.py <<'PYTHON'
import cantools

database = cantools.database.load_file("vehicle.dbc")
for frame in [[0xE8, 0x03, 0, 0xFF, 0x80, 0x21, 0, 0]]:
    signals = database.decode_message(256, bytes(frame))
    print("cantools", *(f"{name}={value}" for name, value in signals.items()))
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
candied Speed=10 Torque=768.5
cantools Speed=10.0 Torque=-4.0
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: candied reads a torque of -4 Nm in Motorola order as 768.5 Nm; cantools reads -4."
