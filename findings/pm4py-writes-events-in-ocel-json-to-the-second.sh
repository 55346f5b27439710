#!/usr/bin/env bash
# An object-centric event log (OCEL 2.0) of an order: placed at 10:00:00.100 and paid at 10:00:00.900, when its status
# became "paid" as well. pm4py reads it and writes it in the three formats of the standard: JSON, XML and SQLite.
#
# Guess: the times come out as they went in, from each; or one format is coarser than the others for all times in it.
# What happens: in JSON, and there alone, the times of events are cut to the second, without a warning. The times of
# the objects' attributes, in the same file, keep their milliseconds. So both events happen at once, what lay 800 ms
# apart takes no time, and the order becomes "paid" 900 ms after the event that made it so.
# Tool: PyPI pm4py 2.7.23.11, Python 3.11.
# Output seen: json events 0 0 change 900, xml and sqlite events 100 900 change 900 (milliseconds after 10:00:00).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check pm4py==2.7.23.11 2>/dev/null
cat >log.json <<'JSON'
{
  "eventTypes": [{"name": "place", "attributes": []}, {"name": "pay", "attributes": []}],
  "objectTypes": [{"name": "order", "attributes": [{"name": "status", "type": "string"}]}],
  "events": [
    {"id": "e1", "type": "place", "time": "2026-11-28T10:00:00.100Z", "attributes": [],
     "relationships": [{"objectId": "101", "qualifier": "of"}]},
    {"id": "e2", "type": "pay", "time": "2026-11-28T10:00:00.900Z", "attributes": [],
     "relationships": [{"objectId": "101", "qualifier": "of"}]}
  ],
  "objects": [
    {"id": "101", "type": "order", "relationships": [], "attributes": [
      {"name": "status", "time": "1970-01-01T00:00:00Z", "value": "new"},
      {"name": "status", "time": "2026-11-28T10:00:00.900Z", "value": "paid"}
    ]}
  ]
}
JSON
cat >show.py <<'PYTHON'
import pm4py


def milliseconds(table):
    return sorted(time.second * 1000 + time.microsecond // 1000 for time in table["ocel:timestamp"])


log = pm4py.read_ocel2_json("log.json")
assert milliseconds(log.events) == [100, 900]
for form in ("json", "xml", "sqlite"):
    getattr(pm4py, f"write_ocel2_{form}")(log, f"written.{form}")
    again = getattr(pm4py, f"read_ocel2_{form}")(f"written.{form}")
    print(form, "events", *milliseconds(again.events), "change", *milliseconds(again.object_changes))
PYTHON
seen=$(timeout 120 venv/bin/python show.py 2>/dev/null | grep -E '^(json|xml|sqlite) ')
wanted=$'json events 0 0 change 900\nxml events 100 900 change 900\nsqlite events 100 900 change 900'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: pm4py cuts the times of events to the second in OCEL's JSON, not in its XML and SQLite."
