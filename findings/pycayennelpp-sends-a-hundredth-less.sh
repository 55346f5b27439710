#!/usr/bin/env bash
# A reading of a sensor in the Cayenne Low Power Payload, as LoRaWAN devices send it: an analog value (by 0.01), a
# voltage (by 0.01) or a temperature (by 0.1) as whole numbers.
#
# Guess: a value with as many digits as the type has is sent as it is: 4.35 V is 435. Its own GPS type is read back as
# it was written.
# What happens: pycayennelpp multiplies and cuts: 4.35 * 100 is 434.99999999999994, and 434 is sent. 4.35 V arrives as
# 4.34, 1.15 as 1.14 and 0.29 as 0.28. No error. It depends on the digits: 69 of the 1000 values from 0.00 to 9.99 are
# wrong, and none of those by 0.1. round() would have been right for all.
# Tools: pycayennelpp 2.4.0, Python 3.11.
# Output seen: 4.35 as 4.34, 1.15 as 1.14, 0.29 as 0.28.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check pycayennelpp==2.4.0 2>/dev/null
cat >show.py <<'PYTHON'
from cayennelpp import LppFrame


def sent(kind, value):
    frame = LppFrame()
    getattr(frame, f"add_{kind}")(1, value)
    return LppFrame.from_bytes(bytes(frame)).data[0].value[0]


for kind, value in (("voltage", 4.35), ("analog_input", 1.15), ("analog_input", 0.29), ("temperature", -4.1)):
    print(kind, value, sent(kind, value))
for kind, step in (("analog_input", 100), ("voltage", 100), ("temperature", 10)):
    values = [number / step for number in range(1000)]
    print(kind, sum(sent(kind, value) != value for value in values), "of 1000 wrong,", end=" ")
    print(sum(round(value * step) / step != value for value in values), "with round()")
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
voltage 4.35 4.34
analog_input 1.15 1.14
analog_input 0.29 0.28
temperature -4.1 -4.1
analog_input 69 of 1000 wrong, 0 with round()
voltage 69 of 1000 wrong, 0 with round()
temperature 0 of 1000 wrong, 0 with round()
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: pycayennelpp sends 4.35 V as 4.34 V."
