#!/usr/bin/env bash
# A log of orders in MongoDB is asked for those with quantities between the bounds: {"items.quantity": {"$gt": 10,
# "$lte": 20}}. One order has the items 5 and 60.
#
# Guess: it is found: 60 is above 10 and 5 is not above 20. MongoDB's manual has this very query on an array of
# documents: different items may meet the two conditions, and $elemMatch is for one item that meets both.
# What happens: mongomock wants one item for both, as with $elemMatch, and finds nothing, where the path goes through an
# array of objects. A list of numbers, {"quantities": {...}}, is found as in MongoDB, and so is the order when the two
# conditions stand in an $and. A test that no such order exists is green with mongomock and red with MongoDB. mingo and
# sift, for JavaScript, find it in all of these ways.
# Tools: PyPI mongomock 4.3.0 (Python 3.11), npm mingo 7.2.7 and sift 17.1.4 (Node 20).
# Output seen, of path, list, $and and $elemMatch: mongomock 0 1 1 0, mingo and sift 1 1 1 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check mongomock==4.3.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund mingo@7.2.7 sift@17.1.4 >/dev/null 2>&1
echo '{"items": [{"quantity": 5}, {"quantity": 60}], "quantities": [5, 60]}' >order.json
cat >queries.json <<'JSON'
[
  {"items.quantity": {"$gt": 10, "$lte": 20}},
  {"quantities": {"$gt": 10, "$lte": 20}},
  {"$and": [{"items.quantity": {"$gt": 10}}, {"items.quantity": {"$lte": 20}}]},
  {"items": {"$elemMatch": {"quantity": {"$gt": 10, "$lte": 20}}}}
]
JSON
cat >show.py <<'PYTHON'
import json

import mongomock

orders = mongomock.MongoClient().shop.orders
orders.insert_one(json.load(open("order.json")))
print("mongomock", *(orders.count_documents(query) for query in json.load(open("queries.json"))))
PYTHON
cat >show.js <<'JS'
const { Query } = require("mingo");
const { default: sift } = require("sift");
const order = require("./order.json");
const queries = require("./queries.json");
console.log("mingo", ...queries.map((query) => Number(new Query(query).test(order))));
console.log("sift", ...queries.map((query) => [order].filter(sift(query)).length));
JS
seen=$(timeout 60 venv/bin/python show.py; timeout 60 node show.js)
wanted=$(cat <<'LINES'
mongomock 0 1 1 0
mingo 1 1 1 0
sift 1 1 1 0
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: mongomock wants one item of an array of objects for both bounds of a range."
