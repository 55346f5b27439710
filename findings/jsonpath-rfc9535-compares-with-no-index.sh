#!/usr/bin/env bash
# A filter in JSONPath for orders whose first item has a code: $.orders[?@.items[0].sku == 'A'].id
#
# Guess: the order whose first item is A. What stands in a comparison is a singular query, whose segments are names and
# indexes (RFC 9535, 2.3.5.1), and jsonpath-rfc9535 says that it passes the whole suite of tests for this RFC.
# What happens: in a comparison it finds nothing by an index, from either end, without an error. So == 'A' picks no
# order, != 'A' picks all of them, and two such queries are equal for every order, as nothing equals nothing. By names
# alone comparisons are right, and the same query is right without one, or as the argument of a function. json-p3, of
# the same RFC, has the orders.
# Tools: npm jsonpath-rfc9535 1.3.0 and json-p3 2.3.1, Node 20.
# Output seen: of the six filters below, jsonpath-rfc9535 [] [] [1,2,3] [1,2,3] [1] [2], json-p3 [1] [1,3] [2,3] [2,3]
# [1] [2].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  jsonpath-rfc9535@1.3.0 json-p3@2.3.1 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { query as p3 } from "json-p3";
import { query } from "jsonpath-rfc9535";
const orders = [
  { id: 1, status: "paid", items: [{ sku: "A" }] },
  { id: 2, status: "open", items: [{ sku: "B" }] },
  { id: 3, status: "paid", items: [{ sku: "B" }, { sku: "A" }] },
];
const filters = [
  "@.items[0].sku == 'A'",
  "@.items[-1].sku == 'A'",
  "@.items[0].sku != 'A'",
  "@.items[0].sku == $.first[0]",
  "match(@.items[0].sku, 'A')",
  "@.status == 'open'",
];
const paths = filters.map((filter) => `$.orders[?${filter}].id`);
const document = { orders, first: ["B"] };
console.log("jsonpath-rfc9535", ...paths.map((path) => JSON.stringify(query(document, path))));
console.log("json-p3", ...paths.map((path) => JSON.stringify(p3(path, document).values())));
JS
seen=$(timeout 60 node show.mjs)
wanted=$'jsonpath-rfc9535 [] [] [1,2,3] [1,2,3] [1] [2]\njson-p3 [1] [1,3] [2,3] [2,3] [1] [2]'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: jsonpath-rfc9535 1.3.0 finds nothing by an index in a comparison."
