#!/usr/bin/env bash
# A bank's statement in MT940 over the turn of the year. A line has the day of value with its year, 231231, and the day
# of booking without one, 0102: a payment of 31 December 2023 that was booked on 2 January; and the other way round.
#
# Guess: the booking is in the year that lies nearest to the day of value, 2 January 2024; no bank books a year before
# the value, nor a year after it.
# What happens: both parsers of npm give the booking the year of the value, whatever the months: 2 January 2023, and
# for a value of 2 January 2024 that was booked on 29 December, 29 December 2024. No error; eleven months of the year
# are right. PyPI's mt-940 moves the year.
# Tools: npm mt940js 1.3.5 and mt940-js 1.0.0 (with tslib 2.8.1, which it needs), Node 20; PyPI's mt-940 5.1.1,
# Python 3.11.
# Output seen: mt940js and mt940-js 2023-01-02 and 2024-12-29, mt-940 2024-01-02 and 2023-12-29.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  mt940js@1.3.5 mt940-js@1.0.0 tslib@2.8.1 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check mt-940==5.1.1 2>/dev/null
cat >statement.sta <<'TEXT'
:20:STATEMENT
:25:10020030/1234567
:28C:00001/001
:60F:C231229EUR1000,00
:61:2312310102C250,50NTRFORDER17
:86:Order 17
:61:2401021229D100,NTRFORDER18
:86:Order 18
:62F:C240102EUR1150,50
TEXT
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { read } from "mt940-js";
import mt940js from "mt940js";
const [one] = new mt940js.Parser().parse(readFileSync("statement.sta", "utf8"));
console.log("mt940js", ...one.transactions.map(({ entryDate }) => entryDate.toISOString().slice(0, 10)));
const [two] = await read(readFileSync("statement.sta"));
console.log("mt940-js", ...two.transactions.map(({ entryDate }) => entryDate));
JS
cat >show.py <<'PYTHON'
import mt940

print("mt-940", *(transaction.data["entry_date"] for transaction in mt940.parse("statement.sta")))
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
mt940js 2023-01-02 2024-12-29
mt940-js 2023-01-02 2024-12-29
mt-940 2024-01-02 2023-12-29
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: mt940js and mt940-js book a payment of 31 December on 2 January of the year that had just ended."
