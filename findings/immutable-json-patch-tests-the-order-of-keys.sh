#!/usr/bin/env bash
# A JSON Patch that guards itself: it goes on only if the address is still the one that was read, by an operation test
# whose value is that object. The address was stored in between, by a database that orders keys in its own way.
#
# Guess: test compares JSON values, and the order of the members of an object is no part of the value. RFC 6902, 4.6,
# has it: the same number of members, and each equal to one with the same key.
# What happens: immutable-json-patch fails the test, so the patch is refused, and by the same message as for an address
# that has really changed. With the keys in one order it passes, as it does within one process. fast-json-patch, rfc6902
# and jsonpatch for Python go by the members.
# Tools: npm immutable-json-patch 6.0.3, fast-json-patch 3.1.1 and rfc6902 5.4.0 (Node 20), PyPI jsonpatch 1.48.
# Output seen: same order "passed" from all four; other order immutable-json-patch "Test failed, value differs", the
# others "passed".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jsonpatch==1.48 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  immutable-json-patch@6.0.3 fast-json-patch@3.1.1 rfc6902@5.4.0 >/dev/null
cat >show.mjs <<'JS'
import fast from "fast-json-patch";
import { immutableJSONPatch } from "immutable-json-patch";
import { applyPatch } from "rfc6902";
const order = () => ({ address: { city: "Berlin", zip: "10115" } });
const values = [{ city: "Berlin", zip: "10115" }, { zip: "10115", city: "Berlin" }];
const libraries = {
  "immutable-json-patch": (patch) => immutableJSONPatch(order(), patch),
  "fast-json-patch": (patch) => fast.applyPatch(order(), patch, true),
  rfc6902: (patch) => applyPatch(order(), patch).filter(Boolean).forEach((error) => { throw error; }),
};
const outcome = (apply, value) => {
  try {
    apply([{ op: "test", path: "/address", value }]);
    return "passed";
  } catch (error) {
    return error.message;
  }
};
for (const [name, apply] of Object.entries(libraries))
  console.log(name, ...values.map((value) => outcome(apply, value)));
JS
cat >show.py <<'PYTHON'
import jsonpatch

values = [{"city": "Berlin", "zip": "10115"}, {"zip": "10115", "city": "Berlin"}]
for value in values:
    jsonpatch.apply_patch({"address": values[0]}, [{"op": "test", "path": "/address", "value": value}])
print("jsonpatch passed passed")
PYTHON
seen=$(timeout 60 node show.mjs; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
immutable-json-patch passed Test failed, value differs (path: "/address")
fast-json-patch passed passed
rfc6902 passed passed
jsonpatch passed passed
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: the test operation of immutable-json-patch fails for an object whose keys are in another order."
