#!/usr/bin/env bash
# A message body, from a template in Liquid, with the time of an event as seconds since 1970: {{ at | date: "%s" }} of
# "2026-11-28T10:00:00+02:00", and of the same moment as "2026-11-28T08:00:00Z".
#
# Guess: 1795852800 twice: seconds since 1970 have no zone, and the text says which moment it is.
# What happens: python-liquid counts the seconds as though the hour were one of the zone of the computer: the two texts
# are two hours apart, and both change with TZ. liquidjs gives 1795852800 each time, in every zone, and so does
# datetime.timestamp(). A container in UTC and times with a Z alone are right, which tests have.
# Tools: PyPI python-liquid 2.3.6, Python 3.11, and npm liquidjs 10.30.1, Node 20.
# Output seen, of +02:00 and Z: python-liquid 1795860000 1795852800 where TZ is UTC, 1795878000 1795870800 in New York;
# liquidjs 1795852800 1795852800 in both; datetime 1795852800 1795852800.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund liquidjs@10.30.1 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check python-liquid==2.3.6 2>/dev/null
cat >body.liquid <<'LIQUID'
{{ "2026-11-28T10:00:00+02:00" | date: "%s" }} {{ "2026-11-28T08:00:00Z" | date: "%s" }}
LIQUID
cat >show.js <<'JS'
const { Liquid } = require("liquidjs");
const body = require("node:fs").readFileSync("body.liquid", "utf8").trim();
console.log(process.env.TZ, "liquidjs", new Liquid().parseAndRenderSync(body));
JS
cat >show.py <<'PYTHON'
import os
from datetime import datetime
from pathlib import Path

from liquid import Environment

zone = os.environ["TZ"]
print(zone, "python-liquid", Environment().from_string(Path("body.liquid").read_text().strip()).render())
texts = "2026-11-28T10:00:00+02:00", "2026-11-28T08:00:00Z"
print(zone, "datetime", *(int(datetime.fromisoformat(text).timestamp()) for text in texts))
PYTHON
seen=$(for zone in UTC America/New_York; do
  TZ=$zone timeout 60 venv/bin/python show.py && TZ=$zone timeout 60 node show.js
done)
wanted=$(cat <<'LINES'
UTC python-liquid 1795860000 1795852800
UTC datetime 1795852800 1795852800
UTC liquidjs 1795852800 1795852800
America/New_York python-liquid 1795878000 1795870800
America/New_York datetime 1795852800 1795852800
America/New_York liquidjs 1795852800 1795852800
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: python-liquid counts the seconds of a time as though it had no zone."
