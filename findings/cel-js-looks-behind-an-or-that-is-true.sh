#!/usr/bin/env bash
# A rule in CEL that guards a field which not all events have: !has(order.discount) || order.discount < 10. An order
# without a discount comes.
#
# Guess: true. CEL's language definition has an operand of || that is true decide, whatever the other one does: an error
# there is left out of account. The same goes for false and &&.
# What happens: cel-js evaluates the right side of || always, and raises, as there is no discount. With && it stops, so
# has(order.discount) && order.discount > 10 works, and the negation of a rule that works does not. The order of the
# operands makes no difference to ||; a condition, has(order.discount) ? order.discount < 10 : true, helps.
# Another library of the same language for JavaScript, @marcbachmann/cel-js, has true for all of them.
# Tools: npm cel-js 0.8.2 and @marcbachmann/cel-js 8.0.0, Node 20.
# Output seen: of the rule with ||, its negation with && and the condition: cel-js error false true,
# @marcbachmann/cel-js true false true.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  cel-js@0.8.2 @marcbachmann/cel-js@8.0.0 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { evaluate as other } from "@marcbachmann/cel-js";
import { evaluate } from "cel-js";
const rules = [
  "!has(order.discount) || order.discount < 10.0",
  "has(order.discount) && order.discount >= 10.0",
  "has(order.discount) ? order.discount < 10.0 : true",
];
const show = (read) =>
  rules.map((rule) => {
    try {
      return read(rule, { order: { total: 5 } });
    } catch {
      return "error";
    }
  });
console.log("cel-js", ...show(evaluate));
console.log("@marcbachmann/cel-js", ...show(other));
JS
seen=$(timeout 60 node show.mjs)
wanted=$'cel-js error false true\n@marcbachmann/cel-js true false true'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: cel-js 0.8.2 raises for the right side of an or whose left side is true."
