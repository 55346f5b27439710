#!/usr/bin/env bash
# A price, 19.99, as the default of a new field in an Avro schema: bytes with the logical type decimal and scale 2,
# written as the specification has it for defaults of bytes, as a text whose code points are the bytes:
# "\u0007\u00cf" is 07 CF, which is 1999.
#
# Guess: an event without the field gets 19.99 where a written price is a Decimal, or at least these two bytes,
# whatever library reads it.
# What happens: fastavro hands out the text itself, a str, neither bytes nor decimal. Apache's package for Python
# hands out the text's UTF-8, three bytes, 07 C3 8F, which as a decimal are 5088.15. Only avsc, for JavaScript, has
# the two bytes. A price that was written is Decimal 19.99 in both packages of Python.
# Tools: PyPI fastavro 1.13.1 and avro 1.12.2 (Python 3.11), npm avsc 5.7.9 (Node 20).
# Output seen: fastavro str \x07\xcf, avro bytes 07c38f, avsc 07cf; written: Decimal 19.99 from both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check fastavro==1.13.1 avro==1.12.2 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund avsc@5.7.9 >/dev/null
cat >old.json <<'JSON'
{"type": "record", "name": "Placed", "fields": [{"name": "id", "type": "string"}]}
JSON
cat >new.json <<'JSON'
{
  "type": "record",
  "name": "Placed",
  "fields": [
    {"name": "id", "type": "string"},
    {
      "name": "price",
      "type": {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2},
      "default": "\u0007\u00cf"
    }
  ]
}
JSON
cat >show.py <<'PYTHON'
import io
import json
from decimal import Decimal

import avro.io
import avro.schema
import fastavro

OLD, NEW = (json.load(open(name)) for name in ("old.json", "new.json"))


def encoded(schema, event):
    out = io.BytesIO()
    fastavro.schemaless_writer(out, schema, event)
    return out.getvalue()


def by_fastavro(body, writer):
    return fastavro.schemaless_reader(io.BytesIO(body), writer, NEW)["price"]


def by_avro(body, writer):
    schemas = (avro.schema.parse(json.dumps(schema)) for schema in (writer, NEW))
    return avro.io.DatumReader(*schemas).read(avro.io.BinaryDecoder(io.BytesIO(body)))["price"]


def shown(value):
    return value.hex() if isinstance(value, bytes) else str(value).encode("unicode_escape").decode()


for name, read in (("fastavro", by_fastavro), ("avro", by_avro)):
    absent = read(encoded(OLD, {"id": "1"}), OLD)
    present = read(encoded(NEW, {"id": "1", "price": Decimal("19.99")}), NEW)
    print(name, type(absent).__name__, shown(absent), type(present).__name__, present)
PYTHON
cat >show.js <<'JS'
const { Type } = require("avsc");
const [old, current] = ["./old.json", "./new.json"].map((name) => Type.forSchema(require(name)));
const event = current.fromBuffer(old.toBuffer({ id: "1" }), current.createResolver(old));
console.log("avsc", event.price.toString("hex"));
JS
seen=$(timeout 60 venv/bin/python show.py; timeout 60 node show.js)
wanted=$(cat <<'END'
fastavro str \x07\xcf Decimal 19.99
avro bytes 07c38f Decimal 19.99
avsc 07cf
END
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: the default of bytes is a text in fastavro, its UTF-8 in Apache's avro, and the bytes meant in avsc."
