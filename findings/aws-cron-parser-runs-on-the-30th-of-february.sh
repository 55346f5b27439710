#!/usr/bin/env bash
# cron(0 9 30 * ? *), nine o'clock on the 30th of each month, worked out by two parsers of AWS's cron form.
#
# Guess: a month without a 30th is passed over; that is what sets 30 apart from L, the last day.
# What happens: the Python one passes February over. The one for JavaScript hands the 30th of February to the
# calendar, which makes it the 2nd of March, so a calendar of what EventBridge will start has runs that never
# come; on the 31st there are five of them a year.
# Tools: npm aws-cron-parser 1.1.12 (Node 20), PyPI aws-croniter 2.1.1 (Python 3.11).
# Output seen: JavaScript 2027-01-30 2027-03-02 2027-03-30, Python 2027-01-30 2027-03-30 2027-04-30.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check aws-croniter==2.1.1 2>/dev/null
timeout 120 npm install --silent --no-audit --no-fund aws-cron-parser@1.1.12 >/dev/null
cat >show.js <<'JS'
const { parse, next } = require("aws-cron-parser");
const schedule = parse("0 9 30 * ? *");
let at = new Date("2027-01-01T00:00:00Z");
const days = [1, 2, 3].map(() => (at = next(schedule, at)).toISOString().slice(0, 10));
console.log(days.join(" "));
JS
cat >show.py <<'PYTHON'
from datetime import UTC, datetime

from aws_croniter import AwsCroniter

runs = AwsCroniter("0 9 30 * ? *").get_next(datetime(2027, 1, 1, tzinfo=UTC), 3)
print(*(f"{run:%Y-%m-%d}" for run in runs))
PYTHON
seen="JavaScript $(timeout 60 node show.js), Python $(timeout 60 venv/bin/python show.py)"
wanted="JavaScript 2027-01-30 2027-03-02 2027-03-30, Python 2027-01-30 2027-03-30 2027-04-30"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: aws-cron-parser puts the run of the 30th of February on the 2nd of March."
