#!/usr/bin/env bash
# A rule in CEL that asks whether an event says something of a discount at all: has(event.discount), and "discount" in
# event. The event says null: {"discount": null, "total": 5}.
#
# Guess: both ask for the key (CEL's language definition: has(e.f) on a map tells whether f is a key in the map, and in
# tells the same), so null, which is a value of CEL, makes both true.
# What happens: in Buf's CEL for JavaScript both are false, as if the field were not sent, though the same library
# counts the key in size() and finds it when it goes through the keys with exists(). In a patch, where null means
# "take it away" and absence means "leave it", the rule takes the wrong way. Two other engines say true.
# Tools: npm @bufbuild/cel 0.6.1, @marcbachmann/cel-js 8.0.0 (Node 20), PyPI cel-python 0.5.0 (Python 3.11).
# Output seen, of has, in, exists and size: @bufbuild/cel "false false true 2", both others "true true true 2".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check cel-python==0.5.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  @bufbuild/cel@0.6.1 @marcbachmann/cel-js@8.0.0 >/dev/null
cat >rules.json <<'JSON'
["has(event.discount)", "'discount' in event", "event.exists(key, key == 'discount')", "size(event)"]
JSON
echo '{"event": {"discount": null, "total": 5}}' >input.json
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { run } from "@bufbuild/cel";
import { evaluate } from "@marcbachmann/cel-js";
const [rules, input] = ["rules.json", "input.json"].map((name) => JSON.parse(readFileSync(name, "utf8")));
console.log("bufbuild", ...rules.map((rule) => String(run(rule, input))));
console.log("marcbachmann", ...rules.map((rule) => String(evaluate(rule, input))));
JS
cat >show.py <<'PYTHON'
import json

import celpy

ENVIRONMENT = celpy.Environment()
INPUT = {"event": celpy.json_to_cel(json.load(open("input.json"))["event"])}


def outcome(rule):
    return str(ENVIRONMENT.program(ENVIRONMENT.compile(rule)).evaluate(INPUT)).lower()


print("cel-python", *(outcome(rule) for rule in json.load(open("rules.json"))))
PYTHON
seen=$(timeout 60 node show.mjs; timeout 60 venv/bin/python show.py)
wanted=$'bufbuild false false true 2\nmarcbachmann true true true 2\ncel-python true true true 2'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: to Buf's CEL for JavaScript a field that is null is not there, though the field is counted and listed."
