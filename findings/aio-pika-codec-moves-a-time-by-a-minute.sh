#!/usr/bin/env bash
# A time in a header, as time.time() gives it: seconds since 1970 with a fraction, 1795856450.5. It is written
# by pamqp, the codec of AMQP 0-9-1 below aio-pika, aiormq and AMQPStorm.
#
# Guess: a float of Python is a double, AMQP's tables have a type for doubles ("d"), and pamqp reads that type;
# so a float is written as one and comes back the same.
# What happens: each float is written as a single ("f"), with seven digits or so. The time is off by 61.5 seconds
# (it can be 64 either way, so two events a minute apart get one time), 19.99 is 19.989999771118164. py-amqp
# writes a double, which pamqp reads well. Whole numbers, which every test has, are exact.
# Tools: pamqp 4.0.1, amqp (py-amqp) 5.4.2, Python 3.11.
# Output seen: pamqp 1795856512.0 and 19.989999771118164, of py-amqp's bytes 1795856450.5 and 19.99.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check \
  pamqp==4.0.1 amqp==5.4.2 vine==5.1.0 2>/dev/null
cat >show.py <<'PYTHON'
from amqp import Message
from pamqp import commands

HEADERS = {"at": 1795856450.5, "price": 19.99}
FLAG_OF_HEADERS = 1 << 13


def read(encoded):
    properties = commands.Basic.Properties()
    properties.unmarshal(FLAG_OF_HEADERS, encoded)
    return f"{properties.headers['at']} {properties.headers['price']}"


own = commands.Basic.Properties(headers=HEADERS).marshal()
of_amqp = Message("", application_headers=HEADERS)._serialize_properties()
assert own[:2] == of_amqp[:2] == FLAG_OF_HEADERS.to_bytes(2, "big")
print(read(own[2:]), read(of_amqp[2:]))
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted="1795856512.0 19.989999771118164 1795856450.5 19.99"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: pamqp 4.0.1 writes floats in headers as singles; a time in seconds moves by up to a minute."
