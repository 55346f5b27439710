#!/usr/bin/env bash
# A filter for events with a tag, in the query language of MongoDB: {"tags": {"$all": ["paid"]}}. Some producers send a
# list, {"tags": ["paid", "eu"]}, and some, with one tag, the tag alone: {"tags": "paid"}.
#
# Guess: both are found. MongoDB's manual says of $all that it is the same as an $and of {"tags": value} for each value,
# and that a field with a single value matches, too; the two ways of asking mean one thing.
# What happens: with mingo, the query language of MongoDB in JavaScript, $all finds lists only; written out as an $and
# the same query finds both. Where every event has a list, as in most tests, all is well. sift, for JavaScript as well,
# and mongomock, for Python, find both either way.
# Tools: npm mingo 7.2.7 and sift 17.1.4 (Node 20), PyPI mongomock 4.3.0 (Python 3.11).
# Output seen, of list and text by $all, and by $and: mingo 1 0, 1 1; sift and mongomock 1 1, 1 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check mongomock==4.3.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund mingo@7.2.7 sift@17.1.4 >/dev/null 2>&1
echo '[{"tags": ["paid", "eu"]}, {"tags": "paid"}]' >events.json
echo '[{"tags": {"$all": ["paid"]}}, {"$and": [{"tags": "paid"}]}]' >queries.json
cat >show.js <<'JS'
const { Query } = require("mingo");
const { default: sift } = require("sift");
const events = require("./events.json");
const queries = require("./queries.json");
const each = (found) => queries.flatMap((query) => events.map((event) => Number(found(query, event))));
console.log("mingo", ...each((query, event) => new Query(query).test(event)));
console.log("sift", ...each((query, event) => sift(query)(event)));
JS
cat >show.py <<'PYTHON'
import json

import mongomock


def found(query, event):
    log = mongomock.MongoClient().shop.log
    log.insert_one(event)
    return log.count_documents(query)


queries = json.load(open("queries.json"))
print("mongomock", *(found(query, event) for query in queries for event in json.load(open("events.json"))))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
mingo 1 0 1 1
sift 1 1 1 1
mongomock 1 1 1 1
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: \$all of mingo finds no event whose field is the value itself."
