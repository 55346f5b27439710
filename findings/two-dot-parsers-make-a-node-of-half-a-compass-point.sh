#!/usr/bin/env bash
# A graph in DOT whose edge ends at a port of a record and at a corner of it: order -> ship:items:nw.
#
# Guess: two nodes and an edge. The grammar of DOT has n, ne, e, se, s, sw, w, nw, c and _ for the compass point, and
# two parsers for JavaScript, which are both made of such a grammar, list them.
# What happens: dotparser and the parser of ts-graphviz take the n of nw for the compass point and read on: the w that
# is left is a statement of its own, a third node with the name "w", without an error. sw gives a "w" and ne an "e",
# while se and all points of one letter are right; so is nw without a port, since it is taken for a port. Graphviz
# itself has two nodes.
# Tools: npm dotparser 1.1.1, @ts-graphviz/ast 3.0.6, @viz-js/viz 3.31.0 (Graphviz in WebAssembly), Node 20.
# Output seen, of :items:nw, :items:ne, :items:se and :nw: dotparser and ts-graphviz [order ship w] [e order ship]
# [order ship] [order ship]; Graphviz [order ship] each time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  dotparser@1.1.1 @ts-graphviz/ast@3.0.6 @viz-js/viz@3.31.0 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { instance } from "@viz-js/viz";
import { parse } from "@ts-graphviz/ast";
import dotparser from "dotparser";
const graphviz = await instance();
const graphs = [":items:nw", ":items:ne", ":items:se", ":nw"].map(
  (port) => `digraph { ship [shape=record, label="<items> items"]; order -> ship${port} }`,
);
const names = (found) => [...new Set(found)].sort().join(" ");
const ofDotparser = (dot) =>
  dotparser(dot)[0].children.flatMap((part) => (part.edge_list ?? [part.node_id]).map((node) => node.id));
const ofTsGraphviz = (dot) => {
  const statements = parse(dot).children[0].children;
  return statements.flatMap((part) => (part.targets ?? [part]).map((node) => node.id.value));
};
const ofGraphviz = (dot) => graphviz.renderJSON(dot).objects.map((node) => node.name);
console.log("dotparser", ...graphs.map((dot) => `[${names(ofDotparser(dot))}]`));
console.log("ts-graphviz", ...graphs.map((dot) => `[${names(ofTsGraphviz(dot))}]`));
console.log("graphviz", ...graphs.map((dot) => `[${names(ofGraphviz(dot))}]`));
JS
seen=$(timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
dotparser [order ship w] [e order ship] [order ship] [order ship]
ts-graphviz [order ship w] [e order ship] [order ship] [order ship]
graphviz [order ship] [order ship] [order ship] [order ship]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: two parsers of DOT make a node of the second letter of a compass point."
