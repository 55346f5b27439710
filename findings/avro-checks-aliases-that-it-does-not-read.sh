#!/usr/bin/env bash
# A field of an event is renamed from "amount" to "total", with an alias for the old name and a default, as Avro's
# rules of schema evolution have it. Apache's package for Python is asked whether the new schema can read the old
# events, and then reads one.
#
# Guess: the check of compatibility and the reader of one package know the same rules; what is compatible by an
# alias is read by the alias.
# What happens: only the check knows aliases. It says compatible, and the reader fills in the default: 5 becomes 0,
# without an error. Without a default, or with an alias for the record, it says compatible and reading is refused.
# fastavro reads 5 from the same bytes with the same schemas.
# Tools: PyPI avro 1.12.2 and fastavro 1.13.1, Python 3.11.
# Output seen: default "compatible, 0, 5", no default and record "compatible, SchemaResolutionException, 5".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check avro==1.12.2 fastavro==1.13.1 2>/dev/null
cat >show.py <<'PYTHON'
import io
import json

import avro.io
import avro.schema
import fastavro
from avro.compatibility import ReaderWriterCompatibilityChecker


def record(name, field, **more):
    return {"type": "record", "name": name, "fields": [field], **more}


OLD = record("Order", {"name": "amount", "type": "int"})
TOTAL = {"name": "total", "type": "int", "aliases": ["amount"]}
NEW = {
    "default": record("Order", TOTAL | {"default": 0}),
    "no default": record("Order", TOTAL),
    "record": record("Purchase", {"name": "amount", "type": "int"}, aliases=["Order"]),
}


def read(old, new, event):
    try:
        return [*avro.io.DatumReader(old, new).read(avro.io.BinaryDecoder(io.BytesIO(event))).values()][0]
    except Exception as error:
        return type(error).__name__


old = avro.schema.parse(json.dumps(OLD))
written = io.BytesIO()
avro.io.DatumWriter(old).write({"amount": 5}, avro.io.BinaryEncoder(written))
for name, schema in NEW.items():
    new = avro.schema.parse(json.dumps(schema))
    check = ReaderWriterCompatibilityChecker().get_compatibility(new, old).compatibility.name
    by_fastavro = [*fastavro.schemaless_reader(io.BytesIO(written.getvalue()), OLD, schema).values()][0]
    print(f"{name}: {check}, {read(old, new, written.getvalue())}, {by_fastavro}")
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted="default: compatible, 0, 5
no default: compatible, SchemaResolutionException, 5
record: compatible, SchemaResolutionException, 5"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: avro 1.12.2 calls a renamed field with an alias compatible, and reads the default in its place."
