"""Filter expressions of JSONPath: ``[?(@.status == 0 && @.year > 1997)]``.

Comparisons ``== != < <= > >= in nin``, existence ``@.name``, ``!``, ``&&``, ``||`` and brackets.
A word without quotes is text (reported: ChristopheBougere/asl-validator, issue 150). Values of
different types are never equal and never in order. ``=~`` is refused: a regular
expression from outside could run for ever.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from eda_core.asl.paths.lexer import PathSyntaxError, quoted_end, unquote
from eda_core.asl.paths.selectors import Test
from eda_core.asl.payload import MISSING, Json, is_number, same_json

MAX_FILTER_DEPTH: Final = 20
"""Deepest nesting of brackets in one filter."""

FilterOperand: TypeAlias = Callable[[Json, Json], Json]
"""From an item and the whole document to a value, which may be ``MISSING``."""

ScanPath: TypeAlias = Callable[[str, int], tuple[FilterOperand, int] | None]
"""Reads the path at a place of a filter and says where it ends; None where there is none."""

_SPACE: Final = re.compile(r"\s*")
_TOKEN: Final = re.compile(r"[^\s'\"\[\](){},&|=<>!@$*?]+")
_NUMBER: Final = re.compile(r"-?\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_OPERATOR: Final = re.compile(r"==|!=|<=|>=|=~|<|>|in\b|nin\b")
_WORDS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None}


@dataclass(slots=True)
class _Reader:
    """A place in the text of a filter, moving to the right."""

    text: str
    at: int
    scan_path: ScanPath
    depth: int = 0

    def take(self, token: str) -> bool:
        """Skip spaces; move past ``token`` if it comes next."""
        self.skip()
        found = self.text.startswith(token, self.at)
        self.at += len(token) if found else 0
        return found

    def match(self, pattern: re.Pattern[str]) -> str | None:
        """Skip spaces; move past what ``pattern`` matches and return it, or None."""
        self.skip()
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found.group()

    def skip(self) -> None:
        """Move past spaces."""
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at

    def expect(self, token: str) -> None:
        """Move past ``token`` or refuse."""
        if not self.take(token):
            raise PathSyntaxError(f"'{token}' is missing", self.at)


def compile_filter(text: str, start: int, scan_path: ScanPath) -> tuple[Test, int]:
    """Compile the filter whose opening bracket is at ``start``; return it and where it ends.

    ``scan_path`` reads the paths in it. Raises ``PathSyntaxError``.
    """
    reader = _Reader(text, start, scan_path)
    reader.expect("(")
    test = _any_of(reader)
    reader.expect(")")
    return test, reader.at


def _any_of(reader: _Reader) -> Test:
    tests = [_all_of(reader)]
    while reader.take("||"):
        tests.append(_all_of(reader))
    return tests[0] if len(tests) == 1 else lambda item, doc: any(t(item, doc) for t in tests)


def _all_of(reader: _Reader) -> Test:
    tests = [_one(reader)]
    while reader.take("&&"):
        tests.append(_one(reader))
    return tests[0] if len(tests) == 1 else lambda item, doc: all(t(item, doc) for t in tests)


def _one(reader: _Reader) -> Test:
    reader.depth += 1
    if reader.depth > MAX_FILTER_DEPTH:
        raise PathSyntaxError(f"the filter nests deeper than {MAX_FILTER_DEPTH} levels", reader.at)
    test = _negation(reader) if reader.take("!") else _bracketed_or_comparison(reader)
    reader.depth -= 1
    return test


def _negation(reader: _Reader) -> Test:
    inner = _one(reader)
    return lambda item, doc: not inner(item, doc)


def _bracketed_or_comparison(reader: _Reader) -> Test:
    if not reader.take("("):
        return _comparison(reader)
    inner = _any_of(reader)
    reader.expect(")")
    return inner


def _comparison(reader: _Reader) -> Test:
    left = _operand(reader)
    symbol = reader.match(_OPERATOR)
    if symbol is None:
        return lambda item, doc: left(item, doc) is not MISSING
    if symbol == "=~":
        raise PathSyntaxError("'=~' is not supported", reader.at - 2)
    compare = _COMPARE[symbol]
    right = _operand(reader)
    return lambda item, doc: compare(left(item, doc), right(item, doc))


def _operand(reader: _Reader) -> FilterOperand:
    reader.skip()
    path = reader.scan_path(reader.text, reader.at)
    if path is not None:
        operand, reader.at = path
        return operand
    value = _array(reader) if reader.take("[") else _literal(reader)
    return lambda _item, _doc: value


def _array(reader: _Reader) -> list[Json]:
    items: list[Json] = []
    while not reader.take("]"):
        if items:
            reader.expect(",")
        items.append(_literal(reader))
    return items


def _literal(reader: _Reader) -> Json:
    token = reader.match(_TOKEN)
    if token is not None:
        return _value_of(token)
    if reader.text[reader.at : reader.at + 1] not in ("'", '"'):
        raise PathSyntaxError("a path, number, text, true, false or null is missing", reader.at)
    end = quoted_end(reader.text, reader.at)
    literal, reader.at = reader.text[reader.at : end], end
    return unquote(literal)


def _value_of(token: str) -> Json:
    """Return the value a token without quotes stands for: a word that is no other is text."""
    if _NUMBER.fullmatch(token) is not None:
        return float(token) if set(token) & set(".eE") else int(token)
    return _WORDS.get(token, token)


def _ordered(compare: Callable[[Json, Json], bool]) -> Callable[[Json, Json], bool]:
    def test(left: Json, right: Json) -> bool:
        numbers = is_number(left) and is_number(right)
        return (numbers or (isinstance(left, str) and isinstance(right, str))) and compare(
            left, right
        )

    return test


def _among(left: Json, right: Json) -> bool:
    return isinstance(right, list) and any(same_json(left, item) for item in right)


_COMPARE: Final[dict[str, Callable[[Json, Json], bool]]] = {
    "==": same_json,
    "!=": lambda left, right: not same_json(left, right),
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "in": _among,
    "nin": lambda left, right: not _among(left, right),
}
