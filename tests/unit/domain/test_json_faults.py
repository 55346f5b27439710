"""What is wrong with a text that is no JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.json_faults import json_fault

PARTS = (
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    '"a"',
    "1",
    "-",
    "\\u00",
    "\\q",
    "\n",
    "tru",
    " ",
    "null",
)
"""What texts are put together of, so that each kind of fault comes."""


def fault_of(text):
    with pytest.raises((ValueError, RecursionError)) as refused:
        json.loads(text)
    return json_fault(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a value should begin at line 1, column 1"),
        ('{"a":\n tru}', "a value should begin at line 2, column 2"),
        ("{1: 2}", "a name in double quotes should begin at line 1, column 2"),
        ('{"a" 1}', "a colon should stand at line 1, column 6"),
        ("[1 2]", "a comma should stand at line 1, column 4"),
        ("{} {}", "something more stands after the end at line 1, column 4"),
        ('["a', "a text without a closing quote begins at line 1, column 2"),
        ('["a\nb"]', "a control character is not escaped at line 1, column 4"),
        (r'["\q"]', "a backslash stands before no letter it can escape at line 1, column 3"),
        (r'["\u12"]', "four digits of hexadecimal should follow at line 1, column 4"),
        ("\ufeff{}", "a byte order mark stands at line 1, column 1"),
        ("1" * 5000, "a number has too many digits"),
        ("[" * 100_000, "it is nested too deep"),
    ],
)
def test_it_is_said_in_our_words(text, said):
    assert fault_of(text) == said


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
def test_nothing_is_said_in_words_of_python(text):
    for refused in refusals_of(text):
        assert refused.msg not in json_fault(refused)
        assert "(char" not in json_fault(refused)


def refusals_of(text):
    try:
        json.loads(text)
    except ValueError as refused:
        return [refused]
    return []
