#!/usr/bin/env bash
# An event in Protobuf that says how far a delivery is from its plan, a Duration of minus one and a half seconds, and
# when something was made, a Timestamp half a second before 1970. It is written by betterproto.
#
# Guess: -1.5 is read. duration.proto has both parts of one sign, -1 second and -500000000 nanos; timestamp.proto counts
# the nanos forward always, so the other one is -1 second and 500000000 nanos.
# What happens: betterproto cuts the seconds towards zero and takes the fraction upwards, whichever it is: the duration
# is -1 and +500000000, the timestamp 0 and 500000000. Protobuf, and betterproto itself, read minus half a second, and
# half a second after 1970. In JSON it writes -1.500s, so only the binary form is wrong; whole seconds are right.
# Tools: PyPI betterproto 1.2.5 and protobuf 7.36.2, Python 3.11.
# Output seen: the duration -1 500000000, read by betterproto -0.5, in JSON -1.500s; the timestamp 0 500000000, read
# 1970-01-01T00:00:00.500000+00:00; -2 seconds as -2 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check betterproto==1.2.5 protobuf==7.36.2 2>/dev/null
cat >show.py <<'PYTHON'
import dataclasses
import json
from datetime import datetime, timedelta, timezone

import betterproto
from google.protobuf import duration_pb2, timestamp_pb2


@dataclasses.dataclass
class Event(betterproto.Message):
    late_by: timedelta = betterproto.message_field(1)
    made_at: datetime = betterproto.message_field(2)


def show(event, kind):
    binary = bytes(event)
    parts = kind.FromString(binary[2:])  # behind the tag and the length of the only field
    return [parts.seconds, parts.nanos, Event().parse(binary)]


early = Event(late_by=timedelta(seconds=-1.5))
*parts, read = show(early, duration_pb2.Duration)
print(*parts, read.late_by.total_seconds(), json.loads(early.to_json())["lateBy"])
*parts, read = show(Event(made_at=datetime(1969, 12, 31, 23, 59, 59, 500000, timezone.utc)), timestamp_pb2.Timestamp)
print(*parts, read.made_at.isoformat())
*parts, read = show(Event(late_by=timedelta(seconds=-2)), duration_pb2.Duration)
print(*parts, read.late_by.total_seconds())
PYTHON
seen=$(timeout 60 venv/bin/python show.py 2>/dev/null)
wanted=$'-1 500000000 -0.5 -1.500s\n0 500000000 1970-01-01T00:00:00.500000+00:00\n-2 0 -2.0'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: betterproto writes minus one and a half seconds as minus half a second."
