#!/usr/bin/env bash
# An order number of eleven digits, 12345678901, in an event that a service in Node.js packs with msgpackr or cbor-x,
# and a service in Python unpacks and puts into a key: f"order-{number}".
#
# Guess: both formats have integers of 64 bits, and JavaScript has the number exactly, so it is packed as an integer, as
# it is by @msgpack/msgpack and cbor. The READMEs speak of floats for numbers that are no integers.
# What happens: msgpackr and cbor-x pack integers of up to 32 bits as integers and all above as floats of 64. In
# JavaScript there is no difference. In Python the key is "order-12345678901.0", and the time of an event in
# milliseconds is no int either. Numbers below 4294967296, which tests have, come as int. A bigint is packed as an
# integer.
# Tools: npm msgpackr 2.1.4, cbor-x 1.6.9, @msgpack/msgpack 3.1.3 and cbor 10.0.12 (Node 20), PyPI msgpack 1.2.4 and
# cbor2 6.3.0 (Python 3.11).
# Output seen: msgpackr and cbor-x order-4294967295 order-12345678901.0 order-12345678901 (a bigint), the others
# order-4294967295 order-12345678901 order-12345678901.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check msgpack==1.2.4 cbor2==6.3.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  msgpackr@2.1.4 cbor-x@1.6.9 @msgpack/msgpack@3.1.3 cbor@10.0.12 >/dev/null
cat >pack.js <<'JS'
const { encode } = require("@msgpack/msgpack");
const packers = {
  msgpackr: ["msgpack", require("msgpackr").pack],
  "@msgpack/msgpack": ["msgpack", (number) => encode(number, { useBigInt64: typeof number === "bigint" })],
  "cbor-x": ["cbor", require("cbor-x").encode],
  cbor: ["cbor", require("cbor").encode],
};
for (const [name, [format, pack]] of Object.entries(packers)) {
  const packed = [4294967295, 12345678901, 12345678901n].map((number) => Buffer.from(pack(number)).toString("hex"));
  console.log(name, format, ...packed);
}
JS
cat >unpack.py <<'PYTHON'
import cbor2
import msgpack

read = {"msgpack": msgpack.unpackb, "cbor": cbor2.loads}
for line in open("packed"):
    name, form, *packed = line.split()
    print(name, *(f"order-{read[form](bytes.fromhex(number))}" for number in packed))
PYTHON
timeout 60 node pack.js >packed
seen=$(timeout 60 venv/bin/python unpack.py)
wanted=$(cat <<'LINES'
msgpackr order-4294967295 order-12345678901.0 order-12345678901
@msgpack/msgpack order-4294967295 order-12345678901 order-12345678901
cbor-x order-4294967295 order-12345678901.0 order-12345678901
cbor order-4294967295 order-12345678901 order-12345678901
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: msgpackr and cbor-x pack a whole number above 32 bits as a float."
