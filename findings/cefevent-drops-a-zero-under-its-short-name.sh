#!/usr/bin/env bash
# An event in ArcSight's Common Event Format, built by cefevent: no bytes came in, in=0, and the counter cn1 is 0.
#
# Guess: each field has two names for one thing, in the standard's dictionary as in the library's: the key "in", which
# stands on the line, and the full name "bytesIn". Both set the field, so both write in=0.
# What happens: by the full name 0 is set. By the key it is dropped: set_field returns False, as it does for a value
# that is not valid, and in strict mode it raises ValueError. Any other number is taken by either name, so a test with 5
# is green, and an event of nothing has no such field at all: "no bytes" becomes "not measured".
# Tool: PyPI cefevent 0.5.6, Python 3.11.
# Output seen: by keys False False False 5, CEF:0|...|5|out=5, by full names 0 0 0 5,
# CEF:0|...|5|in=0 cn1=0 cnt=0 out=5; strict, by a key: Invalid value for field: bytesIn.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check cefevent==0.5.6 2>/dev/null
cat >show.py <<'PYTHON'
from cefevent import CEFEvent


def show(fields):
    event = CEFEvent()
    event.set_field("name", "transfer")
    taken = [event.set_field(name, value) for name, value in fields.items()]
    print(*taken, event.build_cef())


show({"in": 0, "cn1": 0, "cnt": 0, "out": 5})
show({"bytesIn": 0, "deviceCustomNumber1": 0, "baseEventCount": 0, "bytesOut": 5})
try:
    CEFEvent(strict=True).set_field("in", 0)
except ValueError as error:
    print(str(error).splitlines()[0])
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
False False False 5 CEF:0|CEF Vendor|CEF Product|1.0|0|transfer|5|out=5
0 0 0 5 CEF:0|CEF Vendor|CEF Product|1.0|0|transfer|5|in=0 cn1=0 cnt=0 out=5
Invalid value for field: bytesIn
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: cefevent 0.5.6 drops 0 from a field that is named by its key, and keeps it by the full name."
