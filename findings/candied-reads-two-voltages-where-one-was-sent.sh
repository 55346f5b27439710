#!/usr/bin/env bash
# A multiplexed frame by a DBC file: the signal "Part" ("M") says which of two values the other bytes hold, the voltage
# of the battery (m0, by 0.1 V) or of the charger (m1, by 0.2 V).
#
# Guess: of a frame whose part is 1, only the charger is read; the DBC format gives a multiplexed signal to the frames
# alone that carry its number, and candied does read the marks: its signals have "M", "m0" and "m1" in them.
# What happens: candied, for Node, decodes both signals of each frame and out of the same bytes. Each frame of the
# charger is one of the battery as well, of half its value, without a mark of which is meant. No error. cantools, for
# Python, decodes the one that was sent.
# Tools: npm candied 2.2.0, Node 20; PyPI's cantools 45.1.0, Python 3.11.
# Output seen: of part 1 and 2000 by 0.2 V, candied Battery=200 Charger=400, cantools Charger=400.0 alone.
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

BO_ 512 Voltages: 8 ECU
 SG_ Part M : 0|8@1+ (1,0) [0|1] "" ECU
 SG_ Battery m0 : 8|16@1+ (0.1,0) [0|6553.5] "V" ECU
 SG_ Charger m1 : 8|16@1+ (0.2,0) [0|13107] "V" ECU
DBC
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { Can, Dbc } from "candied";
const can = new Can();
can.database = new Dbc().load(readFileSync("vehicle.dbc", "utf8"));
for (const bytes of [[0, 0xA0, 0x0F, 0, 0, 0, 0, 0], [1, 0xD0, 0x07, 0, 0, 0, 0, 0]]) {
  const { boundSignals } = can.decode(can.createFrame(512, bytes));
  console.log("candied", [...boundSignals].map(([name, { value }]) => `${name}=${value}`).join(" "));
}
JS
cat >show.py <<'PYTHON'
import cantools

database = cantools.database.load_file("vehicle.dbc")
for frame in [[0, 0xA0, 0x0F, 0, 0, 0, 0, 0], [1, 0xD0, 0x07, 0, 0, 0, 0, 0]]:
    signals = database.decode_message(512, bytes(frame))
    print("cantools", *(f"{name}={value}" for name, value in signals.items()))
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
candied Part=0 Battery=400 Charger=800
candied Part=1 Battery=200 Charger=400
cantools Part=0 Battery=400.0
cantools Part=1 Charger=400.0
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: candied reads a battery of 200 V out of each frame of the charger; cantools reads the charger alone."
