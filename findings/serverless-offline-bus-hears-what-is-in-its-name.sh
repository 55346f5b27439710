#!/usr/bin/env bash
# Two buses of EventBridge, "orders" and "orders-eu", each with a rule for all events of the shop, and the default bus,
# on which an event lands that names none (PutEvents, EventBusName).
#
# Guess: a rule belongs to one bus, and gets what is put on this one.
# What happens: serverless-offline-aws-eventbridge asks whether the name of the rule's bus contains that of the event,
# so the rule of "orders-eu" gets the events of "orders" as well. An event for the default bus, without a name, goes to
# the rules of all buses; with the name "default" to none of these. A test that the event arrives is green either way.
# The other way round, from "orders-eu" to "orders", nothing goes.
# Tool: npm serverless-offline-aws-eventbridge 2.2.4, Node 20; the events go into its invokeSubscribers, as from its
# server.
# Output seen: of orders "orders orders-eu", of orders-eu "orders-eu", of no name "orders orders-eu", of default
# nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 240 npm install --ignore-scripts --silent --no-audit --no-fund \
  serverless-offline-aws-eventbridge@2.2.4 >/dev/null 2>&1
cat >show.js <<'JS'
const exported = require("serverless-offline-aws-eventbridge");
const Plugin = exported.default ?? exported;
const plugin = new Plugin({ service: {} }, {}, { log: { debug() {}, notice() {} }, debug() {}, notice() {} });
plugin.subscribers = ["orders", "orders-eu"].map((eventBus) => (
  { functionKey: eventBus, event: { eventBus, pattern: { source: ["shop"] } } }));
plugin.invokeSubscriber = (name) => name;
for (const EventBusName of ["orders", "orders-eu", undefined, "default"]) {
  const event = { Source: "shop", DetailType: "OrderPlaced", Detail: "{}", EventBusName };
  console.log([EventBusName ?? "no name", ...plugin.invokeSubscribers([event])].join(", "));
}
JS
seen=$(timeout 60 node show.js)
wanted=$(cat <<'LINES'
orders, orders, orders-eu
orders-eu, orders-eu
no name, orders, orders-eu
default
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a rule of serverless-offline-aws-eventbridge gets the events of a bus whose name is in that of its own."
