#!/usr/bin/env bash
# A CloudEvent in structured mode whose data is 0, false or "": a sensor that measures nothing, a switch that is off.
#
# Guess: "data" is any JSON value (JSON Event Format, 3.1), and the reader asks whether the member is there. The SDK
# for JavaScript writes these events with their data, so it reads them so; the one for Python does.
# What happens: the SDK for JavaScript gives undefined, and leaves the data out when it writes the event again, so a
# service that only passes events on takes the zeros away. 1 and [] stay. The same event in a batch, or in binary
# mode, keeps its 0.
# Tools: npm cloudevents 10.0.0 (Node 20), PyPI cloudevents 2.2.0 (Python 3.11).
# Output seen: JavaScript "0 undefined, false undefined, "" undefined, 1 1, [] []", a batch [0], binary 0, passed on
# without data; Python 0 False ''.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund cloudevents@10.0.0 >/dev/null
cat >show.js <<'JS'
const { CloudEvent, HTTP } = require("cloudevents");
const event = (data) => ({
  specversion: "1.0", id: "1", source: "/sensor", type: "Measured", datacontenttype: "application/json", data,
});
const structured = (data) => HTTP.structured(new CloudEvent(event(data)));
const text = (data) => JSON.stringify(data) ?? "undefined";
const read = [0, false, "", 1, []].map((data) => `${text(data)} ${text(HTTP.toEvent(structured(data)).data)}`);
const written = JSON.parse(structured(0).body).data;
const again = "data" in JSON.parse(HTTP.structured(HTTP.toEvent(structured(0))).body);
const headers = { "content-type": "application/cloudevents-batch+json" };
const batch = HTTP.toEvent({ headers, body: JSON.stringify([event(0)]) }).map((each) => each.data);
const binary = HTTP.toEvent({ ...HTTP.binary(new CloudEvent(event(0))), body: "0" }).data;
console.log(`${read.join(", ")}; written ${written}, again ${again}, batch ${text(batch)}, binary ${binary}`);
JS
cat >show.py <<'PYTHON'
import json

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

EVENT = {
    "specversion": "1.0",
    "id": "1",
    "source": "/sensor",
    "type": "Measured",
    "time": "2026-11-28T10:00:00Z",
    "datacontenttype": "application/json",
}
for data in (0, False, ""):
    document = json.dumps(EVENT | {"data": data})
    print(repr(JSONFormat().read(CloudEvent, document).get_data()), end=" ")
PYTHON
seen="$(timeout 60 node show.js) | $(timeout 60 venv/bin/python show.py)"
wanted='0 undefined, false undefined, "" undefined, 1 1, [] []; written 0, again false, batch [0], binary 0'
wanted="$wanted | 0 False '' "
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: the CloudEvents SDK for JavaScript reads data of 0, false or \"\" in structured mode as none."
