#!/usr/bin/env bash
# A table of prices as decimal128(10, 2) that Python writes with pyarrow as Arrow IPC, and that a page reads with
# apache-arrow.
#
# Guess: the price of 19.99 is 19.99 in the page, as a number, as a text and in JSON: the scale of 2 is in the schema,
# and the reader has it, since it names the type.
# What happens: Number(price), a template and JSON give the digits without their scale, 1999, and -5 of a discount of
# -0.05: a hundred times as much, without a word. Only valueOf(2), to which the caller brings the scale of the column,
# gives 19.99. A time, a float and a whole number are themselves. pyarrow reads 19.99 back.
# Tools: npm apache-arrow 21.2.0, Node 20; PyPI's pyarrow 26.0.1, Python 3.11.
# Output seen: pyarrow 19.99 -0.05, apache-arrow 1999 -5 as numbers, as texts and in JSON, valueOf(2) 19.99 -0.05.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund apache-arrow@21.2.0 >/dev/null 2>&1
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check pyarrow==26.0.1 2>/dev/null
cat >show.py <<'PYTHON'
from decimal import Decimal

import pyarrow as pa

table = pa.table({"price": pa.array([Decimal("19.99"), Decimal("-0.05")], pa.decimal128(10, 2))})
with pa.ipc.new_file("prices.arrow", table.schema) as file:
    file.write_table(table)
print("pyarrow", *pa.ipc.open_file("prices.arrow").read_all()["price"].to_pylist())
PYTHON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
const prices = [...tableFromIPC(readFileSync("prices.arrow")).getChild("price")];
console.log("Number", ...prices.map(Number));
console.log("text", ...prices.map((price) => `${price}`));
console.log("JSON", ...prices.map((price) => JSON.stringify({ price })));
console.log("valueOf(2)", ...prices.map((price) => price.valueOf(2)));
JS
seen=$(timeout 60 venv/bin/python show.py && timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
pyarrow 19.99 -0.05
Number 1999 -5
text 1999 -5
JSON {"price":"\"1999\""} {"price":"\"-5\""}
valueOf(2) 19.99 -0.05
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: apache-arrow in JavaScript gives a decimal of 19.99 as 1999 wherever nobody brings its scale."
