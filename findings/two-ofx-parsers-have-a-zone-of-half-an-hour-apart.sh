#!/usr/bin/env bash
# A booking in OFX of 12:00 in India: 20260105120000.000[+5.50:IST]. OFX writes the zone as hours, and as a decimal
# fraction of them where they are not whole ("fractional offsets", +12.00 to -12.00).
#
# Guess: 06:30 UTC, by both of Python's parsers of OFX, which both turn a time into UTC.
# What happens: ofxparse reads five hours and a half, and ofxtools reads five hours and fifty minutes: 06:10 UTC. Zones
# of three quarters, as of Nepal, [+5.75:NPT], are half an hour apart, as 75 minutes are added. No error; zones of
# whole hours, as of the USA, are alike.
# Tools: PyPI's ofxtools 1.1.1 and ofxparse 0.21, Python 3.11.
# Output seen: of [+5.50:IST], ofxtools 06:10 and ofxparse 06:30; of [-3.50:NST] 15:50 and 15:30.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check ofxtools==1.1.1 \
  ofxparse==0.21 beautifulsoup4==4.14.3 lxml==6.0.2 six==1.17.0 2>/dev/null
cat >show.py <<'PYTHON'
from ofxparse import OfxParser
from ofxtools.Types import DateTime

for zone in ("-5:EST", "+5.50:IST", "+5.75:NPT", "-3.50:NST", "+9.50:ACST"):
    text = f"20260105120000.000[{zone}]"
    print(zone, f"ofxtools {DateTime().convert(text):%H:%M} ofxparse {OfxParser.parseOfxDateTime(text):%H:%M}")
PYTHON
seen=$(timeout 60 venv/bin/python -W ignore show.py)
wanted=$(cat <<'LINES'
-5:EST ofxtools 17:00 ofxparse 17:00
+5.50:IST ofxtools 06:10 ofxparse 06:30
+5.75:NPT ofxtools 05:45 ofxparse 06:15
-3.50:NST ofxtools 15:50 ofxparse 15:30
+9.50:ACST ofxtools 02:10 ofxparse 02:30
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: ofxtools reads a zone of 5.50 hours as 5 hours and 50 minutes."
