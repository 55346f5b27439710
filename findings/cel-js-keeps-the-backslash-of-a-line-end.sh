#!/usr/bin/env bash
# A rule in CEL for a note of two lines, event.note == "gift\nno bill", and one for a name with a quote,
# event.name == 'O\'Neill'.
#
# Guess: each is met by an event that has just that text. CEL's language definition lists the escape sequences of a text
# in quotes, among them \n for a line end and \' for a quote; only a raw one, with r before it, keeps its backslashes.
# What happens: cel-js keeps them in all: "\n" is two characters, a backslash and an n, and '\'' is a backslash and a
# quote. The backslash does its work while the text is read, for it keeps the quote from ending it, and stays in. So
# neither rule is ever met, and no error says so. @marcbachmann/cel-js reads both as the language has them.
# Tools: npm cel-js 0.8.2 and @marcbachmann/cel-js 8.0.0, Node 20.
# Output seen: of the two rules, and the sizes of "\n", '\'' and "\\": cel-js false false 2 2 2,
# @marcbachmann/cel-js true true 1 1 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  cel-js@0.8.2 @marcbachmann/cel-js@8.0.0 >/dev/null 2>&1
cat >rules.txt <<'TEXT'
event.note == "gift\nno bill"
event.name == 'O\'Neill'
size("\n")
size('\'')
size("\\")
TEXT
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { evaluate as other } from "@marcbachmann/cel-js";
import { evaluate } from "cel-js";
const rules = readFileSync("rules.txt", "utf8").trim().split("\n");
const event = { note: "gift\nno bill", name: "O'Neill" };
const show = (read) =>
  rules.map((rule) => {
    try {
      return String(read(rule, { event }));
    } catch {
      return "error";
    }
  });
console.log("cel-js", ...show(evaluate));
console.log("@marcbachmann/cel-js", ...show(other));
JS
seen=$(timeout 60 node show.mjs)
wanted=$'cel-js false false 2 2 2\n@marcbachmann/cel-js true true 1 1 1'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: cel-js 0.8.2 keeps the backslashes of the escape sequences in a text."
