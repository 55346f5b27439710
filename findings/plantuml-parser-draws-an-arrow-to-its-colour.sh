#!/usr/bin/env bash
# A diagram in PlantUML of services, with a red arrow where things failed: shop -[#red]-> stock : reserve.
#
# Guess: an edge from shop to stock, with or without its colour. The class diagrams of PlantUML's guide have such arrows
# in brackets, as foo -[bold]-> bar1; the README of plantuml-parser says that it is not complete yet, and that it reads
# parts of diagrams without knowing the rest, so what it does not know would be left out.
# What happens: the edge goes to a component with the name "#red", which nobody has drawn, and stock is not in the
# diagram at all; the label is lost as well. No error. Of several arrows with a colour all lead to the one node. An
# arrow with a direction goes to it, -r-> to "r"; written out, -right->, and -[hidden]-> are known, so a diagram with
# these is right.
# Tool: npm plantuml-parser 0.4.0, Node 20.
# Output seen: --> "shop stock reserve", -[#red]-> "shop #red", -[bold]-> "shop bold", -r-> "shop r", -right-> and
# -[hidden]-> "shop stock reserve".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund plantuml-parser@0.4.0 >/dev/null 2>&1
cat >show.js <<'JS'
const { parse } = require("plantuml-parser");
for (const arrow of ["-->", "-[#red]->", "-[bold]->", "-r->", "-right->", "-[hidden]->"]) {
  const [diagram] = parse(`@startuml\nshop ${arrow} stock : reserve\n@enduml`);
  const edges = diagram.elements.map((edge) => [edge.left, edge.right, edge.label].join(" ").trim());
  console.log(arrow, edges.join("; "));
}
JS
seen=$(timeout 60 node show.js)
wanted=$(cat <<'LINES'
--> shop stock reserve
-[#red]-> shop #red
-[bold]-> shop bold
-r-> shop r
-right-> shop stock reserve
-[hidden]-> shop stock reserve
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: plantuml-parser takes the colour of an arrow for the node it leads to."
