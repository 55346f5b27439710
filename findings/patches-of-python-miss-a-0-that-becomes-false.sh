#!/usr/bin/env bash
# An event says whether it is a gift: 0 in an old one, false in a new one, at the top and in a list. The difference of
# the two is made, kept, and applied to the old event.
#
# Guess: 0 and false are different values of JSON, so the difference has them both; a tool for JSON knows that Python
# holds them for equal, as jsonpatch does (its own comparison; RFC 6902, 4.6, on types).
# What happens: json-merge-patch and json-delta find no difference at all, and the merge patch made from them leaves the
# 0 in place, which a schema with boolean refuses. DeepDiff, which calls this a change of type when it stands in an
# object, does not see it in a list of values. jsonpatch has all.
# Tools: PyPI json-merge-patch 0.3.0, json-delta 2.0.2, deepdiff 9.1.0 and jsonpatch 1.48, Python 3.11.
# Output seen: json-merge-patch {}, json-delta [], deepdiff root['gift'] alone, jsonpatch /gift /flags/0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check \
  json-merge-patch==0.3.0 json-delta==2.0.2 deepdiff==9.1.0 jsonpatch==1.48 2>/dev/null
cat >show.py <<'PYTHON'
import json_delta
import json_merge_patch
import jsonpatch
from deepdiff import DeepDiff

OLD = {"gift": 0, "flags": [0, "new"]}
NEW = {"gift": False, "flags": [False, "new"]}
print("json-merge-patch", json_merge_patch.create_patch(OLD, NEW))
print("json-delta", json_delta.diff(OLD, NEW, verbose=False))
print("deepdiff", *(place for places in DeepDiff(OLD, NEW).values() for place in places))
print("jsonpatch", *(operation["path"] for operation in jsonpatch.make_patch(OLD, NEW)))
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
json-merge-patch {}
json-delta []
deepdiff root['gift']
jsonpatch /gift /flags/0
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: json-merge-patch and json-delta see no difference between 0 and false, deepdiff none in a list."
