#!/usr/bin/env bash
# Two rules for once a year, with their results in the standard of calendars itself (RFC 5545, 3.8.5.3): every 20th
# Monday of the year, RRULE:FREQ=YEARLY;BYDAY=20MO, and the Monday of week 20, RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO.
#
# Guess: a library of calendars runs the examples of its standard, or refuses what it does not have.
# What happens: ical.js repeats both each week, and says nothing. It counts neither the Monday nor the week, and
# goes through all Mondays; what was ordered once a year is ordered 52 times. With the second rule it leaves out the
# first one, too, the start. The last Monday of May, -1MO with BYMONTH=5, is right. dateutil and rrule, for
# Python and JavaScript, have the dates of the standard.
# Tools: npm ical.js 2.2.1 and rrule 2.8.1 (Node 20), PyPI python-dateutil 2.9.0.post0 (Python 3.11).
# Output seen: ical.js 1997-05-19 1997-05-26 1997-06-02 for both; the others 1997-05-19 1998-05-18 1999-05-17 and
# 1997-05-12 1998-05-11 1999-05-17, as the RFC has it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check python-dateutil==2.9.0.post0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund rrule@2.8.1 ical.js@2.2.1 >/dev/null
cat >rules.json <<'JSON'
[
  ["19970519T090000", "FREQ=YEARLY;BYDAY=20MO;COUNT=3"],
  ["19970512T090000", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3"],
  ["19970526T090000", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=3"]
]
JSON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import rrule from "rrule";
const rules = JSON.parse(readFileSync("rules.json", "utf8"));
const byIcal = ([start, rule]) => {
  const text = `BEGIN:VEVENT\r\nUID:1\r\nDTSTART:${start}\r\nRRULE:${rule}\r\nEND:VEVENT`;
  const iterator = new ICAL.Event(new ICAL.Component(ICAL.parse(text))).iterator();
  const times = [];
  for (let run = iterator.next(); run; run = iterator.next()) times.push(run.toString().slice(0, 10));
  return times;
};
const byRrule = ([start, rule]) =>
  rrule.rrulestr(`DTSTART:${start}Z\nRRULE:${rule}`).all().map((run) => run.toISOString().slice(0, 10));
for (const rule of rules) console.log("ical.js", ...byIcal(rule));
for (const rule of rules) console.log("rrule", ...byRrule(rule));
JS
cat >show.py <<'PYTHON'
import json

from dateutil.rrule import rrulestr

for start, rule in json.load(open("rules.json")):
    print("dateutil", *(run.date() for run in rrulestr(f"DTSTART:{start}\nRRULE:{rule}")))
PYTHON
seen=$(timeout 60 node show.mjs; timeout 60 venv/bin/python show.py)
weekly="1997-05-19 1997-05-26 1997-06-02"
yearly=("1997-05-19 1998-05-18 1999-05-17" "1997-05-12 1998-05-11 1999-05-17" "1997-05-26 1998-05-25 1999-05-31")
wanted=$(
  printf 'ical.js %s\n' "$weekly" "$weekly" "${yearly[2]}"
  printf 'rrule %s\n' "${yearly[@]}"
  printf 'dateutil %s\n' "${yearly[@]}"
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: ical.js repeats the 20th Monday of the year, and the Monday of week 20, each week."
