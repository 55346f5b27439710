#!/usr/bin/env bash
# A log line of RFC 5424 whose structured data has a quote in a value, escaped: [order@1 id="7" note="a \"gift\""] paid.
#
# Guess: the element order@1 with id and note, and the message "paid". The RFC (6.3.3) has a backslash before a quote, a
# backslash or a closing bracket within a value, and names these as the only escapes.
# What happens: nsyslog-parser ends the value at the first quote, so the element is none for it: there is no structured
# data, and all of it is part of the message. A filter by id misses the line; no error. Of an escaped bracket it finds
# the element and keeps the backslash. An element with no values, [order@1], which the RFC's grammar allows, becomes
# part of the message, too.
# Tool: npm nsyslog-parser 0.10.1, Node 20.
# Output seen: of a plain value [{"$id":"order@1","id":"7","note":"gift"}] paid, of a quote [] and all the rest for the
# message, of a bracket note "a \] b", of [order@1] [] and [order@1] paid.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund nsyslog-parser@0.10.1 >/dev/null 2>&1
cat >elements.txt <<'TEXT'
[order@1 id="7" note="gift"]
[order@1 id="7" note="a \"gift\""]
[order@1 id="7" note="a \] b"]
[order@1]
TEXT
cat >show.js <<'JS'
const parse = require("nsyslog-parser");
for (const element of require("fs").readFileSync("elements.txt", "utf8").trim().split("\n")) {
  const line = parse(`<165>1 2026-11-28T10:00:00Z host shop 1 ID ${element} paid`);
  console.log(JSON.stringify(line.structuredData), line.message);
}
JS
seen=$(timeout 60 node show.js)
wanted=$(cat <<'LINES'
[{"$id":"order@1","id":"7","note":"gift"}] paid
[] [order@1 id="7" note="a \"gift\""] paid
[{"$id":"order@1","id":"7","note":"a \\] b"}] paid
[] [order@1] paid
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: nsyslog-parser loses structured data with an escaped quote to the message."
