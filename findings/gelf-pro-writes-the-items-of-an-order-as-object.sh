#!/usr/bin/env bash
# A log event in GELF, Graylog's format, about an order with an address, {"city": "Kiel"}, and a list of items with
# their numbers, that a service in Node sends with gelf-pro.
#
# Guess: gelf-pro takes apart what is nested, as its README shows: address.city becomes the field _address_city. So the
# items of a list become fields too, or JSON, as in gelfling.
# What happens: a list is made text by joining: "[object Object],[object Object]". What was ordered is gone for good,
# without an error. A list of texts, joined by commas, can be read.
# Tools: npm gelf-pro 1.4.0 and gelfling 0.3.1, Node 20.
# Output seen: gelf-pro "Kiel" and "[object Object],[object Object]", gelfling {"city":"Kiel"} and
# [{"sku":"A","qty":2},{"sku":"B","qty":1}].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund gelf-pro@1.4.0 gelfling@0.3.1 >/dev/null 2>&1
cat >show.cjs <<'JS'
const gelf = require("gelf-pro");
const gelfling = require("gelfling");
const order = {
  short_message: "Order paid",
  address: { city: "Kiel" },
  items: [{ sku: "A", qty: 2 }, { sku: "B", qty: 1 }],
};
gelf.setConfig({ adapterName: "udp", adapterOptions: { host: "127.0.0.1" } });
const one = JSON.parse(gelf.getStringFromObject(order));
console.log("gelf-pro", JSON.stringify([one._address_city, one._items]));
const two = JSON.parse(JSON.stringify(gelfling("127.0.0.1").convert(order)));
console.log("gelfling", JSON.stringify([two._address, two._items]));
JS
seen=$(timeout 60 node show.cjs)
wanted=$(cat <<'LINES'
gelf-pro ["Kiel","[object Object],[object Object]"]
gelfling [{"city":"Kiel"},[{"sku":"A","qty":2},{"sku":"B","qty":1}]]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: gelf-pro takes an object apart, but writes the items of a list as [object Object]."
