#!/usr/bin/env bash
# 0 9 * * 7, nine o'clock on Sundays, and 0 9 * * 5-7, from Friday to Sunday, as a crontab of Linux or BSD has them.
#
# Guess: 7 is Sunday, as 0 is (crontab(5) of cron and cronie: 0 or 7 is Sunday); a parser which keeps to the 0 to 6 of
# POSIX refuses it.
# What happens: @breejs/later, the scheduler below Bree, runs it on Saturdays: its own week goes from 1, Sunday, to 7,
# so it adds 1 to the numbers of cron, up to 7. pycron never runs it, as no day of its week is 7. Neither says a word,
# and of 5-7 both keep Friday and Saturday. 0 is right in both, and so is every other day, so a test with a day of the
# week is green. croner and croniter have Sundays.
# Tools: npm @breejs/later 4.2.0 and croner 11.0.1 (Node 20), PyPI pycron 3.3.0 and croniter 7.0.0 (Python 3.11).
# Output seen, first days from the 29th of November 2026, a Sunday: later Sat, Fri Sat, Sun; pycron never, Fri Sat, Sun;
# croner and croniter Sun, Fri Sat Sun, Sun.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check pycron==3.3.0 croniter==7.0.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund @breejs/later@4.2.0 croner@11.0.1 >/dev/null
cat >show.py <<'PYTHON'
from datetime import datetime, timedelta

import pycron
from croniter import croniter

CASES = ["0 9 * * 7", "0 9 * * 5-7", "0 9 * * 0"]
WEEK = [datetime(2026, 11, 29, 9) + timedelta(days=day) for day in range(7)]


def days(runs):
    found = sorted((at for at in WEEK if runs(at)), key=lambda at: at.isoweekday())
    return " ".join(at.strftime("%a") for at in found) or "never"


print("pycron", *(days(lambda at, rule=rule: pycron.is_now(rule, at)) for rule in CASES), sep=", ")
print("croniter", *(days(lambda at, rule=rule: croniter.match(rule, at)) for rule in CASES), sep=", ")
PYTHON
cat >show.js <<'JS'
const later = require("@breejs/later");
const { Cron } = require("croner");
const CASES = ["0 9 * * 7", "0 9 * * 5-7", "0 9 * * 0"];
const FROM = new Date("2026-11-29T00:00:00Z");
const WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const days = (times) => {
  const found = new Set(times.map((at) => new Date(at).toUTCString().slice(0, 3)));
  return WEEK.filter((day) => found.has(day)).join(" ");
};
later.date.UTC();
const of_later = (rule) => days(later.schedule(later.parse.cron(rule)).next(12, FROM));
const of_croner = (rule) => days(new Cron(rule, { timezone: "UTC", paused: true }).nextRuns(12, FROM));
console.log(["later", ...CASES.map(of_later)].join(", "));
console.log(["croner", ...CASES.map(of_croner)].join(", "));
JS
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
later, Sat, Fri Sat, Sun
croner, Sun, Fri Sat Sun, Sun
pycron, never, Fri Sat, Sun
croniter, Sun, Fri Sat Sun, Sun
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a cron rule for day 7, Sunday, runs on Saturdays in @breejs/later and never in pycron."
