#!/usr/bin/env bash
# An alarm for log lines that are as bad as can be: severity "emerg" of syslog. The kernel reports that it gives up,
# with the priority <0>.
#
# Guess: facility kern and severity emerg, 0 and 0. The priority is the facility times eight plus the severity, and RFC
# 5424 lists kernel messages as facility 0 and Emergency as severity 0; it even says that the priority of a kernel
# message with severity Emergency is 0.
# What happens: glossy takes the 0 for no priority and leaves facility, severity and both numbers out, for RFC 3164 as
# for RFC 5424. The alarm, severityID === 0 or <= 2, is silent for the worst of all, while a panic of any other facility
# (<8> is user.emerg) and all others of the kernel (<1>, <3>) are right. nsyslog-parser and syslog-rfc5424-parser know
# kern and emerg.
# Tools: npm glossy 0.1.7, @myndzi/glossy 0.1.13 and nsyslog-parser 0.10.1 (Node 20), PyPI syslog-rfc5424-parser 0.3.2
# (Python 3.11).
# Output seen, of <0>, <1> and <8>: both glossy undefined.undefined kern.alert user.emerg, the others kern.emerg
# kern.alert user.emerg.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check syslog-rfc5424-parser==0.3.2 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  glossy@0.1.7 @myndzi/glossy@0.1.13 nsyslog-parser@0.10.1 >/dev/null 2>&1
cat >show.js <<'JS'
const rest = "1 2026-11-28T10:00:00Z node1 kernel - - - Fatal exception";
const old = "Nov 28 10:00:00 node1 kernel: Fatal exception";
const lines = [`<0>${rest}`, `<1>${rest}`, `<8>${rest}`, `<0>${old}`];
for (const name of ["glossy", "@myndzi/glossy"]) {
  const read = lines.map((line) => require(name).Parse.parse(line));
  console.log(name, ...read.map(({ facility, severity }) => `${facility}.${severity}`));
}
const parse = require("nsyslog-parser");
console.log("nsyslog-parser", ...lines.map((line) => `${parse(line).facility}.${parse(line).level}`));
JS
cat >show.py <<'PYTHON'
from syslog_rfc5424_parser import SyslogMessage

lines = [f"<{priority}>1 2026-11-28T10:00:00Z node1 kernel - - - Fatal exception" for priority in (0, 1, 8)]
read = [SyslogMessage.parse(line) for line in lines]
print("syslog-rfc5424-parser", *(f"{one.facility.name}.{one.severity.name}" for one in read))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
glossy undefined.undefined kern.alert user.emerg undefined.undefined
@myndzi/glossy undefined.undefined kern.alert user.emerg undefined.undefined
nsyslog-parser kern.emerg kern.alert user.emerg kern.emerg
syslog-rfc5424-parser kern.emerg kern.alert user.emerg
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: glossy gives an emergency of the kernel no severity."
