#!/usr/bin/env bash
# A log line of RFC 5424 with structured data, and a message that has a bracket in it, as most have: [order@1 id="7"]
# [error] payment failed, and ... payment [card] failed.
#
# Guess: the message is all that stands after the structured data and a space. In the grammar of RFC 5424 the elements
# of structured data follow each other without a space, so the first "] " outside of quotes ends them, and a bracket in
# the message is a character like another.
# What happens: glossy takes the *last* bracket of the line for the end: "payment failed", and of the other only
# "failed". What was before is gone; two pairs of brackets leave an element of structured data that nobody sent. A line
# without structured data ("-") is right, and so is one without brackets, which tests have. nsyslog-parser and
# syslog-rfc5424-parser have the whole message.
# Tools: npm glossy 0.1.7, @myndzi/glossy 0.1.13 and nsyslog-parser 0.10.1 (Node 20), PyPI syslog-rfc5424-parser 0.3.2
# (Python 3.11).
# Output seen, of the two lines, the first one with "-" and one without brackets: both glossy "payment failed" "failed"
# "[error] payment failed" "payment failed", nsyslog-parser and syslog-rfc5424-parser "[error] payment failed" "payment
# [card] failed" "[error] payment failed" "payment failed".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check syslog-rfc5424-parser==0.3.2 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  glossy@0.1.7 @myndzi/glossy@0.1.13 nsyslog-parser@0.10.1 >/dev/null 2>&1
cat >lines.json <<'JSON'
[
  "<27>1 2026-11-28T10:00:00Z shop pay 1 m [order@1 id=\"7\"] [error] payment failed",
  "<27>1 2026-11-28T10:00:00Z shop pay 1 m [order@1 id=\"7\"] payment [card] failed",
  "<27>1 2026-11-28T10:00:00Z shop pay 1 m - [error] payment failed",
  "<27>1 2026-11-28T10:00:00Z shop pay 1 m [order@1 id=\"7\"] payment failed"
]
JSON
cat >show.js <<'JS'
const lines = require("./lines.json");
for (const name of ["glossy", "@myndzi/glossy"]) {
  const { Parse } = require(name);
  console.log(name, JSON.stringify(lines.map((line) => Parse.parse(line).message)));
}
const parse = require("nsyslog-parser");
console.log("nsyslog-parser", JSON.stringify(lines.map((line) => parse(line).message)));
JS
cat >show.py <<'PYTHON'
import json

from syslog_rfc5424_parser import SyslogMessage

messages = [SyslogMessage.parse(line).msg for line in json.load(open("lines.json"))]
print("syslog-rfc5424-parser", json.dumps(messages, separators=(",", ":")))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
glossy ["payment failed","failed","[error] payment failed","payment failed"]
@myndzi/glossy ["payment failed","failed","[error] payment failed","payment failed"]
nsyslog-parser ["[error] payment failed","payment [card] failed","[error] payment failed","payment failed"]
syslog-rfc5424-parser ["[error] payment failed","payment [card] failed","[error] payment failed","payment failed"]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: glossy keeps of a message with structured data what stands after its last bracket."
