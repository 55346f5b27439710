#!/usr/bin/env bash
# A filter in a URL, in RSQL: orders that have failed, or large ones of the EU: status==failed,region==EU;total=gt=500,
# where a comma is "or" and a semicolon "and".
#
# Guess: "and" is done first, as in SQL, in MongoDB's own shell language and in RSQL itself: the README of the parser
# that RSQL comes from says that the AND operator takes precedence, unless there are parentheses.
# What happens: rsql-mongodb, which makes a query of MongoDB of it, does "or" first: failed or EU, and in both cases
# above 500. A small order that failed is not found. No error, and filters with one kind of operator, or with
# parentheses around each group, are right. @rsql/parser and fiql-parser, by other authors, bind "and" first.
# Tools: npm rsql-mongodb 3.0.2, mingo 7.2.7, @rsql/parser 1.6.0 and fiql-parser 0.1.2, Node 20.
# Output seen, of the orders 1 (failed, US, 20), 2 (paid, EU, 900) and 3 (paid, EU, 20), without and with parentheses:
# rsql-mongodb 2 and 1 2; @rsql/parser and fiql-parser OR at the top.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  rsql-mongodb@3.0.2 mingo@7.2.7 @rsql/parser@1.6.0 fiql-parser@0.1.2 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { Query } from "mingo";
import { parse } from "@rsql/parser";
import fiql from "fiql-parser";
import rsqlMongoDB from "rsql-mongodb";
const orders = [
  { id: 1, status: "failed", region: "US", total: 20 },
  { id: 2, status: "paid", region: "EU", total: 900 },
  { id: 3, status: "paid", region: "EU", total: 20 },
];
const filters = [
  "status==failed,region==EU;total=gt=500",
  "status==failed,(region==EU;total=gt=500)",
];
for (const filter of filters) {
  const query = new Query(rsqlMongoDB(filter));
  const found = orders.filter((order) => query.test(order)).map((order) => order.id);
  const top = parse(filter).operator === "," ? "OR" : "AND";
  console.log("rsql-mongodb", ...found, "@rsql/parser", top, "fiql-parser", fiql.parse(filter).operator);
}
JS
seen=$(timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
rsql-mongodb 2 @rsql/parser OR fiql-parser OR
rsql-mongodb 1 2 @rsql/parser OR fiql-parser OR
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: rsql-mongodb binds or before and."
