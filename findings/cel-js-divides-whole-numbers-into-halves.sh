#!/usr/bin/env bash
# A rule in CEL that deals orders out to two lanes, number / 2 * 2 == number, and one that counts full cartons, 7 / 2.
#
# Guess: 7 is an int, and the quotient of two ints is an int: 3. CEL's language definition has 7 as an int and 7.0 as a
# double, a division of (int, int) that gives an int, and no conversions between the two.
# What happens: cel-js has the numbers of JavaScript only: 7 / 2 is 3.5, so 7 / 2 * 2 is 7 again, each number is even,
# and five items are two and a half cartons. Literals are enough for it; no event is needed. Another library of the
# same language for JavaScript, @marcbachmann/cel-js, has 3.
# Tools: npm cel-js 0.8.2 and @marcbachmann/cel-js 8.0.0, Node 20.
# Output seen: of 7 / 2, 7 / 2 * 2 == 7 and -7 / 2: cel-js 3.5 true -3.5, @marcbachmann/cel-js 3 false -3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  cel-js@0.8.2 @marcbachmann/cel-js@8.0.0 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { evaluate as other } from "@marcbachmann/cel-js";
import { evaluate } from "cel-js";
const rules = ["7 / 2", "7 / 2 * 2 == 7", "-7 / 2"];
console.log("cel-js", ...rules.map((rule) => String(evaluate(rule))));
console.log("@marcbachmann/cel-js", ...rules.map((rule) => String(other(rule))));
JS
seen=$(timeout 60 node show.mjs)
wanted=$'cel-js 3.5 true -3.5\n@marcbachmann/cel-js 3 false -3'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: cel-js 0.8.2 has 3.5 for 7 / 2, which is 3 in CEL."
