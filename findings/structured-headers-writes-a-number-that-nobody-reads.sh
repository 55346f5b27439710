#!/usr/bin/env bash
# A number of an event in a structured header of HTTP (RFC 9651), such as "Price: 1.0004" for a rate with four digits.
#
# Guess: a decimal has three digits at most behind its point, and structured-headers rounds to them: 17.0015 becomes
# 17.002, and 1.0004 becomes 1.0.
# What happens: a number that is not whole but is rounded to a whole one is written without a digit behind its point,
# "1.", which the RFC does not allow: the package's own parser refuses it, as do the others, and with it the whole
# header, so that all other fields in it are lost too. No error where it is written. Python's http-sf and npm's
# structured-field-values write 1.0.
# Tools: npm structured-headers 2.1.0 and structured-field-values 2.0.4, Node 20; PyPI's http-sf 1.5.0, Python 3.11.
# Output seen: of 1.0004, structured-headers price=1. and then a parse error; the others 1.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  structured-headers@2.1.0 structured-field-values@2.0.4 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check http-sf==1.5.0 \
  typing_extensions==4.16.0 2>/dev/null
cat >show.mjs <<'JS'
import { parseDictionary, serializeDictionary } from "structured-headers";
import { encodeItem } from "structured-field-values";
const header = (price) => serializeDictionary({ region: "eu", price });
const readable = (text) => {
  try {
    return parseDictionary(text).get("price")[0];
  } catch {
    return "refused";
  }
};
for (const price of [17.0015, 1.0004, 0.9999, -1.0004])
  console.log(header(price).split(" ")[1], readable(header(price)), encodeItem(price));
JS
cat >show.py <<'PYTHON'
import http_sf

print("http-sf", http_sf.ser(1.0004), http_sf.parse(b"price=1.0", tltype="dictionary")["price"][0])
try:
    http_sf.parse(b'region="eu", price=1.', tltype="dictionary")
except http_sf.StructuredFieldError:
    print("http-sf refuses 1.")
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
price=17.002 17.002 17.002
price=1. refused 1.0
price=1. refused 1.0
price=-1. refused -1.0
http-sf 1.0 1.0
http-sf refuses 1.
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: structured-headers writes 1.0004 as 1. and cannot read it again."
