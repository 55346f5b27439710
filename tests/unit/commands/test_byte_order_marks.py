"""Files of Windows editors begin with a byte order mark, wherever a command reads one."""

import codecs
import io
import json

import pytest

from eda_core.commands.cli import main

DEFINITION = b'{"StartAt":"S","States":{"S":{"Type":"Succeed"}}}'
COMMANDS = {
    "execute": (["execute", "--definition", "-", "--input", "{}"], DEFINITION),
    "execute --cases": (
        ["execute", "--cases", "-"],
        b'{"definition":' + DEFINITION + b',"input":{},"expected_status":"SUCCEEDED"}\n',
    ),
    "match": (["match", "--pattern", "-", "--event", '{"a": 1}'], b'{"a": [1]}'),
    "simulate --orders": (["simulate", "--orders", "-"], b'{"id":1,"amount":5}\n'),
    "simulate --faults": (
        ["simulate", "--count", "1", "--faults", "-"],
        b'{"kind":"drop","where":"cw-catch-all"}\n',
    ),
}


def run(argv, data):
    out, err = io.StringIO(), io.StringIO()
    return main(argv, io.BytesIO(data), out, err), out.getvalue(), err.getvalue()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_mark_changes_nothing(command):
    argv, data = COMMANDS[command]
    plain, marked = run(argv, data), run(argv, codecs.BOM_UTF8 + data)
    assert plain[0] == marked[0] == 0
    assert _steady(plain[1]) == _steady(marked[1])


def _steady(text):
    """A report without what the machine's speed makes of it."""
    try:
        report = json.loads(text)
    except ValueError:
        return text
    return {name: value for name, value in report.items() if "second" not in name}


def test_a_definition_in_utf_16_is_read():
    argv, data = COMMANDS["execute"]
    assert run(argv, data.decode().encode("utf-16"))[0] == 0


def test_lines_in_utf_16_are_refused_with_the_fix():
    argv, data = COMMANDS["simulate --orders"]
    status, _, told = run(argv, data.decode().encode("utf-16"))
    assert status == 2
    assert "save it as UTF-8" in told
