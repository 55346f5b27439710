#!/usr/bin/env bash
# The time of a trade, an aware datetime of Python (17:30+05:30, which is 12:00 UTC), in a FIX message: TransactTime
# (60), a UTCTimestamp, and TZTransactTime (1132), which carries its zone.
#
# Guess: a datetime that knows its zone is turned into UTC for the one, and written with its zone, +05:30, for the
# other; the functions are called append_utc_timestamp and append_tz_timestamp, and take any datetime.
# What happens: simplefix writes the hours of the datetime as they stand: TransactTime is 17:30, five and a half hours
# in the future, and TZTransactTime is 17:30 with the zone of the machine, here Z. No error. Seconds since 1970 of the
# same datetime, as a float, are right in both.
# Tools: simplefix 1.0.17, Python 3.11, with TZ=UTC and TZ=America/New_York.
# Output seen: of the datetime, 60=20260105-17:30:00.000 in either zone, 1132=20260105-17:30:00.000Z and with -05; of
# its float 60=20260105-12:00:00.000, 1132=20260105-12:00:00.000Z and 1132=20260105-07:00:00.000-05.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check simplefix==1.0.17 2>/dev/null
cat >show.py <<'PYTHON'
from datetime import datetime, timedelta, timezone

from simplefix import FixMessage

TRADED = datetime(2026, 1, 5, 17, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
for name, value in (("datetime", TRADED), ("float", TRADED.timestamp())):
    message = FixMessage()
    message.append_utc_timestamp(60, value)
    message.append_tz_timestamp(1132, value)
    print(name, message.get(60).decode(), message.get(1132).decode())
print("in UTC", TRADED.astimezone(timezone.utc).strftime("%Y%m%d-%H:%M:%S"))
PYTHON
seen=$(for zone in UTC America/New_York; do TZ=$zone timeout 60 venv/bin/python -W ignore show.py; done)
wanted=$(cat <<'LINES'
datetime 20260105-17:30:00.000 20260105-17:30:00.000Z
float 20260105-12:00:00.000 20260105-12:00:00.000Z
in UTC 20260105-12:00:00
datetime 20260105-17:30:00.000 20260105-17:30:00.000-05
float 20260105-12:00:00.000 20260105-07:00:00.000-05
in UTC 20260105-12:00:00
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: simplefix writes the hour of an aware datetime as if it were UTC."
