#!/usr/bin/env bash
# A log in XES, read and written by pm4py's simplified interface. Its first event has a resource ("ann", a text), a
# number of items (an int) and a date when it is due, its second has none of these; a second case has no event yet.
#
# Guess: what is not there is not there afterwards. A table has gaps where XES has none, so the writer leaves the
# gaps out again; pm4py's own object for logs, which it still can read, does so.
# What happens: the second event gets <float key="org:resource" value="nan"/>, of another type than the first, and
# the text "NaT" for a date. XES has xs:double, which spells it NaN: "nan" is not valid. Read once more there is a
# resource. The int is a float, and the case without an event is gone.
# Tools: pm4py 2.7.23.11, pandas 3.1.1, lxml 6.1.3, Python 3.11.
# Output seen: table "1 cases; string ann, float nan; float 5.0, float nan; date 2026-11-29T09:00:00+00:00, string
# NaT", as xs:double nan False, NaN True; the object "2 cases; string ann; int 5; date 2026-11-29T09:00:00+00:00".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 400 venv/bin/pip install --quiet --disable-pip-version-check \
  pm4py==2.7.23.11 pandas==3.1.1 lxml==6.1.3 2>/dev/null
cat >log.xes <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <trace>
    <string key="concept:name" value="1"/>
    <event>
      <string key="concept:name" value="placed"/>
      <date key="time:timestamp" value="2026-11-28T09:00:00.000+00:00"/>
      <string key="org:resource" value="ann"/>
      <int key="items" value="5"/>
      <date key="due" value="2026-11-29T09:00:00.000+00:00"/>
    </event>
    <event>
      <string key="concept:name" value="paid"/>
      <date key="time:timestamp" value="2026-11-28T10:00:00.000+00:00"/>
    </event>
  </trace>
  <trace><string key="concept:name" value="2"/></trace>
</log>
XML
cat >show.py <<'PYTHON'
import warnings

import pm4py
from lxml import etree

warnings.simplefilter("ignore")
XS = "http://www.w3.org/2001/XMLSchema"
DOUBLE = etree.XMLSchema(etree.XML(f'<s:schema xmlns:s="{XS}"><s:element name="v" type="s:double"/></s:schema>'))


def valid(value):
    return DOUBLE.validate(etree.XML(f"<v>{value}</v>"))


def written(log, path):
    pm4py.write_xes(log, path)
    root = etree.parse(path).getroot()
    lines = [f"{len(root.findall('{*}trace'))} cases"]
    for key in ("org:resource", "items", "due"):
        found = root.iterfind(f".//{{*}}event/*[@key='{key}']")
        lines.append(", ".join(f"{etree.QName(tag).localname} {tag.get('value')}" for tag in found))
    return "; ".join(lines)


table = written(pm4py.read_xes("log.xes"), "table.xes")
log = written(pm4py.read_xes("log.xes", return_legacy_log_object=True), "log2.xes")
print(f"\ntable {table}; as xs:double nan {valid('nan')} NaN {valid('NaN')} | log {log}")
PYTHON
seen=$(timeout 120 venv/bin/python show.py 2>/dev/null | tail -n 1)
due="date 2026-11-29T09:00:00+00:00"
wanted="table 1 cases; string ann, float nan; float 5.0, float nan; $due, string NaT"
wanted="$wanted; as xs:double nan False NaN True | log 2 cases; string ann; int 5; $due"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: pm4py's table of a XES log is written with <float value=\"nan\"/> for what an event does not have."
