#!/usr/bin/env bash
# A message of AMQP 1.0 with an application property that is true, encoded by Azure Service Bus's client for Python,
# and decoded by rhea, on which Azure's clients for Node.js stand.
#
# Guess: true is true. AMQP 1.0 has two encodings of it, one byte (0x41) and two (0x56 0x01), and a decoder has to
# take both; rhea lists both.
# What happens: the client for Python takes the two bytes, and rhea makes the numbers 1 and 0 of them, in properties
# and in the body. What rhea writes itself, one byte, is a boolean, so tests in Node.js alone do not see it: a
# consumer that asks for === true, or checks a schema, turns down what a producer in Python sent.
# Tools: PyPI azure-servicebus 7.15.0 (Python 3.11), npm rhea 3.0.5 (Node 20).
# Output seen: {"paid":1,"late":0} 1, and rhea of its own {"paid":true,"late":false} true.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check azure-servicebus==7.15.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund rhea@3.0.5 >/dev/null
cat >write.py <<'PYTHON'
from azure.servicebus._pyamqp._decode import decode_payload
from azure.servicebus._pyamqp._encode import encode_payload
from azure.servicebus._pyamqp.message import Message

encoded = bytearray()
encode_payload(encoded, Message(application_properties={"paid": True, "late": False}, value={"ok": True}))
again = decode_payload(memoryview(bytes(encoded)))
assert again.application_properties == {b"paid": True, b"late": False}
print(encoded.hex())
PYTHON
cat >read.js <<'JS'
const { message } = require("rhea");
const show = (bytes) => {
  const { application_properties: properties, body } = message.decode(bytes);
  return `${JSON.stringify(properties)} ${body.ok}`;
};
const of_azure = Buffer.from(require("fs").readFileSync(0, "utf8").trim(), "hex");
const own = message.encode({ application_properties: { paid: true, late: false }, body: { ok: true } });
console.log(`${show(of_azure)}, own ${show(own)}`);
JS
seen=$(timeout 60 venv/bin/python write.py | timeout 60 node read.js)
wanted='{"paid":1,"late":0} 1, own {"paid":true,"late":false} true'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: rhea 3.0.5 reads a boolean of azure-servicebus 7.15.0 for Python as the number 1 or 0."
