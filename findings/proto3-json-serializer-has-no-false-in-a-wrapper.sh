#!/usr/bin/env bash
# An event in Protobuf that tells "no" from "not said" by wrappers: BoolValue gift, Int64Value items, StringValue note.
# Here they say false, 0 and "". A service in Node.js reads it from binary and passes it on in JSON.
#
# Guess: {"gift": false, "items": "0", "note": ""}. Protobuf's JSON mapping has the wrapped value as it is for a wrapper
# that is set; null is for one that is not. proto3-json-serializer says that it goes by this mapping, special types too.
# What happens: it writes null for all of them. The default of a field has no bytes on the wire, so the value is not in
# the decoded wrapper itself, and that is what the library asks for. Whoever reads its JSON takes "no" for "not said";
# true and 5 come out well, and so does an event that never sets the wrapper. Protobuf for Python writes the values.
# Tools: npm proto3-json-serializer 3.0.6 with protobufjs 8.8.1 (Node 20), PyPI protobuf 7.36.2 (Python 3.11).
# Output seen: of the defaults proto3-json-serializer {"gift":null,"items":null,"note":null}, protobuf
# {"gift":false,"items":"0","note":""}; of true and 5 both {"gift":true,"items":"5"}; of nothing both {}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check protobuf==7.36.2 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  proto3-json-serializer@3.0.6 protobufjs@8.8.1 >/dev/null 2>&1
cat >show.py <<'PYTHON'
import json

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, wrappers_pb2

file = descriptor_pb2.FileDescriptorProto(name="event.proto", syntax="proto3")
file.dependency.append("google/protobuf/wrappers.proto")
event = file.message_type.add(name="Event")
for number, (name, kind) in enumerate({"gift": "BoolValue", "items": "Int64Value", "note": "StringValue"}.items(), 1):
    event.field.add(name=name, number=number, type=11, label=1, type_name=f".google.protobuf.{kind}")
pool = descriptor_pool.DescriptorPool()
pool.AddSerializedFile(wrappers_pb2.DESCRIPTOR.serialized_pb)
pool.Add(file)
Event = message_factory.GetMessageClass(pool.FindMessageTypeByName("Event"))
for sent in ({"gift": False, "items": 0, "note": ""}, {"gift": True, "items": 5}, {}):
    message = json_format.ParseDict(sent, Event())
    read = json_format.MessageToDict(Event.FromString(message.SerializeToString()))
    print(message.SerializeToString().hex() or "-", json.dumps(read, separators=(",", ":")))
PYTHON
cat >show.js <<'JS'
const protobuf = require("protobufjs");
const { toProto3JSON } = require("proto3-json-serializer");
const root = protobuf.Root.fromJSON({ nested: protobuf.common.get("google/protobuf/wrappers.proto").nested });
const fields = [["BoolValue", "gift"], ["Int64Value", "items"], ["StringValue", "note"]];
const lines = fields.map(([kind, name], index) => `google.protobuf.${kind} ${name} = ${index + 1};`);
protobuf.parse(`syntax = "proto3"; message Event { ${lines.join(" ")} }`, root);
root.resolveAll();
const Event = root.lookupType("Event");
for (const line of require("fs").readFileSync(0, "utf8").trim().split("\n")) {
  const [bytes, python] = line.split(" ");
  const read = Event.decode(Buffer.from(bytes === "-" ? "" : bytes, "hex"));
  console.log(JSON.stringify(toProto3JSON(read)), python);
}
JS
seen=$(timeout 60 venv/bin/python show.py | timeout 60 node show.js)
wanted=$(cat <<'LINES'
{"gift":null,"items":null,"note":null} {"gift":false,"items":"0","note":""}
{"gift":true,"items":"5"} {"gift":true,"items":"5"}
{} {}
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: proto3-json-serializer writes null for a wrapper of false, 0 or an empty text."
