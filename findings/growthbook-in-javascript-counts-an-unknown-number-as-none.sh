#!/usr/bin/env bash
# A flag of GrowthBook for newcomers, {"orders": {"$lt": 5}}, decided in a page in JavaScript and in a service in
# Python. Of a visitor who has not signed in, nobody knows the number of orders, and the attribute is not there.
#
# Guess: both decide alike. GrowthBook's SDKs exist so that one rule has one answer in each language, and a share of
# users by hash, versions and lists do come out the same.
# What happens: JavaScript compares undefined and null as 0 and gives the flag to the visitor, Python does not. It is
# the same with a number that arrived as text, as out of an address: "3" is less than 5 in JavaScript and not in
# Python. No error on either side; the page shows what the service then refuses, and an experiment counts the visitor
# on one side alone.
# Tools: npm @growthbook/growthbook 1.8.0, Node 20; PyPI's growthbook 4.0.0, Python 3.11.
# Output seen: for 3, 7, none, null and "3" JavaScript true false true true true, Python true false false false false.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund @growthbook/growthbook@1.8.0 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check growthbook==4.0.0 aiohttp==3.14.5 \
  cryptography==50.0.2 urllib3==2.8.0 2>/dev/null
cat >flags.json <<'JSON'
{"newcomer": {"defaultValue": false, "rules": [{"condition": {"orders": {"$lt": 5}}, "force": true}]}}
JSON
cat >visitors.json <<'JSON'
[{"id": "a", "orders": 3}, {"id": "b", "orders": 7}, {"id": "c"}, {"id": "d", "orders": null},
  {"id": "e", "orders": "3"}]
JSON
cat >show.cjs <<'JS'
const { GrowthBook } = require("@growthbook/growthbook");
const features = require("./flags.json");
const isNew = (attributes) => new GrowthBook({ attributes, features }).isOn("newcomer");
console.log("javascript", ...require("./visitors.json").map(isNew));
JS
cat >show.py <<'PYTHON'
import json
from pathlib import Path

from growthbook import GrowthBook

flags, visitors = (json.loads(Path(name).read_text()) for name in ("flags.json", "visitors.json"))
decided = [GrowthBook(attributes=visitor, features=flags).is_on("newcomer") for visitor in visitors]
print("python", *(str(on).lower() for on in decided))
PYTHON
seen=$(timeout 60 node show.cjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
javascript true false true true true
python true false false false false
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: GrowthBook's JavaScript gives a flag of less than 5 orders to who has no number; its Python does not."
