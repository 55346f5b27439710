#!/usr/bin/env bash
# A SenML pack that a gateway put together of two sensors, one record each, both with a base name (bn) and the name t.
#
# Guess: the pack has the temperatures of sensor a and of sensor b. By RFC 8428 a base field holds from its record on,
# to the one that has another; it may stand in any record.
# What happens: senml, for Python, reads the base fields of the first record alone and drops the ones behind it: its
# document has one base, a, and the second measurement is named t. Written again it belongs to a as well, which then
# has two temperatures, and b has none. A second base time or base unit goes the same way. No error. kpn-senml, for
# Python, writes the pack again with both names.
# Tools: PyPI's senml 0.1.0 and kpn-senml 1.0.1, Python 3.11.
# Output seen: senml urn:dev:ow:a:t 21.5 urn:dev:ow:a:t 19.0, kpn-senml urn:dev:ow:a:t 21.5 urn:dev:ow:b:t 19.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check --no-deps \
  senml==0.1.0 attrs==26.1.0 kpn-senml==1.0.1 cbor2==6.3.0 2>/dev/null
cat >show.py <<'PYTHON'
import json

from kpn_senml.senml_pack import SenmlPack
from senml import SenMLDocument

PACK = [{"bn": "urn:dev:ow:a:", "n": "t", "v": 21.5}, {"bn": "urn:dev:ow:b:", "n": "t", "v": 19}]


def resolved(records):
    base = ""
    for record in records:
        base = record.get("bn", base)
        yield f"{base}{record['n']} {record['v']}"


pack = SenmlPack("")
pack.from_json(json.dumps(PACK))
print("senml", *resolved(SenMLDocument.from_json(PACK).to_json()))
print("kpn-senml", *resolved(json.loads(pack.to_json())))
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
senml urn:dev:ow:a:t 21.5 urn:dev:ow:a:t 19.0
kpn-senml urn:dev:ow:a:t 21.5 urn:dev:ow:b:t 19
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: senml for Python gives the measurement of the second sensor of a pack to the first."
