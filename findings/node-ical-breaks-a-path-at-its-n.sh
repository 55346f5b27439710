#!/usr/bin/env bash
# An appointment in iCalendar whose description names a folder of Windows, D:\reports\new, and has a line end.
#
# Guess: RFC 5545 writes a backslash as two and a line end as \n, so D:\\reports\\new\nAsk Ann is a path and one line
# end: whoever reads from left to right takes the two backslashes first.
# What happens: node-ical looks for \n before it looks for two backslashes, and finds one in \\new: the path is broken
# in two, D:\reports\, a line end, and "ew". Nothing is said, and paths without a folder that begins with n are right.
# ical.js, ts-ics and Python's icalendar, which wrote the event, read the path.
# Tools: PyPI's icalendar 7.3.2, Python 3.11; npm node-ical 0.27.2 (which asks for Node 22, and 0.26.1, which does not,
# is the same here), ical.js 2.2.1 and ts-ics 2.4.6, Node 20.
# Output seen: node-ical "D:\\reports\\\new\nAsk Ann" as JSON, the three others "D:\\reports\\new\nAsk Ann".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  node-ical@0.27.2 ical.js@2.2.1 ts-ics@2.4.6 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 tzdata==2026.6 2>/dev/null
cat >write.py <<'PYTHON'
import json
from datetime import UTC, datetime
from pathlib import Path

from icalendar import Calendar, Event

event = Event()
event.add("uid", "17")
event.add("dtstamp", datetime(2026, 1, 1, tzinfo=UTC))
event.add("dtstart", datetime(2026, 1, 5, 9, tzinfo=UTC))
event.add("description", "D:\\reports\\new\nAsk Ann")
calendar = Calendar()
calendar.add("version", "2.0")
calendar.add("prodid", "-//Orders//EN")
calendar.add_component(event)
Path("event.ics").write_bytes(calendar.to_ical())
print("icalendar", json.dumps(str(Calendar.from_ical(Path("event.ics").read_bytes()).walk("VEVENT")[0]["description"])))
PYTHON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";
import { convertIcsCalendar } from "ts-ics";
const text = readFileSync("event.ics", "utf8");
const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent");
console.log("ical.js", JSON.stringify(event.getFirstPropertyValue("description")));
console.log("ts-ics", JSON.stringify(convertIcsCalendar(undefined, text).events[0].description));
console.log("node-ical", JSON.stringify(ical.sync.parseICS(text)["17"].description));
JS
seen=$(timeout 60 venv/bin/python write.py && timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
icalendar "D:\\reports\\new\nAsk Ann"
ical.js "D:\\reports\\new\nAsk Ann"
ts-ics "D:\\reports\\new\nAsk Ann"
node-ical "D:\\reports\\\new\nAsk Ann"
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: node-ical takes the backslash and the n of a path for a line end."
