#!/usr/bin/env bash
# A log line in logfmt whose message has two lines, msg="two\nlines", as logfmter for Python writes it (and go-logfmt
# and slog of Go do). The logs are read by a service in Node.js or Python.
#
# Guess: what is in quotes is escaped as in a string of JSON or Go: who knows \" knows \n.
# What happens: the two parsers for JavaScript know that a backslash is dropped: "twonlines", one word, and a path
# C:\new, written with two backslashes, is right. The parser for Python ends the field at such a backslash and makes it
# True, as a field without a value; so it does with C:\new, also with one that it wrote itself. No error anywhere. With
# a quotation mark in the message, which tests of escaping have, all three are right.
# Tools: PyPI logfmter 0.0.12 and logfmt 0.4 (Python 3.11), npm logfmt 1.4.0 and @jclem/logfmt2 2.4.3 (Node 20).
# Output seen, of a quote, a line end and a path: npm logfmt and @jclem/logfmt2 say "hi" now, twonlines, C:\new x; PyPI
# logfmt say "hi" now, True, True.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check logfmter==0.0.12 logfmt==0.4 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund logfmt@1.4.0 @jclem/logfmt2@2.4.3 >/dev/null
cat >write.py <<'PYTHON'
import logging

from logfmter import Logfmter

formatter = Logfmter(keys=[])
for text in ['say "hi" now', "two\nlines", r"C:\new x"]:
    print(formatter.format(logging.LogRecord("orders", logging.INFO, "", 0, {"msg": text}, None, None)))
PYTHON
cat >read.py <<'PYTHON'
import logfmt

print("PyPI logfmt", *(fields["msg"] for fields in logfmt.parse(open("log"))), sep=", ")
PYTHON
cat >read.js <<'JS'
const logfmt = require("logfmt");
const { decode } = require("@jclem/logfmt2");
const lines = require("fs").readFileSync("log", "utf8").trim().split("\n");
console.log(["npm logfmt", ...lines.map((line) => logfmt.parse(line).msg)].join(", "));
console.log(["logfmt2", ...lines.map((line) => decode(line).msg)].join(", "));
JS
timeout 60 venv/bin/python write.py >log
seen=$(cat log; timeout 60 node read.js; timeout 60 venv/bin/python read.py)
wanted=$(cat <<'LINES'
msg="say \"hi\" now"
msg="two\nlines"
msg="C:\\new x"
npm logfmt, say "hi" now, twonlines, C:\new x
logfmt2, say "hi" now, twonlines, C:\new x
PyPI logfmt, say "hi" now, True, True
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: three readers of logfmt make twonlines, twonlines and True of a line end that logfmter escaped."
