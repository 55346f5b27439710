#!/usr/bin/env bash
# A bank's statement in MT940, with the bank's own reference behind the customer's in field 61: ORDER17//BANK4711.
# That reference is what a payment is found by at the bank.
#
# Guess: what stands behind the two slashes is the bank's reference; SWIFT's format of the field is [//16x], up to 16
# characters, and the parser has a property for it.
# What happens: mt940-js takes it only where it is 16 letters or digits long, to the character. A shorter one, or one
# with a hyphen, is an empty text, without an error. mt940js and PyPI's mt-940 read all of them.
# Tools: npm mt940-js 1.0.0 (with tslib 2.8.1, which it needs) and mt940js 1.3.5, Node 20; PyPI's mt-940 5.1.1,
# Python 3.11.
# Output seen, of the references BANK4711, 2026-010-00042-X and BANK471100000042: mt940-js ["","","BANK471100000042"],
# the other two all three of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  mt940-js@1.0.0 mt940js@1.3.5 tslib@2.8.1 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check mt-940==5.1.1 2>/dev/null
cat >statement.sta <<'TEXT'
:20:STATEMENT
:25:10020030/1234567
:28C:00001/001
:60F:C260105EUR1000,00
:61:2601060106C250,50NTRFORDER17//BANK4711
:86:Order 17
:61:2601060106C20,NTRFORDER18//2026-010-00042-X
:86:Order 18
:61:2601060106C30,NTRFORDER19//BANK471100000042
:86:Order 19
:62F:C260106EUR1300,50
TEXT
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { read } from "mt940-js";
import mt940js from "mt940js";
const references = (statement) => JSON.stringify(statement.transactions.map((one) => one.bankReference));
console.log("mt940-js", references((await read(readFileSync("statement.sta")))[0]));
console.log("mt940js", references(new mt940js.Parser().parse(readFileSync("statement.sta", "utf8"))[0]));
JS
cat >show.py <<'PYTHON'
import json

import mt940

references = [transaction.data["bank_reference"] for transaction in mt940.parse("statement.sta")]
print("mt-940", json.dumps(references, separators=(",", ":")))
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
mt940-js ["","","BANK471100000042"]
mt940js ["BANK4711","2026-010-00042-X","BANK471100000042"]
mt-940 ["BANK4711","2026-010-00042-X","BANK471100000042"]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: mt940-js has an empty text for the bank's reference unless it is 16 letters or digits long."
