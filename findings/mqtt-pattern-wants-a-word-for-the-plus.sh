#!/usr/bin/env bash
# Topics with a level that is empty, as a device without a name gives them: "orders//placed" and "orders/". A service
# subscribes to "orders/+/placed" and "orders/+" and hands each message to the handler whose filter fits its topic.
#
# Guess: what the broker delivers for a filter fits this filter in the service, too. An empty level is a level: MQTT's
# own examples have "/finance" for "+/+", and "sport/" for "sport/+" (MQTT 3.1.1 and 5.0, 4.7.1.3). And "#" does not
# take in the topics of the broker itself, "$SYS/..." (4.7.2).
# What happens: mqtt-pattern wants at least one character for a plus, so such a message comes and finds no handler;
# with "#" in the place of the last plus it fits. mqtt-match and paho's topic_matches_sub go by the specification here.
# Of the three, paho alone keeps "$SYS/uptime" out of "#", "+/uptime" included: with the others a handler of all events
# gets the broker's own ones as well, once something else in the service has subscribed to these.
# Tools: npm mqtt-pattern 2.1.1 and mqtt-match 3.0.0 (Node 20), PyPI paho-mqtt 2.1.0 (Python 3.11).
# Output seen: for six filters, in the order of the table below, mqtt-pattern 000111, mqtt-match 111111, paho 111100.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check paho-mqtt==2.1.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund mqtt-pattern@2.1.1 mqtt-match@3.0.0 >/dev/null
cat >cases.json <<'JSON'
[
  ["orders/+/placed", "orders//placed"],
  ["orders/+", "orders/"],
  ["+/+", "/finance"],
  ["orders/#", "orders/"],
  ["#", "$SYS/uptime"],
  ["+/uptime", "$SYS/uptime"]
]
JSON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import match from "mqtt-match";
import pattern from "mqtt-pattern";
const cases = JSON.parse(readFileSync("cases.json", "utf8"));
const shown = (fits) => cases.map(([filter, topic]) => Number(fits(filter, topic))).join("");
console.log("mqtt-pattern", shown(pattern.matches));
console.log("mqtt-match", shown(match));
JS
cat >show.py <<'PYTHON'
import json

from paho.mqtt.client import topic_matches_sub

cases = json.load(open("cases.json"))
print("paho", "".join(str(int(topic_matches_sub(*case))) for case in cases))
PYTHON
seen=$(timeout 60 node show.mjs; timeout 60 venv/bin/python show.py)
wanted=$'mqtt-pattern 000111\nmqtt-match 111111\npaho 111100'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: mqtt-pattern fits a plus to no empty level, and # to the topics of the broker."
