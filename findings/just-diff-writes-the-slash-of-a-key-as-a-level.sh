#!/usr/bin/env bash
# A stock by size, in which "M/L" is a size, and "M" another one that is counted by length. One piece of M/L comes in.
# The change is made by just-diff as a JSON Patch and applied by fast-json-patch.
#
# Guess: just-diff's converter writes paths of JSON Patch (README: "jsPatch standard paths"), which are JSON Pointers: a
# slash in a key is ~1, a tilde ~0 (RFC 6901, 3). fast-json-patch writes /stock/M~1L.
# What happens: the converter joins the keys by slashes and leaves those in them alone: /stock/M/L. That is another
# place, and it is there, so the patch is applied without an error: M/L has what it had, and M in length L has lost 7.
# Its partner just-diff-apply does not find the place of a patch with ~1 that others wrote. Without the converter, paths
# being arrays, all is well.
# Tools: npm just-diff 6.0.2, just-diff-apply 5.5.0 and fast-json-patch 3.1.1, Node 20.
# Output seen: just-diff /stock/M/L, applied {"M/L":1,"M":{"L":2}}; fast-json-patch /stock/M~1L, applied
# {"M/L":2,"M":{"L":9}}, by just-diff-apply "expected to find property"; arrays {"M/L":2,"M":{"L":9}}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  just-diff@6.0.2 just-diff-apply@5.5.0 fast-json-patch@3.1.1 >/dev/null
cat >show.js <<'JS'
const { diff, jsonPatchPathConverter: write } = require("just-diff");
const { diffApply, jsonPatchPathConverter: read } = require("just-diff-apply");
const { applyPatch, compare } = require("fast-json-patch");
const before = () => ({ stock: { "M/L": 1, M: { L: 9 } } });
const after = { stock: { "M/L": 2, M: { L: 9 } } };
const fast = (patch) => JSON.stringify(applyPatch(before(), patch, true).newDocument.stock);
const just = (patch, converter) => {
  const document = before();
  try {
    diffApply(document, patch, converter);
  } catch (error) {
    return error.message.slice(0, 25);
  }
  return JSON.stringify(document.stock);
};
const of_just = diff(before(), after, write);
const of_fast = compare(before(), after);
console.log("just-diff", of_just[0].path, fast(of_just));
console.log("fast-json-patch", of_fast[0].path, fast(of_fast), just(of_fast, read));
console.log("arrays", just(diff(before(), after)));
JS
seen=$(timeout 60 node show.js)
wanted=$(cat <<'LINES'
just-diff /stock/M/L {"M/L":1,"M":{"L":2}}
fast-json-patch /stock/M~1L {"M/L":2,"M":{"L":9}} expected to find property
arrays {"M/L":2,"M":{"L":9}}
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: just-diff writes a slash in a key as a level of the path, and the patch changes another value."
