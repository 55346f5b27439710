#!/usr/bin/env bash
# An Avro schema of a step that knows the step before it: "cause": ["null", "Step"], default null. It is the payload
# of a message in AsyncAPI, whose own parser makes JSON Schema of it, by which messages are checked.
#
# Guess: the schema takes a step with a cause and one without: {"id": "1", "cause": null} is the first of each
# chain, and null is the default that the schema names itself.
# What happens: where the record names itself there is an empty schema, which takes anything, null as well. It stands
# in a oneOf beside {"type": "null"}, so null meets both, and is turned down. A cause that is a step, or even a
# number, is fine: every chain is valid but for its end. With a record of another name in the union all is well.
# Tools: npm @asyncapi/avro-schema-parser 3.1.0, ajv 8.20.0, Node 20.
# Output seen: {"oneOf":[{},{"type":"null"}],"default":null}; null false, a number true; other record null true.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 240 npm install --ignore-scripts --silent --no-audit --no-fund \
  @asyncapi/avro-schema-parser@3.1.0 ajv@8.20.0 >/dev/null
cat >show.js <<'JS'
const { AvroSchemaParser } = require("@asyncapi/avro-schema-parser");
const Ajv = require("ajv").default;
const step = (cause) => ({
  type: "record",
  name: "Step",
  fields: [
    { name: "id", type: "string" },
    { name: "cause", type: ["null", cause], default: null },
  ],
});
const convert = (data) => AvroSchemaParser().parse({ data, meta: { message: {} } });
const check = (schema, cause) => new Ajv({ strict: false }).validate(schema, { id: "1", cause });
(async () => {
  const chain = await convert(step("Step"));
  const other = await convert(step({ type: "record", name: "Other", fields: [{ name: "id", type: "string" }] }));
  console.log(JSON.stringify(chain.properties.cause));
  console.log(`null ${check(chain, null)}, number ${check(chain, 5)}, other record null ${check(other, null)}`);
})();
JS
seen=$(timeout 60 node show.js)
wanted='{"oneOf":[{},{"type":"null"}],"default":null}
null false, number true, other record null true'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: AsyncAPI's parser of Avro turns down the null at the end of a record that refers to itself."
