#!/usr/bin/env bash
# A queue of a topic exchange that takes all events of orders and all that failed: bound by "orders.#" and by
# "*.failed". An order fails: orders.failed.
#
# Guess: the queue gets the event once. RabbitMQ's tutorial of topics has the same case, lazy.pink.rabbit, which goes to
# the second queue only once although two of its bindings fit; bindings say which queues get a message, not how often.
# What happens: in both stand-ins of amqplib for tests the event arrives once for each binding that fits, two times
# here. So does one of a fanout exchange to which the queue is bound by two keys. The tests of a consumer that counts
# events are red, and one learns to forgive duplicates that RabbitMQ does not make. With one binding, or two of which
# one fits, all is right. kombu's exchanges in memory, in Python, deliver once.
# Tools: npm @onify/fake-amqplib 3.7.0 and mock-amqplib 1.8.2 (Node 20), PyPI kombu 5.7.0 (Python 3.11).
# Output seen, of orders.failed, orders.paid and the fanout: @onify/fake-amqplib and mock-amqplib 2 1 2, kombu 1 1 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check kombu==5.7.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  @onify/fake-amqplib@3.7.0 mock-amqplib@1.8.2 >/dev/null 2>&1
cat >show.js <<'JS'
async function count(channel, type, keys, key) {
  const exchange = `${type}-${key}`;
  const queue = `queue-of-${exchange}`;
  await channel.assertExchange(exchange, type);
  await channel.assertQueue(queue);
  for (const binding of keys) await channel.bindQueue(queue, exchange, binding);
  channel.publish(exchange, key, Buffer.from("{}"));
  await new Promise((done) => setTimeout(done, 200));
  let messages = 0;
  while (await channel.get(queue, { noAck: true })) messages += 1;
  return messages;
}
(async () => {
  for (const name of ["@onify/fake-amqplib", "mock-amqplib"]) {
    const connection = await require(name).connect("amqp://127.0.0.1");
    const channel = await connection.createChannel();
    const failed = await count(channel, "topic", ["orders.#", "*.failed"], "orders.failed");
    const paid = await count(channel, "topic", ["orders.#", "*.failed"], "orders.paid");
    console.log(name, failed, paid, await count(channel, "fanout", ["a", "b"], "any"));
  }
  process.exit();
})();
JS
cat >show.py <<'PYTHON'
from kombu import Connection, Exchange, Queue


def count(channel, kind, keys, key):
    exchange = Exchange(f"{kind}-{key}", type=kind)
    for binding in keys:
        Queue(exchange.name, exchange, routing_key=binding)(channel).declare()
    channel.basic_publish(channel.prepare_message("{}"), exchange.name, key)
    messages = 0
    while channel.basic_get(exchange.name, no_ack=True):
        messages += 1
    return messages


with Connection("memory://") as connection:
    channel = connection.channel()
    topics = [count(channel, "topic", ["orders.#", "*.failed"], key) for key in ("orders.failed", "orders.paid")]
    print("kombu", *topics, count(channel, "fanout", ["a", "b"], "any"))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
@onify/fake-amqplib 2 1 2
mock-amqplib 2 1 2
kombu 1 1 1
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: two stand-ins of amqplib deliver a message once for each binding."
