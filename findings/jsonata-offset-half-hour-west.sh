#!/usr/bin/env bash
# JSONata's $fromMillis with a timezone of half an hour west of Greenwich.
#
# Guess: "-0330" (Newfoundland) turns midnight UTC into 20:30 of the day before, as "+0330" turns it
# into 03:30.
# What happens: the hours are rounded down, to -4, and the 30 minutes are taken off as well. The time
# is an hour early and the offset that is shown is another one: "19:30 -04:30". East is right.
# Tool: npm jsonata 2.0.6 (the version AWS documents for Step Functions) and 2.2.2, Node 20.
# Output seen: east 03:30 +03:30, west 19:30 -04:30, in both versions.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --silent --no-audit --no-fund old@npm:jsonata@2.0.6 new@npm:jsonata@2.2.2 >/dev/null
cat > show.js <<'JS'
const show = async (name) => {
  const at = (zone) => require(name)(`$fromMillis(0, "[H01]:[m01] [Z]", "${zone}")`).evaluate();
  return `${await at("+0330")} | ${await at("-0330")}`;
};
Promise.all(["old", "new"].map(show)).then((lines) => console.log(lines.join("\n")));
JS
seen=$(timeout 60 node show.js)
wanted=$'03:30 +03:30 | 19:30 -04:30\n03:30 +03:30 | 19:30 -04:30'
[ "$seen" = "$wanted" ] || { echo "CHANGED: $seen"; exit 1; }
echo "jsonata 2.0.6 and 2.2.2: midnight UTC at -0330 is shown as 19:30 -04:30, not 20:30 -03:30"
