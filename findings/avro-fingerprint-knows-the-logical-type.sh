#!/usr/bin/env bash
# The fingerprint by which a consumer finds the schema of an Avro event (single-object encoding), for a record
# with a time in it: {"type": "long", "logicalType": "timestamp-millis"}.
#
# Guess: three libraries give one schema one fingerprint; that is what Parsing Canonical Form is for, and a
# logical type is stripped by it. A record of plain types shows it: they agree.
# What happens: Apache's own package for Python strips the logical type and leaves {"type": "long"} standing in
# place of "long", so its fingerprint is another one. A consumer that asks with it does not find the schema
# which a producer with fastavro or avsc filed: only of events with times, dates, decimals or UUIDs.
# Tools: PyPI avro 1.12.2 and fastavro 1.13.1 (Python 3.11), npm avsc 5.7.9 (Node 20).
# Output seen: plain "one fingerprint", timed "fastavro and avsc agree, avro alone".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check avro==1.12.2 fastavro==1.13.1 2>/dev/null
timeout 120 npm install --silent --no-audit --no-fund avsc@5.7.9 >/dev/null
cat >show.js <<'JS'
const schema = JSON.parse(process.argv[2]);
console.log(require("avsc").Type.forSchema(schema).fingerprint("md5").toString("hex"));
JS
cat >show.py <<'PYTHON'
import json
import subprocess

import avro.schema
from fastavro.schema import fingerprint, to_parsing_canonical_form


def fingerprints(kind):
    fields = [{"name": "id", "type": "string"}, {"name": "at", "type": kind}]
    schema = {"type": "record", "name": "OrderCreated", "namespace": "shop", "fields": fields}
    text = json.dumps(schema)
    by_avro = avro.schema.parse(text).fingerprint("md5").hex()
    by_fastavro = fingerprint(to_parsing_canonical_form(schema), "md5")
    by_avsc = subprocess.run(["node", "show.js", text], capture_output=True, text=True, check=True)
    return by_avro, by_fastavro, by_avsc.stdout.strip()


plain = fingerprints("long")
assert len(set(plain)) == 1, f"plain types differ: {plain}"
timed = fingerprints({"type": "long", "logicalType": "timestamp-millis"})
assert timed[1] == timed[2] == plain[0], f"fastavro or avsc changed: {timed}"
assert timed[0] != timed[1], f"avro agrees now: {timed}"
PYTHON
timeout 90 venv/bin/python show.py
echo "As found: the avro package alone gives another fingerprint to a schema with a logical type."
