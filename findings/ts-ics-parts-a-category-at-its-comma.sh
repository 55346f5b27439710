#!/usr/bin/env bash
# An appointment in iCalendar with two categories, "Orders, returns" and "Yard", as Python's icalendar writes them:
# CATEGORIES:Orders\, returns,Yard.
#
# Guess: two categories are two again. RFC 5545 parts them at commas and has a backslash before a comma that belongs
# to the text, as in every text.
# What happens: ts-ics parts the line at each comma, and makes three of it, of which the first ends with the backslash:
# "Orders\". No error, and the commas of the summary and of the description are right. ical.js has two.
# Tools: PyPI's icalendar 7.3.2, Python 3.11; npm ts-ics 2.4.6 and ical.js 2.2.1, Node 20.
# Output seen: ts-ics ["Orders\\"," returns","Yard"], ical.js ["Orders, returns","Yard"].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund ical.js@2.2.1 ts-ics@2.4.6 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 tzdata==2026.6 2>/dev/null
cat >write.py <<'PYTHON'
from datetime import UTC, datetime
from pathlib import Path

from icalendar import Calendar, Event

event = Event()
event.add("uid", "17")
event.add("dtstamp", datetime(2026, 1, 1, tzinfo=UTC))
event.add("dtstart", datetime(2026, 1, 5, 9, tzinfo=UTC))
event.add("categories", ["Orders, returns", "Yard"])
calendar = Calendar()
calendar.add("version", "2.0")
calendar.add("prodid", "-//Orders//EN")
calendar.add_component(event)
Path("event.ics").write_bytes(calendar.to_ical())
PYTHON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import { convertIcsCalendar } from "ts-ics";
const text = readFileSync("event.ics", "utf8");
const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent");
console.log("ical.js", JSON.stringify(event.getFirstProperty("categories").getValues()));
console.log("ts-ics", JSON.stringify(convertIcsCalendar(undefined, text).events[0].categories));
JS
timeout 60 venv/bin/python write.py
seen=$(timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
ical.js ["Orders, returns","Yard"]
ts-ics ["Orders\\"," returns","Yard"]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: ts-ics parts a category at a comma that has a backslash before it."
