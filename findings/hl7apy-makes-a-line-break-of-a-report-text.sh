#!/usr/bin/env bash
# A laboratory's report in HL7 v2, formatted text (FT) whose lines are parted by \.br\, that a service reads with
# hl7apy and passes on as it is, with to_er7().
#
# Guess: a message that nobody changed is written as it was read. HL7 v2 names the commands of formatted text, \.br\
# first, among its escape sequences, beside \T\ and \H\; hl7apy does leave those two alone.
# What happens: hl7apy takes the backslashes around .br for backslashes of the text and escapes them: \E\.br\E\. The
# next reader has no line break any more, but the letters \.br\ in one long line. No error, at any level of validation.
# python-hl7 writes the same message back to the byte.
# Tools: hl7apy 1.3.5, hl7 (python-hl7) 0.4.5, Python 3.11.
# Output seen: of "Glucose high\.br\Salt \T\ fat low", read by hl7 after each: hl7 'Glucose high\rSalt & fat low',
# hl7apy 'Glucose high\\.br\\Salt & fat low'.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check hl7apy==1.3.5 hl7==0.4.5 2>/dev/null
cat >show.py <<'PYTHON'
import hl7
from hl7apy.parser import parse_message

MESSAGE = "\r".join(
    (
        r"MSH|^~\&|LAB|NORTH|RECORDS|NORTH|20260105120000||ORU^R01^ORU_R01|17|P|2.5",
        "PID|1||20045",
        "OBR|1|||GLU^Glucose",
        r"OBX|1|FT|REP^Report||Glucose high\.br\Salt \T\ fat low||||||F",
        "",
    )
)


def text(message):
    parsed = hl7.parse(message)
    return repr(parsed.unescape(str(parsed.segment("OBX")[5])))


print("hl7", text(str(hl7.parse(MESSAGE))), str(hl7.parse(MESSAGE)) == MESSAGE)
print("hl7apy", text(parse_message(MESSAGE).to_er7()))
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
hl7 'Glucose high\rSalt & fat low' True
hl7apy 'Glucose high\\.br\\Salt & fat low'
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: hl7apy passes a line break of formatted text on as the letters .br between backslashes."
