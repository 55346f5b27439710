#!/usr/bin/env bash
# An AsyncAPI 3 document with two channels, orders and stock. Each has a message "changed", of its own: the id of an
# order is a text, the id of an article a whole number. AsyncAPI's own optimizer makes the document smaller.
#
# Guess: what is described stays what it is, written shorter. A message's key is a name within its channel (AsyncAPI 3,
# messages object), so two messages may share it.
# What happens: by its default rules all that is inline moves to the components, under its own key: both messages become
# components.messages.changed, both payloads components.schemas.payload. The last one stays, and both channels point to
# it. The id of an order is a whole number now, and an order has pieces. The report of the changes has one target for
# both, and no warning. With keys that differ, or without the rule moveAllToComponents, all is well.
# Tools: npm @asyncapi/optimizer 2.0.0, Node 20.
# Output seen: orders before id:string, after id:integer,pieces:integer; stock id:integer,pieces:integer both times;
# without the rule orders id:string.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 240 npm install --ignore-scripts --silent --no-audit --no-fund @asyncapi/optimizer@2.0.0 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { createRequire } from "node:module";
const { Optimizer } = createRequire(import.meta.url)("@asyncapi/optimizer");
const message = (properties) => ({ changed: { payload: { type: "object", properties } } });
const ORDER = { id: { type: "string" } };
const ARTICLE = { id: { type: "integer" }, pieces: { type: "integer" } };
const before = {
  asyncapi: "3.0.0",
  info: { title: "Shop", version: "1" },
  channels: {
    orders: { address: "orders", messages: message(ORDER) },
    stock: { address: "stock", messages: message(ARTICLE) },
  },
  operations: {},
};
const at = (document, node) =>
  node.$ref ? at(document, node.$ref.slice(2).split("/").reduce((part, key) => part[key], document)) : node;
const fields = (document, channel) => {
  const { messages } = at(document, document.channels[channel]);
  const { properties } = at(document, at(document, messages.changed).payload);
  return Object.entries(properties).map(([name, schema]) => `${name}:${at(document, schema).type}`).join();
};
const optimized = async (options) => {
  const optimizer = new Optimizer(JSON.stringify(before));
  await optimizer.getReport();
  return JSON.parse(optimizer.getOptimizedDocument({ output: "JSON", ...options }));
};
for (const document of [before, await optimized({}), await optimized({ rules: { moveAllToComponents: false } })]) {
  console.log(fields(document, "orders"), fields(document, "stock"));
}
JS
seen=$(timeout 120 node show.mjs)
wanted=$(cat <<'LINES'
id:string id:integer,pieces:integer
id:integer,pieces:integer id:integer,pieces:integer
id:string id:integer,pieces:integer
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: AsyncAPI's optimizer makes one message of two that have one name in different channels."
