#!/usr/bin/env bash
# An event that is signed or hashed over its canonical form (RFC 8785), with a value that says by toJSON what it is in
# JSON: an amount of money, {currency, cents}, or the bytes of a file, which Node writes as {type, data}.
#
# Guess: the keys of all objects are sorted; the README says that json-canonicalize is compatible with RFC 8785 for all
# that JSON can have. Its text, read again as JSON and canonicalized, is the same.
# What happens: json-canonicalize writes what toJSON gives with JSON.stringify, in the order it came in, at any depth
# below. The receiver, who has the JSON alone, canonicalizes it to another text, by this package as well as by
# canonicalize or Python's rfc8785: the signature of an event that nobody changed is wrong. No error.
# Tools: npm json-canonicalize 3.0.1 and canonicalize 4.0.0, Node 20; PyPI's rfc8785 0.1.4, Python 3.11.
# Output seen: {"total":{"currency":"EUR","cents":1999}} of the event, and of its JSON read again, and by the others,
# {"total":{"cents":1999,"currency":"EUR"}}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  json-canonicalize@3.0.1 canonicalize@4.0.0 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check rfc8785==0.1.4 2>/dev/null
cat >show.mjs <<'JS'
import canonicalize from "canonicalize";
import { canonicalize as other } from "json-canonicalize";
const money = { toJSON: () => ({ currency: "EUR", cents: 1999 }) };
for (const event of [{ total: money }, { raw: Buffer.from("A") }]) {
  console.log("json-canonicalize", other(event));
  console.log("read again", other(JSON.parse(other(event))));
  console.log("canonicalize", canonicalize(event));
}
JS
cat >show.py <<'PYTHON'
import json
import sys

import rfc8785

for line in sys.stdin:
    name, text = line.rstrip("\n").rsplit(" ", 1)
    print(line, end="")
    if name == "json-canonicalize":
        print("rfc8785", rfc8785.dumps(json.loads(text)).decode())
PYTHON
seen=$(timeout 60 node show.mjs | timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
json-canonicalize {"total":{"currency":"EUR","cents":1999}}
rfc8785 {"total":{"cents":1999,"currency":"EUR"}}
read again {"total":{"cents":1999,"currency":"EUR"}}
canonicalize {"total":{"cents":1999,"currency":"EUR"}}
json-canonicalize {"raw":{"type":"Buffer","data":[65]}}
rfc8785 {"raw":{"data":[65],"type":"Buffer"}}
read again {"raw":{"data":[65],"type":"Buffer"}}
canonicalize {"raw":{"data":[65],"type":"Buffer"}}
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: json-canonicalize does not sort the keys of what toJSON gives."
