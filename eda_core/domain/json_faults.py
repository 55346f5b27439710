"""What is wrong with a text that is no JSON, in words that are no Python's."""

from json import JSONDecodeError
from types import MappingProxyType
from typing import Final

_WORDS: Final = MappingProxyType(
    {
        "Expecting value": "a value should begin",
        "Expecting property name": "a name in double quotes should begin",
        "Expecting ':'": "a colon should stand",
        "Expecting ','": "a comma should stand",
        "Illegal trailing comma": "nothing comes after the comma",
        "Extra data": "something more stands after the end",
        "Unterminated string": "a text without a closing quote begins",
        "Invalid control character": "a control character is not escaped",
        "Invalid \\escape": "a backslash stands before no letter it can escape",
        "Invalid \\uXXXX": "four digits of hexadecimal should follow",
        "Unexpected UTF-8 BOM": "a byte order mark stands",
    }
)
"""By how Python's `json` begins to say it; which of these it says depends on its version."""

_LONG_NUMBER: Final = "set_int_max_str_digits"
"""What Python says of a whole number that is too long for it."""


def json_fault(refusal: Exception) -> str:
    """Return what is wrong with a text that Python's `json` did not read, and where."""
    if isinstance(refusal, RecursionError):
        return "it is nested too deep"
    if isinstance(refusal, JSONDecodeError):
        return f"{wrong_in(refusal)} at line {refusal.lineno}, column {refusal.colno}"
    return "a number has too many digits" if _LONG_NUMBER in str(refusal) else str(refusal)


def wrong_in(refusal: JSONDecodeError) -> str:
    """Return what is wrong, for a place to follow."""
    said = refusal.msg
    return next((words for begins, words in _WORDS.items() if said.startswith(begins)), said)
