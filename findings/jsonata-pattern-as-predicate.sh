#!/usr/bin/env bash
# JSONata: a regular expression handed to $filter in place of a function.
#
# Guess: a pattern is a function from a text to a match, so $filter(texts, /b/) keeps the texts that
# hold a "b": all of ["b", "b", "b"].
# What happens: $filter hands a function as many of (item, index, array) as it takes, and a pattern
# takes two: the text and where to begin. The second text is searched from character 1 on, the third
# from 2. With a function around the pattern all three are kept. No error, just fewer items.
# Tool: npm jsonata 2.0.6 (the version AWS documents for Step Functions) and 2.2.2, Node 20.
# Output seen: "b" for the pattern, ["b","b","b"] for the function, in both versions.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --silent --no-audit --no-fund old@npm:jsonata@2.0.6 new@npm:jsonata@2.2.2 >/dev/null
cat > show.js <<'JS'
const asked = ["/b/", "function($text) { $contains($text, /b/) }"];
const show = async (name) => {
  const of = (test) => require(name)(`$filter(["b", "b", "b"], ${test})`).evaluate();
  return JSON.stringify(await Promise.all(asked.map(of)));
};
Promise.all(["old", "new"].map(show)).then((lines) => console.log(lines.join("\n")));
JS
seen=$(timeout 60 node show.js)
wanted=$'["b",["b","b","b"]]\n["b",["b","b","b"]]'
[ "$seen" = "$wanted" ] || { echo "CHANGED: $seen"; exit 1; }
echo "jsonata 2.0.6 and 2.2.2: \$filter([\"b\",\"b\",\"b\"], /b/) keeps one item of three"
