#!/usr/bin/env bash
# A receiver's time with its local zone, NMEA 0183's sentence ZDA, in Newfoundland: zone -03 hours and 30 minutes, in
# winter. The sentence has a field for the hours, with a sign, and one for the minutes, without.
#
# Guess: the minutes have the sign of the hours, as NMEA 0183 says of that field: three hours and a half.
# What happens: pynmea2 adds the minutes to the hours whatever their sign: -02:30, so that localdatetime is an hour
# off. The Marquesas, -09 and 30, are off in the same way; India, 05 and 30, and zones of whole hours are right.
# Python's own zones say what the clocks there show.
# Tools: pynmea2 1.19.0, tzdata 2026.6, Python 3.11.
# Output seen, at noon UTC of 5 January 2026: St. John's pynmea2 09:30, zoneinfo 08:30; the Marquesas 03:30 and 02:30;
# Kolkata 17:30 and 17:30.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check pynmea2==1.19.0 tzdata==2026.6 2>/dev/null
cat >show.py <<'PYTHON'
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pynmea2

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ZONES = {"America/St_Johns": "-03,30", "Pacific/Marquesas": "-09,30", "Asia/Kolkata": "05,30"}
for name, zone in ZONES.items():
    read = pynmea2.parse(f"$GPZDA,120000.00,05,01,2026,{zone}")
    local = NOON.astimezone(ZoneInfo(name))
    print(f"{name} pynmea2 {read.localdatetime:%H:%M}, zoneinfo {local:%H:%M}")
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
America/St_Johns pynmea2 09:30, zoneinfo 08:30
Pacific/Marquesas pynmea2 03:30, zoneinfo 02:30
Asia/Kolkata pynmea2 17:30, zoneinfo 17:30
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: pynmea2 reads a zone of -03 hours and 30 minutes as two hours and a half."
