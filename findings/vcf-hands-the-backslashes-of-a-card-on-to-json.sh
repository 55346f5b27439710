#!/usr/bin/env bash
# A contact that arrives as a vCard 4.0, with a company that has a comma and a note of two lines,
# ORG:Smith\, Jones;Sales and NOTE:Call first\nthen write; vcf, for Node, is to make a jCard of it (JSON, RFC 7095).
#
# Guess: the JSON has "Smith, Jones" and a line end. The backslash is the escape of the text form, JSON has its own, and
# a jCard has values of several parts as arrays, as vcf does make one of N.
# What happens: toJSON of vcf hands on the backslashes: "Smith\\, Jones;Sales" as one text with its semicolon, and
# "Call first\\nthen write". Whoever shows or compares the names has other ones. A comma that is set by hand is written
# to the card without a backslash, and so read by others as two values. No error. vcard-parser, for Node, and Python's
# vobject have the company and the line end.
# Tools: npm vcf 2.1.2 and vcard-parser 1.0.0, Node 20; PyPI's vobject 0.9.9, Python 3.11.
# Output seen: vcf "Smith\\, Jones;Sales", the others ["Smith, Jones","Sales"].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund vcf@2.1.2 vcard-parser@1.0.0 \
  >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check vobject==0.9.9 python-dateutil==2.9.0.post0 \
  six==1.17.0 pytz==2025.2 2>/dev/null
printf '%s\r\n' BEGIN:VCARD VERSION:4.0 'N:Doe;Jane;;;' 'FN:Jane Doe' 'ORG:Smith\, Jones;Sales' \
  'NOTE:Call first\nthen write' END:VCARD >contact.vcf
cat >show.cjs <<'JS'
const { readFileSync } = require("node:fs");
const vcardParser = require("vcard-parser");
const Card = require("vcf");
const text = readFileSync("contact.vcf", "utf8");
const card = new Card().parse(text);
const [, fields] = card.toJSON();
const values = ["org", "note"].map((wanted) => fields.find(([name]) => name === wanted)[3]);
console.log("vcf", JSON.stringify(values));
const other = vcardParser.parse(text);
console.log("vcard-parser", JSON.stringify([other.org[0].value, other.note[0].value]));
card.set("nickname", "Jane, J");
console.log("vcf writes", card.toString("4.0").match(/NICKNAME.*/)[0]);
JS
cat >show.py <<'PYTHON'
import json

import vobject

with open("contact.vcf", newline="") as file:
    card = vobject.readOne(file.read())
print("vobject", json.dumps([card.org.value, card.note.value], separators=(",", ":")))
PYTHON
seen=$(timeout 60 node show.cjs && timeout 60 venv/bin/python -W ignore show.py)
wanted=$(cat <<'LINES'
vcf ["Smith\\, Jones;Sales","Call first\\nthen write"]
vcard-parser [["Smith, Jones","Sales"],"Call first\nthen write"]
vcf writes NICKNAME:Jane, J
vobject [["Smith, Jones","Sales"],"Call first\nthen write"]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: vcf writes the backslashes of a vCard into its JSON."
