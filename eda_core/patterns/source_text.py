"""Reading the text of an event pattern, with the words and positions AWS uses for its faults.

AWS reads patterns with Jackson, whose messages end in the place of the fault. Four are recorded:
an unknown token, a name without quotes, and a first character that opens no object. The others
follow the same reader's words and are not recorded. What follows the closing brace is ignored, as
AWS's engine does.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from typing import NoReturn

from eda_core.domain.errors import InvalidPattern
from eda_core.patterns.nodes import (
    MAX_PATTERN_DEPTH,
    TOO_DEEP,
    ArrayNode,
    Node,
    NumberNode,
    ObjectNode,
)
from eda_core.patterns.values import fraction_from_text, integer_from_text

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_HEX_DIGITS = re.compile(r"[0-9a-fA-F]{0,4}")
_TOKEN = re.compile(r"\w+")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_STRING = JSONDecoder()
_LONGEST_QUOTE = 500
_LONGEST_TOKEN = 256

_ANY_VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
_FIELD_NAME = "was expecting double-quote to start field name"
_COLON = "was expecting a colon to separate field name and value"


def read_pattern(text: str) -> ObjectNode:
    """Read the object that ``text`` begins with.

    Raises ``InvalidPattern`` with the reader's message, ending in the line and column.
    """
    reader = _Reader(text)
    at = reader.after_space(0)
    if text[at : at + 1] != "{":
        _refuse_other_than_object(reader, at)
    node, _ = _object(reader, at, 0)
    return node


@dataclass(frozen=True, slots=True)
class _Reader:
    """The text, and how to speak of a place in it."""

    text: str

    def after_space(self, at: int) -> int:
        """Return the next position that is not white space."""
        space = _SPACE.match(self.text, at)
        return space.end() if space else at

    def fault(self, message: str, at: int) -> InvalidPattern:
        """Say ``message`` with the source, and the line and column of position ``at``."""
        return InvalidPattern(f"{message}\n at {self.place(at)}")

    def place(self, at: int) -> str:
        """Describe position ``at``; columns count from 1."""
        line = self.text.count("\n", 0, at) + 1
        column = at - (self.text.rfind("\n", 0, at) + 1) + 1
        cut = len(self.text) - _LONGEST_QUOTE
        note = f"[truncated {cut} chars]" if cut > 0 else ""
        quote = f'"{self.text[:_LONGEST_QUOTE]}"{note}'
        return f"[Source: (String){quote}; line: {line}, column: {column}]"


def _refuse_other_than_object(reader: _Reader, at: int) -> NoReturn:
    """Read the first token as far as AWS does before it sees that it opens no object."""
    end = at + 1
    if at >= len(reader.text):
        end = at
    elif reader.text[at] != "[":
        _, end = _value(reader, at, 0)
    raise reader.fault("Filter is not an object", end)


def _value(reader: _Reader, at: int, depth: int) -> tuple[Node, int]:
    """Read the value at ``at``; returns it and the position after it."""
    if depth > MAX_PATTERN_DEPTH:
        raise InvalidPattern(TOO_DEEP)
    opening = reader.text[at]
    if opening == "{":
        return _object(reader, at, depth)
    if opening == "[":
        return _array(reader, at, depth)
    if opening == '"':
        return _string(reader, at)
    return _number(reader, at) if opening in "-0123456789" else _word(reader, at)


def _object(reader: _Reader, start: int, depth: int) -> tuple[ObjectNode, int]:
    members: list[tuple[str, Node]] = []
    at = _required(reader, start + 1, "Object", start)
    while reader.text[at] != "}":
        if members:
            at = _after_comma(reader, at, "Object", start)
        name, at = _name(reader, at)
        at = _after_colon(reader, at, start)
        value, at = _value(reader, at, depth + 1)
        members.append((name, value))
        at = _required(reader, at, "Object", start)
    return ObjectNode(tuple(members)), at + 1


def _array(reader: _Reader, start: int, depth: int) -> tuple[ArrayNode, int]:
    items: list[Node] = []
    at = _required(reader, start + 1, "Array", start)
    while reader.text[at] != "]":
        if items:
            at = _after_comma(reader, at, "Array", start)
        value, at = _value(reader, at, depth + 1)
        items.append(value)
        at = _required(reader, at, "Array", start)
    return ArrayNode(tuple(items)), at + 1


def _required(reader: _Reader, at: int, kind: str, start: int) -> int:
    """Skip white space inside an object or array; the text may not end there."""
    at = reader.after_space(at)
    if at < len(reader.text):
        return at
    message = (
        f"Unexpected end-of-input: expected close marker for {kind}"
        f" (start marker at {reader.place(start)})"
    )
    raise reader.fault(message, at)


def _after_comma(reader: _Reader, at: int, kind: str, start: int) -> int:
    if reader.text[at] != ",":
        expected = f"was expecting comma to separate {kind} entries"
        raise reader.fault(_unexpected(reader.text[at], expected), at)
    return _required(reader, at + 1, kind, start)


def _after_colon(reader: _Reader, at: int, start: int) -> int:
    at = _required(reader, at, "Object", start)
    if reader.text[at] != ":":
        raise reader.fault(_unexpected(reader.text[at], _COLON), at)
    return _required(reader, at + 1, "Object", start)


def _name(reader: _Reader, at: int) -> tuple[str, int]:
    if reader.text[at] != '"':
        raise reader.fault(_unexpected(reader.text[at], _FIELD_NAME), at)
    return _string(reader, at)


def _string(reader: _Reader, at: int) -> tuple[str, int]:
    try:
        value, end = _STRING.raw_decode(reader.text, at)
    except JSONDecodeError as fault:
        raise reader.fault(*_string_fault(reader.text, fault)) from fault
    return str(value), end


def _string_fault(text: str, fault: JSONDecodeError) -> tuple[str, int]:
    """Return what AWS's reader says of a broken string, and where."""
    describe = next(
        each for beginning, each in _STRING_FAULTS.items() if fault.msg.startswith(beginning)
    )
    return describe(text, fault.pos)


