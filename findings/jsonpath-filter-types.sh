#!/usr/bin/env bash
# A JSONPath filter in the emulators of Step Functions compares across JSON types.
#
# Guess: `$[?(@.n > 1)]` picks the items whose n is a number above 1; a text "2", true or null is
# neither equal to a number nor in order with one, and is passed over. RFC 9535 says so, and a Choice
# of Step Functions says the same of `NumericGreaterThan`.
# What happens: jsonpath-ng 1.7.0, by which the Step Functions emulators in Python read paths, turns
# the value into the type of the literal first. The text "2" is above 1, true equals 1, and one item
# whose n is null ends the whole expression with a TypeError. jsonpath-rfc9535 1.0.1 does as guessed.
# Output seen: jsonpath-ng [{'n': '2'}, {'n': 3}], [{'n': True}], TypeError; rfc9535 [{'n': 3}] and [].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
timeout 120 "$folder/venv/bin/pip" -q install jsonpath-ng==1.7.0 jsonpath-rfc9535==1.0.1
timeout 30 "$folder/venv/bin/python" - <<'PYTHON'
import jsonpath_rfc9535
from jsonpath_ng.ext import parse


def ng(path, data):
    try:
        return [match.value for match in parse(path).find(data)]
    except TypeError:
        return "TypeError"


def rfc(path, data):
    return jsonpath_rfc9535.find(path, data).values()


cases = [
    ("$[?(@.n > 1)]", [{"n": "2"}, {"n": 3}], [{"n": "2"}, {"n": 3}], [{"n": 3}]),
    ("$[?(@.n == 1)]", [{"n": True}], [{"n": True}], []),
    ("$[?(@.n > 1)]", [{"n": None}, {"n": 3}], "TypeError", [{"n": 3}]),
]
for path, data, by_ng, by_rfc in cases:
    seen = ng(path, data), rfc(path, data)
    assert seen == (by_ng, by_rfc), (path, data, seen)
PYTHON
echo "As found: jsonpath-ng 1.7.0 compares a text, a boolean and null with a number; RFC 9535 does not."
