#!/usr/bin/env bash
# JSONata's $formatNumber with the groups of Indian numbers, as XPath's fn:format-number has them.
#
# Guess: the picture "#,##,##0" puts a separator before the last 3 and the last 5 digits, and none
# where no digit stands to its left: 1234 is "1,234" (XPath and XQuery Functions 3.1, 4.7.5).
# What happens: separators of irregular groups are put in whether or not there are digits, and count
# from a place that has moved: 1,234,567 is right ("12,34,567"), 1234 is "12,34,".
# Tool: npm jsonata 2.0.6 (the version AWS documents for Step Functions) and 2.2.2, Node 20.
# Output seen: "12,34,567" and "12,34," in both versions.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --silent --no-audit --no-fund old@npm:jsonata@2.0.6 new@npm:jsonata@2.2.2 >/dev/null
cat > show.js <<'JS'
const show = async (name) => {
  const of = (number) => require(name)(`$formatNumber(${number}, "#,##,##0")`).evaluate();
  return `${await of(1234567)} ${await of(1234)}`;
};
Promise.all(["old", "new"].map(show)).then((lines) => console.log(lines.join("\n")));
JS
seen=$(timeout 60 node show.js)
wanted=$'12,34,567 12,34,\n12,34,567 12,34,'
[ "$seen" = "$wanted" ] || { echo "CHANGED: $seen"; exit 1; }
echo "jsonata 2.0.6 and 2.2.2: \$formatNumber(1234, \"#,##,##0\") is \"12,34,\", not \"1,234\""
