#!/usr/bin/env bash
# A queue bound to a topic exchange by "orders.#", and an event with the routing key "orders".
#
# Guess: the queue gets it: "#" stands for none or more words (AMQP 0-9-1; RabbitMQ's tutorial of topics).
# What happens: in three stand-ins by three authors it does not. Each makes a regular expression of the binding
# and leaves the dot in it as a must: "orders" and, for "orders.#.failed", "orders.failed" reach nobody. kombu
# does so in its memory transport, whose exchanges its transports for Redis and SQS share; the others are for
# tests, which so are red (or, for an event that should not arrive, green) for the wrong reason.
# Tools: kombu 5.7.0, faststream 0.7.8 (TestRabbitBroker), Python 3.11; npm @onify/fake-amqplib 3.7.0, Node 20.
# Output seen: "got nothing nothing" of orders.eu, orders and orders.failed, in all three.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check \
  kombu==5.7.0 'faststream[rabbit]==0.7.8' 2>/dev/null
timeout 120 npm install --silent --no-audit --no-fund @onify/fake-amqplib@3.7.0 >/dev/null
cat >cases.json <<'JSON'
[["orders.#", "orders.eu"], ["orders.#", "orders"], ["orders.#.failed", "orders.failed"]]
JSON
cat >by_kombu.py <<'PYTHON'
import json

from kombu import Connection, Exchange, Queue

channel = Connection("memory://").channel()
seen = []
for number, (binding, key) in enumerate(json.load(open("cases.json"))):
    exchange = Exchange(f"events{number}", "topic", channel=channel)
    queue = Queue(f"queue{number}", exchange, routing_key=binding, channel=channel)
    queue.declare()
    exchange.publish(exchange.Message("{}"), routing_key=key)
    seen.append("got" if queue.get() else "nothing")
print(*seen)
PYTHON
cat >by_faststream.py <<'PYTHON'
import asyncio
import json

from faststream.exceptions import SubscriberNotFound
from faststream.rabbit import ExchangeType, RabbitBroker, RabbitExchange, RabbitQueue, TestRabbitBroker


async def arrives(binding, key):
    broker = RabbitBroker()
    exchange = RabbitExchange("events", type=ExchangeType.TOPIC)

    @broker.subscriber(RabbitQueue("queue", routing_key=binding), exchange)
    async def take(event: str): ...

    async with TestRabbitBroker(broker) as test:
        try:
            await test.publish("{}", routing_key=key, exchange=exchange)
        except SubscriberNotFound:
            return "nothing"
        return "got"


async def main():
    print(*[await arrives(*case) for case in json.load(open("cases.json"))])


asyncio.run(main())
PYTHON
cat >by_fake.js <<'JS'
const { connect } = require("@onify/fake-amqplib");
const arrives = async (channel, [binding, key]) => {
  const exchange = `events ${binding} ${key}`;
  await channel.assertExchange(exchange, "topic");
  const { queue } = await channel.assertQueue("");
  await channel.bindQueue(queue, exchange, binding);
  await channel.publish(exchange, key, Buffer.from("{}"));
  return (await channel.get(queue)) ? "got" : "nothing";
};
const main = async () => {
  const channel = await (await connect("amqp://localhost")).createChannel();
  const seen = [];
  for (const each of require("./cases.json")) seen.push(await arrives(channel, each));
  console.log(seen.join(" "));
  process.exit(0);
};
main();
JS
for how in "venv/bin/python by_kombu.py" "venv/bin/python by_faststream.py" "node by_fake.js"; do
  seen=$(timeout 60 $how 2>/dev/null)
  [ "$seen" = "got nothing nothing" ] || { echo "It is not so any more ($how): $seen"; exit 1; }
done
echo "As found: orders.# does not take orders in kombu, FastStream's test broker and fake-amqplib."
