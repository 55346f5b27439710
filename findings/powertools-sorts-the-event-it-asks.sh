#!/usr/bin/env bash
# An event whose steps are in the order of their time, and a query in JMESPath that looks for the least and the last of
# some numbers: [sort(steps)[0], steps[0]], by Powertools for AWS Lambda, the package for TypeScript.
#
# Guess: the least and the first. sort and reverse return the items in another order (JMESPath specification); a query
# reads its input, and two queries of one event do not know of each other.
# What happens: both functions rearrange the list within the event itself. What comes later in the same query has the
# new order, and so has the handler after it: the first step is no longer the first, and a hash of the event is another
# one. sort_by does not, nor does the package jmespath.
# Tools: npm @aws-lambda-powertools/jmespath 2.36.0 and jmespath 0.16.0, Node 20.
# Output seen: of [3,1,2], powertools [1,1], steps [1,2,3] afterwards, by reverse [2,2], [2,1,3]; jmespath [1,3],
# [3,1,2], by reverse [2,3], [3,1,2].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  @aws-lambda-powertools/jmespath@2.36.0 jmespath@0.16.0 >/dev/null 2>&1
cat >show.js <<'JS'
const powertools = require("@aws-lambda-powertools/jmespath");
const jmespath = require("jmespath");
const show = (name, search) => {
  const results = ["[sort(steps)[0], steps[0]]", "[reverse(steps)[0], steps[0]]"].map((query) => {
    const event = { steps: [3, 1, 2] };
    return `${JSON.stringify(search(query, event))} ${JSON.stringify(event.steps)}`;
  });
  console.log(name, ...results);
};
show("powertools", powertools.search);
show("jmespath", (query, event) => jmespath.search(event, query));
JS
seen=$(timeout 60 node show.js)
wanted=$'powertools [1,1] [1,2,3] [2,2] [2,1,3]\njmespath [1,3] [3,1,2] [2,3] [3,1,2]'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: sort and reverse in a query of Powertools for TypeScript rearrange the event itself."
