#!/usr/bin/env bash
# A class for an event, made by AsyncAPI's Modelina with the preset that adds marshal() and unmarshal(). One
# property is a map from names to numbers: type object, additionalProperties {"type": "number"}.
#
# Guess: marshal() writes what unmarshal() reads; a map is written with its entries, as the one kind of map that
# Modelina does write out (further properties of the event itself) is.
# What happens: the property is a Map of JavaScript, and is handed to JSON.stringify as it is: {}. The event
# goes out without its contents. unmarshal() puts a plain object where the type promises a Map.
# Tools: @asyncapi/modelina 5.10.1, typescript 5.9.3, Node 20.
# Output seen: {"id": "1","stock": {}} for a stock of M 5 and L 2; read again, no get().
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 240 npm install --silent --no-audit --no-fund @asyncapi/modelina@5.10.1 typescript@5.9.3 >/dev/null
cat >show.js <<'JS'
const { TS_COMMON_PRESET, TypeScriptGenerator } = require("@asyncapi/modelina");
const typescript = require("typescript");
const schema = {
  $id: "OrderCreated",
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  additionalProperties: false,
  properties: {
    id: { type: "string" },
    stock: { type: "object", additionalProperties: { type: "number" } },
  },
};
const presets = [{ preset: TS_COMMON_PRESET, options: { marshalling: true } }];
new TypeScriptGenerator({ presets, modelType: "class" }).generate(schema).then((models) => {
  const source = models.map((model) => model.result).join("\n");
  const OrderCreated = new Function(`${typescript.transpile(source)}; return OrderCreated;`)();
  const stock = new Map([["M", 5], ["L", 2]]);
  const kind = source.includes("_stock?: Map<string, number>") ? "Map" : "other";
  const again = OrderCreated.unmarshal('{"id": "1", "stock": {"M": 5}}');
  console.log(new OrderCreated({ id: "1", stock }).marshal(), kind, typeof again.stock.get);
});
JS
seen=$(timeout 90 node show.js)
wanted='{"id": "1","stock": {}} Map undefined'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: marshal() of a class by Modelina 5.10.1 writes a map of two entries as {}."
