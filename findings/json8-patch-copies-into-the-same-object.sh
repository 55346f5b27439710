#!/usr/bin/env bash
# A JSON Patch that takes the delivery address over as the billing address and then gives the latter a VAT number:
# a copy from /delivery to /billing, and an add of /billing/vat.
#
# Guess: copy is the same as add with the value that stands at "from" (RFC 6902, 4.5), and a JSON value has no identity:
# the delivery address stays as it was.
# What happens: with json8-patch both addresses have the VAT number: copy puts the same object in the second place, so
# all that follows in the patch, or in a later one, changes both. A patch whose copy comes last looks right, and the
# README warns of the document that is changed in place only. fast-json-patch, rfc6902 and jsonpatch for Python copy.
# Tools: npm json8-patch 1.0.6, fast-json-patch 3.1.1 and rfc6902 5.4.0 (Node 20), PyPI jsonpatch 1.48 (Python 3.11).
# Output seen, keys of delivery and billing: json8-patch "city,vat city,vat", the others "city city,vat".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jsonpatch==1.48 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  json8-patch@1.0.6 fast-json-patch@3.1.1 rfc6902@5.4.0 >/dev/null
cat >patch.json <<'JSON'
[
  {"op": "copy", "from": "/delivery", "path": "/billing"},
  {"op": "add", "path": "/billing/vat", "value": "DE1"}
]
JSON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import fast from "fast-json-patch";
import json8 from "json8-patch";
import { applyPatch } from "rfc6902";
const patch = JSON.parse(readFileSync("patch.json", "utf8"));
const order = () => ({ delivery: { city: "Berlin" } });
const rfc6902 = order();
applyPatch(rfc6902, patch);
const documents = {
  "json8-patch": json8.apply(order(), patch).doc,
  "fast-json-patch": fast.applyPatch(order(), patch).newDocument,
  rfc6902,
};
for (const [name, { delivery, billing }] of Object.entries(documents))
  console.log(name, Object.keys(delivery).join(), Object.keys(billing).join());
JS
cat >show.py <<'PYTHON'
import json

import jsonpatch

order = jsonpatch.apply_patch({"delivery": {"city": "Berlin"}}, json.load(open("patch.json")))
print("jsonpatch", ",".join(order["delivery"]), ",".join(order["billing"]))
PYTHON
seen=$(timeout 60 node show.mjs; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
json8-patch city,vat city,vat
fast-json-patch city city,vat
rfc6902 city city,vat
jsonpatch city city,vat
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a copy of json8-patch and its original are one object for what follows."
