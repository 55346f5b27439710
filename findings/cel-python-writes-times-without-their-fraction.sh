#!/usr/bin/env bash
# A rule in CEL that makes a key of an event, its kind and its time: event.kind + "@" + string(timestamp(event.time)).
# One order was placed at 10:00:00.100 and changed at 10:00:00.900; string(...) of the time between them is written as
# well.
#
# Guess: what string() writes is read back as the same value; time and duration of CEL have nanoseconds, as those of
# Protobuf, and the conformance tests of CEL have a time with nine digits that string() writes in full.
# What happens: cel-python knows the fractions, compares by them and has them in getMilliseconds(), and string() leaves
# them out. Both events get one key, and 800 ms are "0s". A value without a fraction, as in all examples, comes back
# whole. So does a time with an offset, except that it keeps the offset, so one instant has two keys; and true is
# "True". Buf's CEL for JavaScript writes the fractions, and times in UTC.
# Tools: PyPI cel-python 0.5.0 (Python 3.11), npm @bufbuild/cel 0.6.1 (Node 20).
# Output seen: cel-python 2026-11-28T10:00:00Z twice, 0s, 2026-11-28T12:00:00+02:00, True, back false; @bufbuild/cel
# 2026-11-28T10:00:00.100Z and .900Z, 0.800s, 2026-11-28T10:00:00Z, true, back true.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check cel-python==0.5.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund @bufbuild/cel@0.6.1 >/dev/null
cat >cases.txt <<'CEL'
string(timestamp("2026-11-28T10:00:00.100Z"))
string(timestamp("2026-11-28T10:00:00.900Z"))
string(timestamp("2026-11-28T10:00:00.900Z") - timestamp("2026-11-28T10:00:00.100Z"))
string(timestamp("2026-11-28T12:00:00+02:00"))
string(true)
timestamp(string(timestamp("2026-11-28T10:00:00.100Z"))) == timestamp("2026-11-28T10:00:00.100Z")
timestamp("2026-11-28T10:00:00.100Z") < timestamp("2026-11-28T10:00:00.900Z")
CEL
cat >show.py <<'PYTHON'
import celpy

environment = celpy.Environment()
values = (environment.program(environment.compile(line)).evaluate({}) for line in open("cases.txt"))
print("cel-python", *(value if isinstance(value, str) else str(bool(value)).lower() for value in values))
PYTHON
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { run } from "@bufbuild/cel";
const cases = readFileSync("cases.txt", "utf8").trim().split("\n");
console.log("@bufbuild/cel", ...cases.map((line) => run(line)));
JS
seen=$(timeout 60 venv/bin/python show.py; timeout 60 node show.mjs)
of_python="2026-11-28T10:00:00Z 2026-11-28T10:00:00Z 0s 2026-11-28T12:00:00+02:00 True false true"
of_buf="2026-11-28T10:00:00.100Z 2026-11-28T10:00:00.900Z 0.800s 2026-11-28T10:00:00Z true true true"
[ "$seen" = "cel-python $of_python"$'\n'"@bufbuild/cel $of_buf" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: string() of cel-python writes times and durations without their fraction."
