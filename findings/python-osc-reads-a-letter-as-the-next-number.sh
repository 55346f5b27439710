#!/usr/bin/env bash
# A message of Open Sound Control, by which mixers and light desks tell their events, with a letter (type "c", four
# bytes) and two numbers behind it: ,cii with A, 7 and 9.
#
# Guess: the letter is read, or the message is refused; "c" is among the types that OSC 1.0 lists as less common, with
# its size. python-osc warns in its log of a type that it does not read.
# What happens: python-osc passes over the type but not over its four bytes, so that the numbers are read one place
# early: 65 and 7, where 7 and 9 were sent, and the last is lost. A warning is in the log, and the handler is called
# with the wrong numbers. Of a symbol ("S", the other such type) it reads the letters as a number. npm's osc, which
# wrote the message, reads all.
# Tools: PyPI's python-osc 1.10.2, Python 3.11; npm osc 2.4.5, Node 20.
# Output seen: python-osc [65, 7] and [1869479936, 7], osc ["A",7,9] and ["on",7,9].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund osc@2.4.5 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check python-osc==1.10.2 2>/dev/null
cat >write.cjs <<'JS'
const osc = require("osc");
for (const [type, value] of [["c", "A"], ["S", "on"]]) {
  const args = [{ type, value }, { type: "i", value: 7 }, { type: "i", value: 9 }];
  const bytes = Buffer.from(osc.writePacket({ address: "/desk", args }, { metadata: true }));
  const { args: read } = osc.readPacket(bytes, {});
  console.log(bytes.toString("hex"), JSON.stringify(read));
}
JS
cat >read.py <<'PYTHON'
import logging
import sys

from pythonosc.osc_message import OscMessage

logging.disable()
for line in sys.stdin:
    packet, read = line.split()
    print(packet, "osc", read, "python-osc", OscMessage(bytes.fromhex(packet)).params)
PYTHON
seen=$(timeout 60 node write.cjs | timeout 60 venv/bin/python read.py)
wanted=$(cat <<'LINES'
2f6465736b0000002c63696900000000000000410000000700000009 osc ["A",7,9] python-osc [65, 7]
2f6465736b0000002c536969000000006f6e00000000000700000009 osc ["on",7,9] python-osc [1869479936, 7]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: python-osc gives a handler the numbers 65 and 7 where A, 7 and 9 were sent."
