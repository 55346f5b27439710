#!/usr/bin/env bash
# An order loses two of its four items between two versions: [1, 2, 3, 4] becomes [2, 4]. The difference is kept in an
# audit log as atomic changes of json-diff-ts, and put back together when the change is applied elsewhere.
#
# Guess: atomizeChangeset takes a set of changes to pieces and unatomizeChangeset puts the pieces together (README:
# "and back"), so what comes out does what went in.
# What happens: what went in is right, [2, 4]. What comes out removes the items from the front, one at a time, each by
# the index it had before: once item 2 is gone there is no item 3, and the last one stays: [2, 4, 4]. No error. One
# removal, or a change of values, comes back whole, which is what tests have. In one changeset the removals of an array
# go from the back, by the library's own order; taken to pieces, each is a changeset of its own.
# Tool: npm json-diff-ts 4.10.4, Node 20.
# Output seen: one item removed [1,2,3] [1,2,3], two removed direct [2,4], from pieces [2,4,4].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund json-diff-ts@4.10.4 >/dev/null
cat >show.js <<'JS'
const { applyChangeset, atomizeChangeset, diff, unatomizeChangeset } = require("json-diff-ts");
const show = (before, after) => {
  const changes = diff({ items: before }, { items: after });
  const pieces = JSON.parse(JSON.stringify(atomizeChangeset(changes)));
  const applied = (changeset) => JSON.stringify(applyChangeset({ items: [...before] }, changeset).items);
  console.log(applied(changes), applied(unatomizeChangeset(pieces)));
};
show([1, 2, 3, 4], [1, 2, 3]);
show([1, 2, 3, 4], [2, 4]);
JS
seen=$(timeout 60 node show.js)
wanted=$'[1,2,3] [1,2,3]\n[2,4] [2,4,4]'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: atomic changes of json-diff-ts put together again remove one of two items from the end of a list."
