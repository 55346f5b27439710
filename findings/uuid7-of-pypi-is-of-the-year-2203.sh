#!/usr/bin/env bash
# Two services give their events ids of version 7, one with the package "uuid7", the other with uuid-utils.
#
# Guess: both say version 7, so both begin with the milliseconds since 1970 (RFC 9562, 5.7): the events sort by
# age whoever made them, and the time can be read out of the id.
# What happens: "uuid7" follows a draft that came before the RFC, with seconds and fractions in other places.
# Its ids of 2026 say the year 2203 and sort behind those of every other service, also the ones made later;
# between themselves they sort well, so no test of one service sees it.
# Tools: uuid7 0.1.0 (module uuid_extensions), uuid-utils 1.2.0, Python 3.11.
# Output seen: "versions 7 7, order wrong, more than a century apart: True" (2026 and 2203).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
timeout 120 "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  uuid7==0.1.0 uuid-utils==1.2.0 2>/dev/null
cat >"$folder/show.py" <<'PYTHON'
import time
from datetime import UTC, datetime

import uuid_extensions
import uuid_utils


def year(made):
    milliseconds = int(made.hex[:12], 16)
    return datetime.fromtimestamp(milliseconds / 1000, UTC).year


first = uuid_utils.UUID(str(uuid_extensions.uuid7()))
time.sleep(0.1)
second = uuid_utils.uuid7()
order = "wrong" if first > second else "right"
print(f"versions {first.version} {second.version}, order {order}, more than a century apart: "
      f"{year(first) - year(second) > 100}")
PYTHON
seen=$(timeout 60 "$folder/venv/bin/python" "$folder/show.py")
wanted="versions 7 7, order wrong, more than a century apart: True"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: an id of PyPI's uuid7 sorts behind every UUID of version 7 by the RFC, more than a century off."
