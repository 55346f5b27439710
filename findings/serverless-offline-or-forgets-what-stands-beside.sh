#!/usr/bin/env bash
# A rule of EventBridge for orders that are paid and either large or of a regular customer: in the detail, {"status":
# ["paid"], "$or": [{"total": [{"numeric": [">", 500]}]}, {"vip": [true]}]}.
#
# Guess: all fields of a pattern must be met, and $or is one of them. event-ruler, the engine that AWS publishes, has it
# in its README, with a source beside the $or: the one and either of the others.
# What happens: in serverless-offline-aws-eventbridge the $or of the detail is all that counts, where there is one: an
# order that failed is delivered, too. A $or outside the detail does not count at all, so its rule takes every event of
# the source. Without $or every field counts, so tests of the single parts are green.
# Tool: npm serverless-offline-aws-eventbridge 2.2.4, Node 20; the events go into its invokeSubscribers, as from its
# server.
# Output seen: paid 600 delivered, failed 600 delivered, paid 5 not; $or outside, of another type: delivered; without
# $or, failed: not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 240 npm install --ignore-scripts --silent --no-audit --no-fund \
  serverless-offline-aws-eventbridge@2.2.4 >/dev/null 2>&1
cat >show.js <<'JS'
const exported = require("serverless-offline-aws-eventbridge");
const Plugin = exported.default ?? exported;
const delivered = (pattern, detail) => {
  const plugin = new Plugin({ service: {} }, {}, { log: { debug() {}, notice() {} }, debug() {}, notice() {} });
  plugin.subscribers = [{ functionKey: "ship", event: { pattern: { source: ["shop"], ...pattern } } }];
  plugin.invokeSubscriber = (name) => name;
  const event = { Source: "shop", DetailType: "OrderPlaced", Detail: JSON.stringify(detail) };
  return plugin.invokeSubscribers([event]).length ? "delivered" : "not";
};
const either = [{ total: [{ numeric: [">", 500] }] }, { vip: [true] }];
const rule = { detail: { status: ["paid"], $or: either } };
const outside = { $or: [{ "detail-type": ["OrderPaid"] }, { "detail-type": ["OrderShipped"] }] };
console.log("paid 600", delivered(rule, { status: "paid", total: 600 }));
console.log("failed 600", delivered(rule, { status: "failed", total: 600 }));
console.log("paid 5", delivered(rule, { status: "paid", total: 5 }));
console.log("outside", delivered(outside, { status: "paid" }));
console.log("without", delivered({ detail: { status: ["paid"] } }, { status: "failed", total: 600 }));
JS
seen=$(timeout 60 node show.js)
wanted=$(cat <<'LINES'
paid 600 delivered
failed 600 delivered
paid 5 not
outside delivered
without not
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: serverless-offline-aws-eventbridge forgets the conditions beside a \$or."
