#!/usr/bin/env bash
# The example path of the Step Functions guide is no JSONPath by the standard.
#
# Guess: a path that the Developer Guide gives as an example, "$.abc.['def ghi']", can be read by any
# JSONPath library that follows RFC 9535; so can the paths of deployed definitions, such as
# "$.Parts.[0].State" and "$[?(@.Lang==es)].Text".
# What happens: both libraries of the standard refuse all three: a dot before a bracket and a word
# without quotes are no syntax of RFC 9535. jsonpath-ng 1.7.0, which is older than the standard, reads
# them. A linter built on a standard library turns away definitions that AWS runs.
# Output seen: JSONPathSyntaxError (twice each) against [1], ['ok'] and ['hola'].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
timeout 120 "$folder/venv/bin/pip" -q install \
    jsonpath-ng==1.7.0 jsonpath-rfc9535==1.0.1 python-jsonpath==2.2.2
timeout 30 "$folder/venv/bin/python" - <<'PYTHON'
import jsonpath
import jsonpath_rfc9535
from jsonpath_ng.ext import parse

cases = [
    ("$.abc.['def ghi']", {"abc": {"def ghi": 1}}, [1]),
    ("$.Parts.[0].State", {"Parts": [{"State": "ok"}]}, ["ok"]),
    ("$[?(@.Lang==es)].Text", [{"Lang": "es", "Text": "hola"}], ["hola"]),
]


def refuses(read):
    try:
        read()
    except (jsonpath.JSONPathSyntaxError, jsonpath_rfc9535.JSONPathSyntaxError):
        return True
    return False


for path, data, found in cases:
    assert [match.value for match in parse(path).find(data)] == found, path
    assert refuses(lambda: jsonpath.findall(path, data)), path
    assert refuses(lambda: jsonpath_rfc9535.find(path, data)), path
PYTHON
echo "As found: the paths of Step Functions' guide and samples are refused by both RFC 9535 libraries."
