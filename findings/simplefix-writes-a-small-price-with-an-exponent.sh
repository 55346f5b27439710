#!/usr/bin/env bash
# An order in FIX for a coin of small price, 0.00001 (44, Price), of a large quantity (38), and whether it is for a
# solicited account (377, SolicitedFlag, a Boolean), from Python's float, Decimal and True.
#
# Guess: a library for FIX writes the data types of FIX: digits with a point at most for a price and a quantity, and
# Y or N for a Boolean. FIX allows no exponent in a float: its type has digits, a point and a sign alone.
# What happens: simplefix writes str() of the value: 0.0001 is 0.0001, but 0.00001 is 1e-05, a Decimal of it times 0.01
# is 1E-7, 1e16 is 1e+16, and True is True. No error, and the checksum is right. A counterparty that holds
# to the types refuses the order.
# Tools: simplefix 1.0.17, Python 3.11.
# Output seen: 44=0.0001, 44=1e-05, 44=1E-7, 38=1e+16, 377=True; of the five, the first alone fits the type.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check simplefix==1.0.17 2>/dev/null
cat >show.py <<'PYTHON'
import re
from decimal import Decimal

from simplefix import FixMessage, FixParser

FLOAT, BOOLEAN = r"-?\d+(\.\d*)?|-?\.\d+", r"[YN]"
PRICE = Decimal("0.00001")
for tag, value, kind in (
    (44, 0.0001, FLOAT),
    (44, 0.00001, FLOAT),
    (44, PRICE * Decimal("0.01"), FLOAT),
    (38, 1e16, FLOAT),
    (377, True, BOOLEAN),
):
    message = FixMessage()
    message.append_pair(8, "FIX.4.4", header=True)
    message.append_pair(35, "D", header=True)
    message.append_pair(tag, value)
    parser = FixParser()
    parser.append_buffer(message.encode())
    text = parser.get_message().get(tag).decode()
    print(f"{tag}={text}", "fits" if re.fullmatch(kind, text) else "does not fit")
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
44=0.0001 fits
44=1e-05 does not fit
44=1E-7 does not fit
38=1e+16 does not fit
377=True does not fit
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: simplefix writes a price of 0.00001 as 1e-05 and True as True."
