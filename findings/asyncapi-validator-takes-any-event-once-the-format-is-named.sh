#!/usr/bin/env bash
# A message in an AsyncAPI 3 document whose payload says in which language its schema is: {"schemaFormat":
# "application/schema+json;version=draft-07", "schema": {"type": "object", "required": ["total"]}}. Tests check events
# against it.
#
# Guess: an event without a total is turned down, as it is when the schema stands in payload itself. The specification
# has both forms for payload, a Schema Object and a Multi Format Schema Object, and JSON Schema of draft 7 is among the
# formats that every tool has to take; for Avro, which it does not know, the library says so.
# What happens: asyncapi-validator hands the object around the schema to its checker. To JSON Schema schemaFormat and
# schema are words without a meaning, so all is valid: an event without a total, a total that is a text, a list. The
# document itself is checked and found good. The library's own parser, AsyncAPI's, knows both forms: its model says that
# total is required.
# Tools: npm asyncapi-validator 5.1.1 and @asyncapi/parser 3.6.6, Node 20.
# Output seen, of {"total":5}, {}, {"total":"5"} and [5]: plain true false false false, with the format true true true
# true; required of the parser's model total in both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 300 npm install --ignore-scripts --silent --no-audit --no-fund \
  asyncapi-validator@5.1.1 @asyncapi/parser@3.6.6 >/dev/null 2>&1
cat >show.js <<'JS'
const AsyncApiValidator = require("asyncapi-validator");
const { Parser } = require("@asyncapi/parser");
const schema = { type: "object", required: ["total"], properties: { total: { type: "number" } } };
const described = (payload) => ({
  asyncapi: "3.0.0",
  info: { title: "shop", version: "1" },
  channels: { orders: { address: "orders", messages: { placed: { name: "placed", payload } } } },
  operations: {
    read: {
      action: "receive",
      channel: { $ref: "#/channels/orders" },
      messages: [{ $ref: "#/channels/orders/messages/placed" }],
    },
  },
});
const events = [{ total: 5 }, {}, { total: "5" }, [5]];
async function show(name, payload) {
  const validator = await AsyncApiValidator.fromSource(described(payload), { msgIdentifier: "name" });
  const valid = (event) => {
    try {
      return validator.validate("placed", event, "orders", "receive");
    } catch (error) {
      return error.name === "AsyncAPIValidationError" ? false : error.name;
    }
  };
  const { document } = await new Parser().parse(JSON.stringify(described(payload)));
  console.log(name, ...events.map(valid), ...document.messages().all()[0].payload().required());
}
(async () => {
  await show("plain", schema);
  await show("with the format", { schemaFormat: "application/schema+json;version=draft-07", schema });
})();
JS
seen=$(timeout 60 node show.js)
wanted=$(cat <<'LINES'
plain true false false false total
with the format true true true true total
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: asyncapi-validator takes any event once the payload names its schema's format."
