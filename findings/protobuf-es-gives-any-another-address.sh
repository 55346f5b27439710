#!/usr/bin/env bash
# A message of Protobuf in an Any, whose type is at an address of its own: {"@type":
# "schemas.shop.example/google.protobuf.StringValue", "value": "7"}. A service in JavaScript reads it from JSON and
# passes it on in binary.
#
# Guess: the address is kept. any.proto says of type_url that its host may be a schema server, and that only the last
# part names the type; a reader looks at this last part, and what goes out is what came in, as from binary to JSON.
# What happens: Buf's Protobuf for JavaScript makes type.googleapis.com/... of every address when it reads JSON. In the
# other direction it keeps it, so JSON, binary and JSON again is not the JSON it was, and a consumer that finds its
# schemas by the address, or compares the bytes, misses it. With the usual address, as in all examples, nothing changes.
# Protobuf for Python keeps what it reads.
# Tools: npm @bufbuild/protobuf 2.17.0 (Node 20), PyPI protobuf 7.36.2 (Python 3.11).
# Output seen: of JSON @bufbuild/protobuf type.googleapis.com/google.protobuf.StringValue, protobuf
# schemas.shop.example/google.protobuf.StringValue; to JSON both schemas.shop.example/google.protobuf.StringValue.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check protobuf==7.36.2 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund @bufbuild/protobuf@2.17.0 >/dev/null 2>&1
echo '{"@type": "schemas.shop.example/google.protobuf.StringValue", "value": "7"}' >any.json
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { create, createRegistry, fromJson, toBinary, toJson } from "@bufbuild/protobuf";
import { AnySchema, StringValueSchema } from "@bufbuild/protobuf/wkt";
const registry = createRegistry(StringValueSchema);
const sent = JSON.parse(readFileSync("any.json", "utf8"));
const value = toBinary(StringValueSchema, create(StringValueSchema, { value: "7" }));
const any = create(AnySchema, { typeUrl: sent["@type"], value });
console.log("@bufbuild/protobuf of JSON", fromJson(AnySchema, sent, { registry }).typeUrl);
console.log("@bufbuild/protobuf to JSON", toJson(AnySchema, any, { registry })["@type"]);
JS
cat >show.py <<'PYTHON'
import json

from google.protobuf import any_pb2, json_format, wrappers_pb2

text = open("any.json").read()
value = wrappers_pb2.StringValue(value="7").SerializeToString()
packed = any_pb2.Any(type_url=json.loads(text)["@type"], value=value)
print("protobuf of JSON", json_format.Parse(text, any_pb2.Any()).type_url)
print("protobuf to JSON", json_format.MessageToDict(packed)["@type"])
PYTHON
seen=$(timeout 60 node show.mjs; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
@bufbuild/protobuf of JSON type.googleapis.com/google.protobuf.StringValue
@bufbuild/protobuf to JSON schemas.shop.example/google.protobuf.StringValue
protobuf of JSON schemas.shop.example/google.protobuf.StringValue
protobuf to JSON schemas.shop.example/google.protobuf.StringValue
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: Buf's Protobuf for JavaScript gives an Any that it reads from JSON the usual address."
