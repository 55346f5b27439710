#!/usr/bin/env bash
# FEEL, the expressions of DMN and of BPMN's gateways and timers: the latest of some dates, the longest of some
# durations, the first of some texts.
#
# Guess: max and min take what can be compared (DMN, table of list functions: "list of comparable items"); dates,
# durations and texts can, by < and in sort, so max(list of dates) is the latest.
# What happens: max and min know numbers only. Everything else is null, without an error or a warning, though the
# library warns where types do not fit elsewhere. Null in a comparison is null again, so a gateway takes its default.
# Tool: npm feelin 8.2.0, Node 20.
# Output seen: max of numbers 3; dates null, durations null, texts null, no warnings; < true, last of sort 2026-11-28.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund feelin@8.2.0 >/dev/null
cat >show.mjs <<'JS'
import { evaluate } from "feelin";
const DATES = '[date("2026-11-28"), date("2026-11-27")]';
const expressions = [
  "max([1, 3, 2])",
  `max(${DATES})`,
  'max([duration("PT1H"), duration("PT2H")])',
  'min(["b", "a"])',
  'date("2026-11-27") < date("2026-11-28")',
  `string(sort(${DATES}, function(a, b) a < b)[-1])`,
];
const shown = expressions.map((expression) => {
  const { value, warnings } = evaluate(expression);
  return `${value} ${warnings.length}`;
});
console.log(shown.join(", "));
console.log(evaluate('"a" + 1').warnings.length > 0);
JS
seen=$(timeout 60 node show.mjs)
wanted=$'3 0, null 0, null 0, null 0, true 0, 2026-11-28 0\ntrue'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: max and min of feelin 8.2.0 are null for dates, durations and texts, with no warning."
