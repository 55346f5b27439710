#!/usr/bin/env bash
# A schedule for the last weekday of the month, when the monthly report goes out: 0 12 LW * *, which Quartz has beside
# L and W.
#
# Guess: the 30th of January, the 27th of February, the 31st of March; or an error. @breejs/later, which runs the jobs
# of bree, reads L (the last day) and 15W (the weekday nearest the 15th) rightly, as the script shows.
# What happens: LW is taken, and the job runs each day at noon. No error; the day of the month is gone from the
# schedule. cronosjs and Python's cronsim have the last weekday.
# Tools: npm @breejs/later 4.2.0 and cronosjs 1.7.1, Node 20; PyPI's cronsim 2.8, Python 3.11.
# Output seen: @breejs/later 01-01 01-02 01-03, cronosjs and cronsim 01-30 02-27 03-31.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  @breejs/later@4.2.0 cronosjs@1.7.1 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check cronsim==2.8 2>/dev/null
cat >show.cjs <<'JS'
const later = require("@breejs/later");
const { CronosExpression } = require("cronosjs");
const start = new Date("2026-01-01T00:00:00Z");
const days = (dates) => dates.map((date) => date.toISOString().slice(5, 10)).join(" ");
later.date.UTC();
for (const cron of ["0 12 L * *", "0 12 15W * *", "0 12 LW * *"]) {
  console.log(cron, "later", days(later.schedule(later.parse.cron(cron)).next(3, start)));
  console.log(cron, "cronosjs", days(CronosExpression.parse(cron, { timezone: "UTC" }).nextNDates(start, 3)));
}
JS
cat >show.py <<'PYTHON'
from datetime import datetime
from itertools import islice

from cronsim import CronSim

for cron in ("0 12 L * *", "0 12 LW * *"):
    print(cron, "cronsim", *(f"{day:%m-%d}" for day in islice(CronSim(cron, datetime(2026, 1, 1)), 3)))
PYTHON
seen=$(timeout 60 node show.cjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
0 12 L * * later 01-31 02-28 03-31
0 12 L * * cronosjs 01-31 02-28 03-31
0 12 15W * * later 01-15 02-16 03-16
0 12 15W * * cronosjs 01-15 02-16 03-16
0 12 LW * * later 01-01 01-02 01-03
0 12 LW * * cronosjs 01-30 02-27 03-31
0 12 L * * cronsim 01-31 02-28 03-31
0 12 LW * * cronsim 01-30 02-27 03-31
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: @breejs/later runs a job for the last weekday of the month each day."