def _unterminated(text: str, _: int) -> tuple[str, int]:
    return "Unexpected end-of-input: was expecting closing quote for a string value", len(text)


def _control_character(text: str, at: int) -> tuple[str, int]:
    found = f"Illegal unquoted character ((CTRL-CHAR, code {ord(text[at])}))"
    return f"{found}: has to be escaped using backslash to be included in string value", at


def _broken_code_point(text: str, at: int) -> tuple[str, int]:
    digits = _HEX_DIGITS.match(text, at + 1)
    end = digits.end() if digits else at + 1
    expected = "expected a hex-digit for character escape sequence"
    return _unexpected(text[end : end + 1], expected), end


def _unknown_escape(text: str, at: int) -> tuple[str, int]:
    return f"Unrecognized character escape {_named(text[at + 1])}", at + 1


# By the beginning of the standard library's message, the longer one first.
_STRING_FAULTS: Mapping[str, Callable[[str, int], tuple[str, int]]] = {
    "Unterminated": _unterminated,
    "Invalid control character": _control_character,
    "Invalid \\u": _broken_code_point,
    "Invalid \\": _unknown_escape,
}


def _number(reader: _Reader, at: int) -> tuple[NumberNode, int]:
    found = _NUMBER.match(reader.text, at)
    if found is None:
        following = reader.text[at + 1 : at + 2]
        expected = "expected digit (0-9) to follow minus sign, for valid numeric value"
        raise reader.fault(_unexpected(following, expected), at + 1)
    text = found.group()
    if text.lstrip("-") == "0" and reader.text[found.end() : found.end() + 1].isdigit():
        raise reader.fault("Invalid numeric value: Leading zeroes not allowed", found.end())
    whole = found.group(1) is None and found.group(2) is None
    number = integer_from_text(text) if whole else fraction_from_text(text)
    return NumberNode(number, text), found.end()


def _word(reader: _Reader, at: int) -> tuple[bool | None, int]:
    token = _TOKEN.match(reader.text, at)
    if token is None or not token.group()[0].isalpha():
        expected = f"expected a valid value {_ANY_VALUE}"
        raise reader.fault(_unexpected(reader.text[at], expected), at)
    if token.group() not in _WORDS:
        word = token.group()
        shown = word if len(word) <= _LONGEST_TOKEN else f"{word[:_LONGEST_TOKEN]}..."
        message = f"Unrecognized token '{shown}': was expecting {_ANY_VALUE}"
        raise reader.fault(message, token.end())
    return _WORDS[token.group()], token.end()


def _unexpected(character: str, expected: str) -> str:
    return f"Unexpected character ({_named(character)}): {expected}"


def _named(character: str) -> str:
    return f"'{character}' (code {ord(character)})" if character else "end of the text"
