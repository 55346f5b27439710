#!/usr/bin/env bash
# A line of an access log in Apache's combined format, of a request that failed with 500 and has quotes in its query,
# which Apache writes with a backslash: "GET /a?q=\"tea\" HTTP/1.1".
#
# Guess: the status is 500, the size 12, and the referrer and the agent are what stands there, without their quotes.
# mod_log_config says that quotes within %r and %i are written with a backslash.
# What happens: clf-parser ends the request at the first of those quotes, and each field moves by one: the size is 500,
# the referrer 12, and the agent is the address of the referrer; the status is no number, so that an alarm on 500 and
# more is silent. Without quotes in the request the numbers are right, but the referrer keeps its own quotes, as in
# '"-"', which is then no dash for an absent one. apachelogs of Python has all fields.
# Tools: npm clf-parser 0.0.2, Node 20, and PyPI apachelogs 0.6.1, Python 3.11.
# Output seen, of status, size, referrer and agent with quotes in the request: clf-parser NaN 500 12
# http://shop.example/, apachelogs 500 12 http://shop.example/ Agent/1.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund clf-parser@0.0.2 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check apachelogs==0.6.1 2>/dev/null
cat >access.log <<'LOG'
127.0.0.1 - - [28/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 500 12 "http://shop.example/" "Agent/1.0"
127.0.0.1 - - [28/Nov/2026:10:00:00 +0000] "GET /a?q=\"tea\" HTTP/1.1" 500 12 "http://shop.example/" "Agent/1.0"
LOG
cat >show.js <<'JS'
const parse = require("clf-parser");
for (const line of require("node:fs").readFileSync("access.log", "utf8").trim().split("\n")) {
  const seen = parse(line);
  console.log("clf-parser", seen.status, seen.body_bytes_sent, seen.http_referer, seen.http_user_agent);
}
JS
cat >show.py <<'PYTHON'
from apachelogs import COMBINED, LogParser

with open("access.log") as lines:
    for seen in LogParser(COMBINED).parse_lines(lines):
        headers = seen.headers_in
        print("apachelogs", seen.final_status, seen.bytes_sent, headers["Referer"], headers["User-Agent"])
PYTHON
seen=$(timeout 60 node show.js && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
clf-parser 500 12 "http://shop.example/" Agent/1.0
clf-parser NaN 500 12 http://shop.example/
apachelogs 500 12 http://shop.example/ Agent/1.0
apachelogs 500 12 http://shop.example/ Agent/1.0
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: clf-parser has no status for a request with quotes."
