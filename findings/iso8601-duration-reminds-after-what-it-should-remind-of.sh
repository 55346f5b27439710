#!/usr/bin/env bash
# A reminder a quarter of an hour before an event, as calendars send it: -PT15M, and one a day before: -P1D.
#
# Guess: minus 15 minutes, or an error, as iso8601-duration has for a text that it does not know: PT-15M is an "invalid
# duration". XML Schema, iCalendar and ISO 8601-2 have the sign before the P, and the README says that it is not yet
# supported, which would be a reason to refuse it.
# What happens: iso8601-duration, for Node, takes -PT15M and drops the sign: 900 seconds, and end() is a quarter of an
# hour after the event. No error, and nothing in the result says that there was a sign. tinyduration, for Node, says
# "negative", and Python's isodate has the minus.
# Tools: npm iso8601-duration 2.1.4 and tinyduration 3.4.1, Node 20; PyPI's isodate 0.7.2, Python 3.11.
# Output seen: of -PT15M before 12:00, iso8601-duration 900 and 12:15, isodate -900.0 and 11:45.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  iso8601-duration@2.1.4 tinyduration@3.4.1 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check isodate==0.7.2 2>/dev/null
cat >show.mjs <<'JS'
import { end, parse, toSeconds } from "iso8601-duration";
import tiny from "tinyduration";
const at = new Date("2026-01-05T12:00:00Z");
for (const text of ["PT15M", "-PT15M", "-P1D"]) {
  const duration = parse(text);
  const sign = tiny.parse(text).negative ? "negative" : "positive";
  console.log(text, "iso8601-duration", toSeconds(duration, at), end(duration, at).toISOString(), "tinyduration", sign);
}
JS
cat >show.py <<'PYTHON'
from datetime import datetime

import isodate

for text in ("PT15M", "-PT15M", "-P1D"):
    duration = isodate.parse_duration(text)
    print(text, "isodate", duration.total_seconds(), (datetime(2026, 1, 5, 12) + duration).isoformat())
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
PT15M iso8601-duration 900 2026-01-05T12:15:00.000Z tinyduration positive
-PT15M iso8601-duration 900 2026-01-05T12:15:00.000Z tinyduration negative
-P1D iso8601-duration 86400 2026-01-06T12:00:00.000Z tinyduration negative
PT15M isodate 900.0 2026-01-05T12:15:00
-PT15M isodate -900.0 2026-01-05T11:45:00
-P1D isodate -86400.0 2026-01-04T12:00:00
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: iso8601-duration reads a quarter of an hour before as one after."
