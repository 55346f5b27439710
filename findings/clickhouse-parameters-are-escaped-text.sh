#!/usr/bin/env bash
# Guess: a value that is bound to a parameter of a query arrives as it is. That is what binding is for, and for
# quotes it holds: `quo'te` needs no care.
# Found (ClickHouse 26.9, by chdb 4.4.0): the value of `{x:String}` is read as a field of TabSeparated, so a
# backslash and what follows it become one sign. An order id or a search text with a Windows path or a regular
# expression in it silently becomes another text, and finds nothing; a tab or a line end is refused.
#
#   bound  a\b       (3 signs)   arrives with 2: "a" and a backspace
#   bound  a\\b      (escaped)   arrives as a\b
#   bound  tab<TAB>  BAD_QUERY_PARAMETER ... isn't parsed completely: only 3 of 8 bytes was parsed
#
# Who binds text from outside must escape backslash, tab, line end, carriage return and NUL first.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "chdb==4.4.0"

cat > "$folder/bind.py" <<'PYTHON'
import json
from chdb import session

engine = session.Session()


def arrives(value):
    """The value as the engine has it, or the first word of its refusal."""
    try:
        said = engine.query("SELECT {x:String}", "JSONCompactEachRow", params={"x": value})
        return json.loads(said.data())[0]
    except RuntimeError as refusal:
        return "BAD_QUERY_PARAMETER" if "BAD_QUERY_PARAMETER" in str(refusal) else "other"


assert arrives("quo'te") == "quo'te", "changed: a quote does not arrive"
assert arrives("a\\b") == "a\b", f"changed: a backslash arrives as {arrives('a' + chr(92) + 'b')!r}"
assert arrives("a\\\\b") == "a\\b", "changed: an escaped backslash does not arrive as one"
assert arrives("tab\there") == "BAD_QUERY_PARAMETER", "changed: a tab arrives"
assert arrives("tab\\there") == "tab\there", "changed: an escaped tab does not arrive as one"
PYTHON

timeout 120 "$folder/venv/bin/python" "$folder/bind.py"
echo "as found: a bound text is read as TabSeparated, so a\\b arrives as two signs (ClickHouse 26.9, chdb 4.4.0)"
