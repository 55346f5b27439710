#!/usr/bin/env bash
# An event in EDN, as services in Clojure write it, with a text of two lines: {:note "call\nback"}.
#
# Guess: the text has a line end; EDN names \t, \r, \n, \\ and \" as the escapes of a text, and jsedn, for Node, does
# read the last two of them.
# What happens: jsedn leaves \n and \t as a backslash and a letter. Written again by jsedn, the backslash is escaped, so
# that the next reader has the two characters as well and the line end is lost for good. No error. edn-data, for Node,
# and Python's edn_format read the line end.
# Tools: npm jsedn 0.4.1 and edn-data 1.2.2, Node 20; PyPI's edn-format 0.7.5, Python 3.11.
# Output seen: jsedn "call\\nback", edn-data and edn_format "call\nback", as JSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund jsedn@0.4.1 edn-data@1.2.2 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check edn-format==0.7.5 \
  pyrfc3339==2.1.0 ply==3.11 immutabledict==4.2.2 2>/dev/null
printf '%s\n' '{:note "call\nback"}' '{:note "a\tb"}' '{:note "say \"hi\" \\"}' >events.edn
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { parseEDNString } from "edn-data";
import jsedn from "jsedn";
for (const line of readFileSync("events.edn", "utf8").trim().split("\n")) {
  const first = jsedn.parse(line);
  const note = (text) => JSON.stringify(parseEDNString(text, { mapAs: "object", keywordAs: "string" }).note);
  console.log("jsedn", JSON.stringify(jsedn.toJS(first)[":note"]), "passed on", note(jsedn.encode(first)));
  console.log("edn-data", note(line));
}
JS
cat >show.py <<'PYTHON'
import json

import edn_format

with open("events.edn") as events:
    for line in events:
        print("edn_format", json.dumps(edn_format.loads(line)[edn_format.Keyword("note")]))
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
jsedn "call\\nback" passed on "call\\nback"
edn-data "call\nback"
jsedn "a\\tb" passed on "a\\tb"
edn-data "a\tb"
jsedn "say \"hi\" \\" passed on "say \"hi\" \\"
edn-data "say \"hi\" \\"
edn_format "call\nback"
edn_format "a\tb"
edn_format "say \"hi\" \\"
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: jsedn reads a line end of EDN as a backslash and an n."
