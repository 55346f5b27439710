#!/usr/bin/env bash
# Events with routes, a list of stops each: {"routes": [["HAM", "BER"], ["HAM", "MUC"]]}, and a filter in the query
# language of MongoDB for events with a single stop of that name: {"routes": "BER"}.
#
# Guess: no event is found. A field that is a list is searched for the value, by one level (MongoDB's manual, query an
# array: at least one element that is the value); the elements here are lists, and a list is not "BER".
# What happens: sift goes down through lists in lists to any depth. "BER" is found, and so is a number that is greater
# than 5, and {"$ne": "BER"} leaves the event out. The whole inner list is found as well, as it should be. mingo and
# mongomock stop after one level.
# Tools: npm sift 17.1.4 and mingo 7.2.7 (Node 20), PyPI mongomock 4.3.0 (Python 3.11).
# Output seen, of "BER", a list, $ne and $gt: sift 1 1 0 1, mingo and mongomock 0 1 1 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check mongomock==4.3.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund mingo@7.2.7 sift@17.1.4 >/dev/null 2>&1
echo '{"routes": [["HAM", "BER"], ["HAM", "MUC"]], "hours": [[3, 9], [2]]}' >event.json
cat >queries.json <<'JSON'
[{"routes": "BER"}, {"routes": ["HAM", "BER"]}, {"routes": {"$ne": "BER"}}, {"hours": {"$gt": 5}}]
JSON
cat >show.js <<'JS'
const { Query } = require("mingo");
const { default: sift } = require("sift");
const event = require("./event.json");
const queries = require("./queries.json");
console.log("sift", ...queries.map((query) => [event].filter(sift(query)).length));
console.log("mingo", ...queries.map((query) => Number(new Query(query).test(event))));
JS
cat >show.py <<'PYTHON'
import json

import mongomock

events = mongomock.MongoClient().shop.events
events.insert_one(json.load(open("event.json")))
print("mongomock", *(events.count_documents(query) for query in json.load(open("queries.json"))))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
sift 1 1 0 1
mingo 0 1 1 0
mongomock 0 1 1 0
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: sift finds a value in a list that is itself in a list."
