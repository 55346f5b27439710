#!/usr/bin/env bash
# The undo of an editor: a step of a workflow is moved to the end of the list, {"op": "move", "from": "/steps/0",
# "path": "/steps/-"}, and moved back by the patch that the library makes for it.
#
# Guess: revertJSONPatch makes the inverse of a patch, which is what the library is for ("fully revert applied
# operations"), so the steps are as they were.
# What happens: for "-", one past the end, it counts the list before the move, in which the step still is: the way back
# is from index 3 of three steps. Nothing is there, and nothing says so: an undefined is put in front, null as JSON, and
# the step stays at the end, four in all. With the index in place of "-" the undo is right, and so it is for add and
# copy with "-".
# Tool: npm immutable-json-patch 6.0.3, Node 20.
# Output seen: by "-" ["pack","ship","pick"], undone [null,"pack","ship","pick"]; by index undone
# ["pick","pack","ship"].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund immutable-json-patch@6.0.3 >/dev/null
cat >show.mjs <<'JS'
import { immutableJSONPatch, revertJSONPatch } from "immutable-json-patch";
const workflow = { steps: ["pick", "pack", "ship"] };
const show = (operation) => {
  const moved = immutableJSONPatch(workflow, [operation]);
  const undone = immutableJSONPatch(moved, revertJSONPatch(workflow, [operation]));
  console.log(operation.op, operation.path, JSON.stringify(moved.steps), JSON.stringify(undone.steps));
};
show({ op: "move", from: "/steps/0", path: "/steps/-" });
show({ op: "move", from: "/steps/0", path: "/steps/2" });
show({ op: "copy", from: "/steps/0", path: "/steps/-" });
show({ op: "add", path: "/steps/-", value: "bill" });
JS
seen=$(timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
move /steps/- ["pack","ship","pick"] [null,"pack","ship","pick"]
move /steps/2 ["pack","ship","pick"] ["pick","pack","ship"]
copy /steps/- ["pick","pack","ship","pick"] ["pick","pack","ship"]
add /steps/- ["pick","pack","ship","bill"] ["pick","pack","ship"]
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: immutable-json-patch undoes a move to the end of a list by a null in front of it."
