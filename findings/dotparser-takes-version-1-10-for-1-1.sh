#!/usr/bin/env bash
# A graph in DOT of what was deployed after what: 1.1 -> 1.2 -> 1.10, and 01 beside 1.
#
# Guess: five nodes. A numeral is one of the forms of an ID, and IDs are texts: Graphviz's page on the DOT language says
# that 2.34 and "2.34" mean the same.
# What happens: dotparser makes a number of a numeral, so 1.10 is the node 1.1 again, and the chain becomes a circle. 01
# is 1. In quotes they are five. Values of attributes are numbers, too, so the label 1.50 is 1.5. Graphviz itself, and
# graphlib-dot, have the five as they are written.
# Tools: npm dotparser 1.1.1, graphlib-dot 0.6.4, @viz-js/viz 3.31.0 (Graphviz in WebAssembly), Node 20.
# Output seen: dotparser 1 1.1 1.2, in quotes 01 1 1.1 1.10 1.2, label 1.5; the others 01 1 1.1 1.10 1.2 either way,
# label 1.50.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  dotparser@1.1.1 graphlib-dot@0.6.4 @viz-js/viz@3.31.0 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { instance } from "@viz-js/viz";
import dotparser from "dotparser";
import graphlib from "graphlib-dot";
const graphviz = await instance();
const plain = "digraph { 1.1 -> 1.2 -> 1.10; 01 -> 1 }";
const quoted = 'digraph { "1.1" -> "1.2" -> "1.10"; "01" -> "1" }';
const labelled = "digraph { a [label=1.50] }";
const names = (found) => [...new Set(found)].map(String).sort().join(" ");
const readers = {
  dotparser: [
    (dot) => dotparser(dot)[0].children.flatMap((part) => part.edge_list.map((node) => node.id)),
    (dot) => dotparser(dot)[0].children[0].attr_list[0].eq,
  ],
  "graphlib-dot": [(dot) => graphlib.read(dot).nodes(), (dot) => graphlib.read(dot).node("a").label],
  graphviz: [
    (dot) => graphviz.renderJSON(dot).objects.map((node) => node.name),
    (dot) => graphviz.renderJSON(dot).objects[0].label,
  ],
};
for (const [name, [nodes, label]] of Object.entries(readers))
  console.log(name, `[${names(nodes(plain))}] [${names(nodes(quoted))}]`, label(labelled));
JS
seen=$(timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
dotparser [1 1.1 1.2] [01 1 1.1 1.10 1.2] 1.5
graphlib-dot [01 1 1.1 1.10 1.2] [01 1 1.1 1.10 1.2] 1.50
graphviz [01 1 1.1 1.10 1.2] [01 1 1.1 1.10 1.2] 1.50
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: dotparser takes the node 1.10 for the node 1.1."
