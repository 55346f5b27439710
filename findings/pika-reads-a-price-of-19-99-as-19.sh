#!/usr/bin/env bash
# A header with a fraction, {"price": 19.99, "kg": 0.4}, on a message that a service with Celery's or aio-pika's
# codec publishes through AMQP 0-9-1 and one with pika consumes.
#
# Guess: what is a double on the wire is a float in Python; whoever wrote the header, 19.99 is 19.99, give or take
# the digits of a float. Whole numbers, texts, times and decimals do come through all three libraries.
# What happens: pika decodes the double, and the single, and makes a whole number of either: 19 and 0, without a
# word. It does not see this itself, since it refuses to write a float at all. A decimal comes through.
# Tools: pika 1.4.4, amqp (py-amqp) 5.4.2, pamqp 4.0.1, Python 3.11.
# Output seen: amqp reads {"kg": 0.4, "price": 19.99}, pika {"kg": 0, "price": 19} of the same bytes, and
# {"kg": 0, "price": 19} of pamqp's; a float written by pika: UnsupportedAMQPFieldException.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check \
  pika==1.4.4 amqp==5.4.2 vine==5.1.0 pamqp==4.0.1 2>/dev/null
cat >show.py <<'PYTHON'
import json

from amqp import Message
from pamqp import commands
from pika import BasicProperties

HEADERS = {"price": 19.99, "kg": 0.4}


def by_pika(encoded):
    properties = BasicProperties()
    properties.decode(encoded)
    return json.dumps(properties.headers, sort_keys=True)


def by_amqp(encoded):
    message = Message()
    message._load_properties(60, encoded, 0)  # 60 is the class Basic
    return json.dumps(message.properties["application_headers"], sort_keys=True)


def written_by_pika():
    try:
        return BasicProperties(headers=HEADERS).encode()
    except Exception as error:
        return type(error).__name__


of_amqp = Message("", application_headers=HEADERS)._serialize_properties()
of_pamqp = b"\x20\x00" + commands.Basic.Properties(headers=HEADERS).marshal()[2:]
print(by_amqp(of_amqp), by_pika(of_amqp), by_pika(of_pamqp), written_by_pika())
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted='{"kg": 0.4, "price": 19.99} {"kg": 0, "price": 19} {"kg": 0, "price": 19} UnsupportedAMQPFieldException'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: pika 1.4.4 reads a header of 19.99 as 19, whoever wrote it; py-amqp reads 19.99 of the same bytes."
