#!/usr/bin/env bash
# 0 9 1 * 1 in a crontab: nine o'clock on the first of the month and on Mondays.
#
# Guess: either of the two days is enough, once both fields are restricted. That is the one rule of cron which everyone
# has to look up, and it is in POSIX (crontab: "either") and in crontab(5). So 1, 7 and 14 December 2026 are first.
# What happens: cron-converter, for Node.js and for Python, wants both at once: the first that is a Monday. The next run
# is in February, then there are none until November. Its page promises strings of cron and names one thing that is not
# standard, the letter L. With one of the two fields as a star, which is what tests have, all is well. Four other
# libraries take either.
# Tools: npm cron-converter 2.1.0, croner 11.0.1 and cron-parser 5.10.6 (Node 20), PyPI cron-converter 2.0.2, croniter
# 7.0.0 and cronsim 2.8 (Python 3.11).
# Output seen: both cron-converters 2027-02-01 2027-03-01 2027-11-01, the others 2026-12-01 2026-12-07 2026-12-14.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check \
  cron-converter==2.0.2 croniter==7.0.0 cronsim==2.8 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  cron-converter@2.1.0 croner@11.0.1 cron-parser@5.10.6 >/dev/null
cat >show.py <<'PYTHON'
from datetime import datetime

from cron_converter import Cron
from croniter import croniter
from cronsim import CronSim

RULE, FROM = "0 9 1 * 1", datetime(2026, 11, 30, 12)
schedule = Cron(RULE).schedule(FROM)
runs = {
    "cron-converter": schedule.next,
    "croniter": croniter(RULE, FROM, ret_type=datetime).__next__,
    "cronsim": CronSim(RULE, FROM).__next__,
}
for name, following in runs.items():
    print("PyPI", name, *(following().strftime("%Y-%m-%d") for _ in range(3)))
PYTHON
cat >show.js <<'JS'
const { stringToArray, getSchedule } = require("cron-converter");
const { Cron } = require("croner");
const { CronExpressionParser } = require("cron-parser");
const RULE = "0 9 1 * 1";
const FROM = new Date("2026-11-30T12:00:00Z");
const converter = getSchedule(stringToArray(RULE), FROM, "UTC");
const parser = CronExpressionParser.parse(RULE, { currentDate: FROM, tz: "UTC" });
const runs = {
  "cron-converter": [0, 1, 2].map(() => converter.next().toISO()),
  croner: new Cron(RULE, { timezone: "UTC", paused: true }).nextRuns(3, FROM).map((at) => at.toISOString()),
  "cron-parser": [0, 1, 2].map(() => parser.next().toISOString()),
};
for (const [name, times] of Object.entries(runs)) console.log("npm", name, ...times.map((at) => at.slice(0, 10)));
JS
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
npm cron-converter 2027-02-01 2027-03-01 2027-11-01
npm croner 2026-12-01 2026-12-07 2026-12-14
npm cron-parser 2026-12-01 2026-12-07 2026-12-14
PyPI cron-converter 2027-02-01 2027-03-01 2027-11-01
PyPI croniter 2026-12-01 2026-12-07 2026-12-14
PyPI cronsim 2026-12-01 2026-12-07 2026-12-14
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: cron-converter runs a rule with a day of the month and a weekday only when both are met."
