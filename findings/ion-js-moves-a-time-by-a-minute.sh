#!/usr/bin/env bash
# The time of an event in Ion, with microseconds, in the last moment of a minute: 2026-11-28T23:59:59.999999Z. It is
# written in binary and read by ion-js.
#
# Guess: what is written is read. A time of Ion has as many digits after the second as one likes (Ion's specification,
# timestamps), and in text ion-js keeps them all.
# What happens: for the binary form it rounds the time to milliseconds to find the parts of it in UTC, so the minute is
# the next one, and takes the seconds, 59.999999, from the original: the event moves a minute ahead, here into the next
# day, and at New Year into the next year. It is so for each last half millisecond of a minute. Half a minute earlier,
# or with milliseconds, it is right; Amazon's Ion for Python writes 23:59.
# Tools: npm ion-js 5.2.1 (Node 20), PyPI amazon.ion 0.15.0 (Python 3.11).
# Output seen: ion-js 2026-11-29T00:00:59.999999Z, and 2026-11-28T23:59:29.999999Z, 2026-11-28T23:59:59.999Z as they
# were; amazon.ion reads the first one, written by ion-js, as 2026-11-29T00:00:59.999999Z, and by itself as 23:59:59.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check amazon.ion==0.15.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund ion-js@5.2.1 >/dev/null 2>&1
cat >show.js <<'JS'
const ion = require("ion-js");
for (const time of ["2026-11-28T23:59:59.999999Z", "2026-11-28T23:59:29.999999Z", "2026-11-28T23:59:59.999Z"]) {
  const binary = ion.dumpBinary(ion.load(time));
  console.log(ion.dumpText(ion.load(time)), ion.dumpText(ion.load(binary)), Buffer.from(binary).toString("hex"));
}
JS
cat >show.py <<'PYTHON'
import sys

from amazon.ion import simpleion

for line in sys.stdin:
    text, read, binary = line.split()
    own = simpleion.loads(simpleion.dumps(simpleion.loads(text)))
    print(read, *(f"{time:%dT%H:%M:%S.%f}" for time in (simpleion.loads(bytes.fromhex(binary)), own)))
PYTHON
seen=$(timeout 60 node show.js | timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
2026-11-29T00:00:59.999999Z 29T00:00:59.999999 28T23:59:59.999999
2026-11-28T23:59:29.999999Z 28T23:59:29.999999 28T23:59:29.999999
2026-11-28T23:59:59.999Z 28T23:59:59.999000 28T23:59:59.999000
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: ion-js writes a time of the last half millisecond of a minute as one of the next minute."
