#!/usr/bin/env bash
# A window of a schedule that ends with the day: 2026-11-28T22:00:00Z/2026-11-28T24:00:00Z. ISO 8601 has 24:00:00 for
# the end of a day (4.2.3 of ISO 8601:2004, taken out in 2019 and brought back by the amendment of 2022).
#
# Guess: the end is midnight of the 29th, two hours after the begin; or 24 is refused, as it is no hour of Python's.
# What happens: aniso8601 takes 24 as a special case, and makes it the 00:00 of the same day. The end is a day early
# and lies before the begin, so nothing ever falls into the window; a whole day, 00:00 to 24:00, has no length at all.
# For a time without a date 00:00 is all that Python has, so a test with parse_time alone is right. dateutil, and
# Date of JavaScript, go to the next day.
# Tools: PyPI aniso8601 10.0.1 and python-dateutil 2.9.0.post0 (Python 3.11), Node 20.
# Output seen: aniso8601 2026-11-28T00:00:00+00:00, the window -22 hours, the day 0 hours; dateutil
# 2026-11-29T00:00:00+00:00; Date 2026-11-29T00:00:00.000Z.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check \
  aniso8601==10.0.1 python-dateutil==2.9.0.post0 2>/dev/null
cat >show.py <<'PYTHON'
from aniso8601 import parse_datetime, parse_interval
from dateutil.parser import isoparse

END = "2026-11-28T24:00:00Z"


def hours(begin):
    start, end = parse_interval(f"{begin}/{END}")
    return int((end - start).total_seconds()) // 3600


print("aniso8601", parse_datetime(END).isoformat(), hours("2026-11-28T22:00:00Z"), hours("2026-11-28T00:00:00Z"))
print("dateutil", isoparse(END).isoformat())
PYTHON
seen=$(
  timeout 60 venv/bin/python show.py
  timeout 60 node -e 'console.log("Date", new Date("2026-11-28T24:00:00Z").toISOString())'
)
wanted=$(cat <<'LINES'
aniso8601 2026-11-28T00:00:00+00:00 -22 0
dateutil 2026-11-29T00:00:00+00:00
Date 2026-11-29T00:00:00.000Z
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: aniso8601 takes 24:00, the end of a day, for the beginning of that day."
