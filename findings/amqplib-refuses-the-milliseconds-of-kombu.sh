#!/usr/bin/env bash
# The time of an event in milliseconds, 1795856400000, in a header that a service with Celery or kombu (py-amqp)
# publishes, and a service in Node.js reads with amqplib.
#
# Guess: a whole number of 64 bits is a type of AMQP's tables, both write and read such numbers, so they read
# each other's.
# What happens: the specification has "L" for it and RabbitMQ's own clients "l". py-amqp writes "L" and amqplib
# does not know it: the whole message cannot be decoded, "Unexpected type tag". Below 2147483648 all is well, so
# a header with seconds passes and one with milliseconds does not. What pika and pamqp write, "l", amqplib reads.
# Tools: amqp (py-amqp) 5.4.2, pamqp 4.0.1, Python 3.11; npm amqplib 2.3.1, Node 20.
# Output seen: seconds of amqp {"at":1795856400}, milliseconds of amqp "Unexpected type tag "L"", of pamqp
# {"at":1795856400000}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check \
  amqp==5.4.2 vine==5.1.0 pamqp==4.0.1 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund amqplib@2.3.1 >/dev/null
cat >write.py <<'PYTHON'
from amqp import Message
from pamqp import commands

SECONDS = {"at": 1795856400}
MILLISECONDS = {"at": 1795856400000}
print(Message("", application_headers=SECONDS)._serialize_properties().hex())
print(Message("", application_headers=MILLISECONDS)._serialize_properties().hex())
print(commands.Basic.Properties(headers=MILLISECONDS).marshal().hex())
PYTHON
cat >read.js <<'JS'
const { decode } = require("./node_modules/amqplib/lib/defs.js");
const BASIC = 60;
for (const line of require("fs").readFileSync(0, "utf8").trim().split("\n")) {
  try {
    console.log(JSON.stringify(decode(BASIC, Buffer.from(line, "hex")).headers));
  } catch (error) {
    console.log(error.message);
  }
}
JS
seen=$(timeout 60 venv/bin/python write.py | timeout 60 node read.js)
wanted=$'{"at":1795856400}\nUnexpected type tag "L"\n{"at":1795856400000}'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: amqplib 2.3.1 cannot read a message with a header above 2147483647 that py-amqp wrote."
