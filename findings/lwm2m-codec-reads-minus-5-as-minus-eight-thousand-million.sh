#!/usr/bin/env bash
# A meter reports -5 over LwM2M, in the format TLV, as an integer of eight bytes: c8 0d 08 ff ff ff ff ff ff ff fb.
#
# Guess: the receiver reads -5. An Integer of the TLV is a signed number in two's complement and network byte order, of
# one, two, four or eight bytes (LwM2M, data types), and a device may write all of its numbers with eight.
# What happens: lwm2m-codec takes 2 to the power of 32 off twice from a negative number of eight bytes: -5 is read as
# -8589934597, and its own bytes of -8589934592 as -17179869184. Numbers of one, two and four bytes are right, and so
# are those of eight from zero on, so that a device seems well until it freezes. Python's struct, given the same bytes,
# has the numbers.
# Tools: npm lwm2m-codec 0.1.1, Node 20, and the struct of Python 3.11.
# Output seen, of -5 in one, two, four and eight bytes, 5 in eight, and what it wrote itself: -5 -5 -5 -8589934597 5
# -17179869184, Python -5 -5 -5 -5 5 -8589934592.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund lwm2m-codec@0.1.1 >/dev/null 2>&1
cat >read.js <<'JS'
const { decode, encode } = require("lwm2m-codec");
const own = encode("tlv", "/3/0/13", -(2 ** 33)).toString("hex");
const sent = ["c10dfb", "c20dfffb", "c40dfffffffb", "c80d08fffffffffffffffb", "c80d080000000000000005", own];
const read = sent.map((bytes) => decode("tlv", "/3/0/13", Buffer.from(bytes, "hex")));
console.log(JSON.stringify({ sent, read }));
JS
cat >show.py <<'PYTHON'
import json
import struct
import sys


def integer(text):
    row = bytes.fromhex(text)
    value = row[3:] if row[0] == 0xC8 else row[2:]
    return struct.unpack({1: ">b", 2: ">h", 4: ">i", 8: ">q"}[len(value)], value)[0]


seen = json.load(sys.stdin)
print("lwm2m-codec", *seen["read"])
print("struct", *map(integer, seen["sent"]))
PYTHON
seen=$(timeout 60 node read.js | timeout 60 python3 show.py)
wanted=$(cat <<'LINES'
lwm2m-codec -5 -5 -5 -8589934597 5 -17179869184
struct -5 -5 -5 -5 5 -8589934592
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: lwm2m-codec reads a -5 of eight bytes as -8589934597."
