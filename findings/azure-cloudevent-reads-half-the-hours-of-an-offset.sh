#!/usr/bin/env bash
# A CloudEvent whose time has an offset, as RFC 3339 allows, read by the Azure SDK's own CloudEvent.
#
# Guess: "2026-11-28T10:00:00+02:00" is 08:00 UTC, whatever reads it.
# What happens: CloudEvent.from_dict takes the first digit of the hours only, and both of the minutes: +02:00
# counts as nothing, +10:00 as one hour, -03:30 as half an hour. The event moves by hours, in silence, and lands
# in another order among those that were written with a Z. The SDK of the CloudEvents project reads them right.
# Tools: azure-core 1.41.0, cloudevents 2.2.0, Python 3.11.
# Output seen, offset, azure-core, cloudevents: "+02:00 10:00 08:00", "+10:00 09:00 00:00", "-03:30 10:30 13:30".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
timeout 120 "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  azure-core==1.41.0 cloudevents==2.2.0 2>/dev/null
cat >"$folder/show.py" <<'PYTHON'
import json
from datetime import UTC

from azure.core.messaging import CloudEvent as OfAzure
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

for offset in ("+02:00", "+10:00", "-03:30"):
    document = {
        "specversion": "1.0",
        "id": "1",
        "source": "/orders",
        "type": "OrderCreated",
        "time": f"2026-11-28T10:00:00{offset}",
    }
    azure = OfAzure.from_dict(document).time
    reference = JSONFormat().read(CloudEvent, json.dumps(document)).get_time()
    print(offset, *(f"{time.astimezone(UTC):%H:%M}" for time in (azure, reference)))
PYTHON
seen=$(timeout 60 "$folder/venv/bin/python" "$folder/show.py")
wanted=$'+02:00 10:00 08:00\n+10:00 09:00 00:00\n-03:30 10:30 13:30'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: azure-core reads the first digit only of the hours in the offset of a CloudEvent's time."
