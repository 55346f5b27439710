#!/usr/bin/env bash
# A message in an AsyncAPI document, described in Protobuf, with a stock by size: map<string, int32> by_size.
# AsyncAPI's own parser makes JSON Schema of it, by which documentation, mocks and checks of messages go.
#
# Guess: a map is an object with additionalProperties (in Protobuf's own JSON a map is an object), as repeated is
# an array; or, since the rules in the README name no map, it is refused.
# What happens: the map is taken for one of its values. The schema asks for a whole number: {"M": 5}, as Protobuf's
# JSON has it, is turned down, 5 is valid. The diagnostics say nothing. A map of messages is one such message.
# Tools: npm @asyncapi/parser 3.6.6, @asyncapi/protobuf-schema-parser 3.9.0, ajv 8.20.0 (Node 20), PyPI protobuf 7.36.2.
# Output seen: by_size integer, lines object {sku}; nothing said of it; {"M": 5} "must be integer"; 5 valid.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check protobuf==7.36.2 2>/dev/null
timeout 240 npm install --ignore-scripts --silent --no-audit --no-fund --legacy-peer-deps \
  @asyncapi/parser@3.6.6 @asyncapi/protobuf-schema-parser@3.9.0 ajv@8.20.0 >/dev/null
cat >write.py <<'PYTHON'
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

FIELD = descriptor_pb2.FieldDescriptorProto
file = descriptor_pb2.FileDescriptorProto(name="stock.proto", syntax="proto3")
stock = file.message_type.add(name="Stock")
entry = stock.nested_type.add(name="BySizeEntry", options={"map_entry": True})
entry.field.add(name="key", number=1, type=FIELD.TYPE_STRING, label=FIELD.LABEL_OPTIONAL)
entry.field.add(name="value", number=2, type=FIELD.TYPE_INT32, label=FIELD.LABEL_OPTIONAL)
kind = {"type": FIELD.TYPE_MESSAGE, "type_name": ".Stock.BySizeEntry", "label": FIELD.LABEL_REPEATED}
stock.field.add(name="by_size", number=1, **kind)
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
message = message_factory.GetMessageClass(pool.FindMessageTypeByName("Stock"))(by_size={"M": 5})
print(json_format.MessageToJson(message, indent=None, preserving_proto_field_name=True))
PYTHON
cat >read.js <<'JS'
const { Parser } = require("@asyncapi/parser");
const { ProtoBuffSchemaParser } = require("@asyncapi/protobuf-schema-parser");
const Ajv = require("ajv");
const proto = `syntax = "proto3";
message Stock { map<string, int32> by_size = 1; map<string, Line> lines = 2; message Line { string sku = 1; } }`;
const schema = { schemaFormat: "application/vnd.google.protobuf;version=3", schema: proto };
const channels = { stock: { address: "stock", messages: { changed: { payload: schema } } } };
const text = JSON.stringify({ asyncapi: "3.0.0", info: { title: "Stock", version: "1" }, channels });
(async () => {
  const parser = new Parser({ schemaParsers: [ProtoBuffSchemaParser()] });
  const { document, diagnostics } = await parser.parse(text);
  const { properties } = document.messages().all()[0].payload().json().schema;
  const said = diagnostics.filter((each) => /map|by_size|proto/i.test(each.message));
  const ajv = new Ajv({ strict: false, formats: { int32: true } });
  const check = ajv.compile({ type: "object", properties: { by_size: properties.by_size } });
  const valid = (value) => (check(value) ? "valid" : check.errors[0].message);
  const written = JSON.parse(process.argv[2]);
  const members = Object.keys(properties.lines.properties);
  console.log(`by_size ${properties.by_size.type}, lines ${properties.lines.type} {${members}}`);
  console.log(`said of it: ${said.length}; ${JSON.stringify(written)} ${valid(written)}; 5 ${valid({ by_size: 5 })}`);
})();
JS
seen=$(timeout 60 node read.js "$(timeout 60 venv/bin/python write.py)")
wanted=$'by_size integer, lines object {sku}\nsaid of it: 0; {"by_size":{"M":5}} must be integer; 5 valid'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: AsyncAPI's parser for Protobuf takes a map for one of its values, so the schema turns every map down."
