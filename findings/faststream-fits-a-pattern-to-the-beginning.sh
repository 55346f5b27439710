#!/usr/bin/env bash
# A test of a service that subscribes to a pattern of Redis channels, "orders.*.placed", with FastStream and its broker
# for tests, which takes the place of Redis.
#
# Guess: the handler gets what Redis would hand it. A pattern of PSUBSCRIBE fits the whole name of a channel, and has ?
# for one character and [ae] for one of some beside the star (Redis, PSUBSCRIBE).
# What happens: the pattern has to fit the beginning only, so "orders.eu.placed.late" and "orders.eu.placedby" are
# handled as well; and ? and [ae] stand for themselves, so "h?llo" does not get "hello". A test is green for a message
# that will never come, and red for one that will. Where the star is at the end all is well.
# Tool: PyPI faststream 0.7.8 (TestRedisBroker), Python 3.11.
# Output seen: orders.*.placed of orders.eu.placed, orders.eu.placed.late, orders.eu.placedby and orders.eu: 1 1 1 0;
# h?llo and h[ae]llo of hello: 0 0; orders.* of orders.eu: 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check 'faststream[redis]==0.7.8' 2>/dev/null
cat >show.py <<'PYTHON'
import asyncio

from faststream.redis import PubSub, RedisBroker, TestRedisBroker

CASES = {
    "orders.*.placed": ["orders.eu.placed", "orders.eu.placed.late", "orders.eu.placedby", "orders.eu"],
    "h?llo": ["hello"],
    "h[ae]llo": ["hello"],
    "orders.*": ["orders.eu"],
}


async def handled(pattern, channels):
    broker, seen = RedisBroker(), []

    @broker.subscriber(PubSub(pattern, pattern=True))
    async def handle(channel: str):
        seen.append(channel)

    async with TestRedisBroker(broker):
        for channel in channels:
            await broker.publish(channel, channel=channel)
    return [int(channel in seen) for channel in channels]


for case in CASES.items():
    print(*asyncio.run(handled(*case)))
PYTHON
seen=$(timeout 60 venv/bin/python show.py 2>/dev/null)
wanted=$'1 1 1 0\n0\n0\n1'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: FastStream's test broker for Redis fits a pattern to the beginning, and knows no ? and [ae]."
