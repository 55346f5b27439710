#!/usr/bin/env bash
# A thermometer's -5 degrees as an Int8 in a Sparkplug B message, written in Python by pysparkplug and read in Node by
# sparkplug-payload, the Eclipse Tahu project's own; and a depth of -300 as an Int16.
#
# Guess: a message says "Int8", so whoever reads it knows where the sign is: -5 in, -5 out, as it is with Int32 and
# Int64 between the two.
# What happens: both kinds travel in the same unsigned field of 32 bits, and the specification does not say how a
# negative one is put there. pysparkplug fills 8 or 16 of its bits, and sparkplug-payload takes all 32 for the value:
# 251 degrees and a depth of 65236, without an error. (In the other direction pysparkplug refuses the message.)
# mqtt-spb-wrapper, by a third author, reads either way.
# Tools: PyPI's pysparkplug 0.6.1 and mqtt-spb-wrapper 2.1.2, Python 3.11; npm sparkplug-payload 1.0.3, Node 20.
# Output seen: sparkplug-payload 251 65236 -300 of the Int8, the Int16 and an Int32; mqtt-spb-wrapper -5 -300 -300.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund sparkplug-payload@1.0.3 >/dev/null 2>&1
for name in pysparkplug==0.6.1 mqtt-spb-wrapper==2.1.2; do  # they want different versions of paho-mqtt
  python3 -m venv "${name%%=*}"
  timeout 180 "${name%%=*}/bin/pip" install --quiet --disable-pip-version-check "$name" 2>/dev/null
done
cat >write.py <<'PYTHON'
from pathlib import Path

from pysparkplug import DataType, DData, Metric

VALUES = (("degrees", DataType.INT8, -5), ("depth", DataType.INT16, -300), ("stock", DataType.INT32, -300))
metrics = tuple(Metric(timestamp=1767600000000, name=name, datatype=kind, value=value) for name, kind, value in VALUES)
message = DData(timestamp=1767600000000, seq=1, metrics=metrics)
Path("message").write_bytes(message.encode(include_dtypes=True))
PYTHON
cat >read.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { metrics } = require("sparkplug-payload").get("spBv1.0").decodePayload(readFileSync("message"));
console.log("sparkplug-payload", ...metrics.map(({ value }) => value));
JS
cat >read.py <<'PYTHON'
from pathlib import Path

from mqtt_spb_wrapper import SpbPayloadParser

payload = SpbPayloadParser().parse_payload(Path("message").read_bytes())
print("mqtt-spb-wrapper", *(metric["value"] for metric in payload["metrics"]))
PYTHON
timeout 60 pysparkplug/bin/python write.py
seen=$(timeout 60 node read.cjs && timeout 60 mqtt-spb-wrapper/bin/python read.py)
wanted=$(cat <<'LINES'
sparkplug-payload 251 65236 -300
mqtt-spb-wrapper -5 -300 -300
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: sparkplug-payload reads 251 where pysparkplug wrote -5 as an Int8."
