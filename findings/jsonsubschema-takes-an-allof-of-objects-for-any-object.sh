#!/usr/bin/env bash
# A check in the build: may the new schema of an event take the place of the old one, is each old event valid by it? The
# new one is put together by allOf: one part requires an id, the other one a total. Old events have the id only.
#
# Guess: no. jsonsubschema's README has one schema a subschema of another if all that fits the first fits the second,
# and ensuring backward compatibility for its use; {"id": "7"} fits the old one and, by jsonschema, not the new one.
# What happens: it says yes. An allOf of objects is for it any object, and one of arrays any array, so whatever is asked
# of the parts, required, properties or minItems, is lost: everything fits, and the other way round nothing is known to.
# Written as one schema without allOf the answer is right, and so is an allOf of numbers or texts.
# Tools: PyPI jsonsubschema 0.0.8 and jsonschema 4.26.0, Python 3.11.
# Output seen: old event valid by the old schema True, by the new one False; old below allOf True, below the same as one
# schema False; allOf below its own part False; numbers by allOf below 1 to 5 True, all numbers below these False.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check \
  jsonsubschema==0.0.8 jsonschema==4.26.0 2>/dev/null
cat >show.py <<'PYTHON'
from jsonschema import Draft4Validator
from jsonsubschema import isSubschema

HAS_ID = {"type": "object", "required": ["id"]}
HAS_TOTAL = {"type": "object", "required": ["total"]}
NEW = {"allOf": [HAS_ID, HAS_TOTAL]}
AS_ONE = {"type": "object", "required": ["id", "total"]}
NUMBERS = {"allOf": [{"type": "number", "minimum": 1}, {"type": "number", "maximum": 5}]}
print(*(Draft4Validator(schema).is_valid({"id": "7"}) for schema in (HAS_ID, NEW)))
print(isSubschema(HAS_ID, NEW), isSubschema(HAS_ID, AS_ONE), isSubschema(NEW, HAS_ID))
print(isSubschema(NUMBERS, {"type": "number", "minimum": 1, "maximum": 5}), isSubschema({"type": "number"}, NUMBERS))
PYTHON
seen=$(timeout 120 venv/bin/python show.py 2>/dev/null)
wanted=$'True False\nTrue False False\nTrue False'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: jsonsubschema takes an allOf of objects for any object."
