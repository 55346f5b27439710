"""The comparisons of a Choice: type x order, as one table (AWS: *Choice workflow state*).

A value of another type than the comparison asks for makes it false (recorded).
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from eda_core.asl.payload import MISSING, Json, is_number
from eda_core.asl.timestamps import parse_timestamp

Compare: TypeAlias = Callable[[Json, Json], bool]


@dataclass(frozen=True, slots=True)
class Operator:
    """One comparison, such as ``NumericGreaterThan``.

    ``symbol`` is how it reads in a sentence. ``compare(value, wanted)`` is false for a value of
    another type. ``takes(wanted)`` says whether a definition may ask for ``wanted``, and
    ``wanted_kind`` what it has to be.
    """

    name: str
    symbol: str
    compare: Compare
    takes: Callable[[Json], bool]
    wanted_kind: str
    sees_missing: bool = False

    @property
    def is_claim(self) -> bool:
        """Whether it asks what a value is, such as ``IsNumeric``, rather than compares it."""
        return self.symbol.startswith("is ")

    def phrase(self, wanted: Json) -> str:
        """Return the symbol; for a claim that is denied, its negation: ``is not a number``."""
        return (
            self.symbol.replace("is ", "is not ", 1)
            if wanted is False and self.is_claim
            else self.symbol
        )


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_bool(value: Json) -> bool:
    return isinstance(value, bool)


def is_timestamp(value: Json) -> bool:
    """Say whether ``value`` is text in the timestamp form AWS takes."""
    return isinstance(value, str) and parse_timestamp(value) is not None


def _numeric(compare: Compare) -> Compare:
    def test(value: Json, wanted: Json) -> bool:
        # type() is quicker than isinstance() and leaves bool out
        if type(value) in _NUMBERS and type(wanted) in _NUMBERS:
            return compare(value, wanted)
        return False

    return test


_NUMBERS: Final = frozenset((int, float))


def _textual(compare: Compare) -> Compare:
    def test(value: Json, wanted: Json) -> bool:
        return _is_text(value) and _is_text(wanted) and compare(_units(value), _units(wanted))

    return test


def _units(text: str) -> str | bytes:
    """Return ``text`` in a form that sorts as Java sorts it: by UTF-16 code units."""
    return text.encode("utf-16-be", "surrogatepass")


def _timed(compare: Compare) -> Compare:
    def test(value: Json, wanted: Json) -> bool:
        if not (_is_text(value) and _is_text(wanted)):
            return False
        left, right = parse_timestamp(value), parse_timestamp(wanted)
        return left is not None and right is not None and compare(left, right)

    return test


def _is_kind(test: Callable[[Json], bool]) -> Compare:
    return lambda value, wanted: (value is not MISSING and test(value)) is wanted


def _matches(value: Json, pattern: Json) -> bool:
    """Match ``*`` with any text, ``\\*`` with a star, ``\\\\`` with a backslash."""
    if not (_is_text(value) and _is_text(pattern)):
        return False
    first, *others = _pieces(pattern)
    if not others:
        return bool(value == first)
    *middle, last = others
    if not value.startswith(first) or len(value) < len(first) + len(last):
        return False
    return value.endswith(last) and _in_order(value[len(first) : len(value) - len(last)], middle)


def _in_order(text: str, pieces: list[str]) -> bool:
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _pieces(pattern: str) -> list[str]:
    """Return the fixed text between the stars of ``pattern``."""
    pieces = [""]
    characters = iter(pattern)
    for character in characters:
        if character == "*":
            pieces.append("")
        elif character == "\\":
            pieces[-1] += next(characters, "\\")
        else:
            pieces[-1] += character
    return pieces


_ORDER: Final[dict[str, tuple[str, Compare]]] = {
    "Equals": ("=", operator.eq),
    "LessThan": ("<", operator.lt),
    "GreaterThan": (">", operator.gt),
    "LessThanEquals": ("<=", operator.le),
    "GreaterThanEquals": (">=", operator.ge),
}
_TYPES: Final[dict[str, tuple[Callable[[Compare], Compare], Callable[[Json], bool], str]]] = {
    "Numeric": (_numeric, is_number, "a number"),
    "String": (_textual, _is_text, "text"),
    "Timestamp": (_timed, is_timestamp, "a timestamp such as 2016-08-18T17:33:00Z"),
}
_KINDS: Final[dict[str, tuple[str, Callable[[Json], bool]]]] = {
    "IsBoolean": ("is a boolean", _is_bool),
    "IsNull": ("is null", lambda value: value is None),
    "IsNumeric": ("is a number", is_number),
    "IsPresent": ("is present", lambda _: True),
    "IsString": ("is text", _is_text),
    "IsTimestamp": ("is a timestamp", is_timestamp),
}


def _operators() -> dict[str, Operator]:
    """Return every comparison by its name: the types times the orders, and the odd ones."""
    table = {
        f"{kind}{order}": Operator(f"{kind}{order}", symbol, make(compare), takes, wanted)
        for kind, (make, takes, wanted) in _TYPES.items()
        for order, (symbol, compare) in _ORDER.items()
    }
    table |= {
        name: Operator(name, claim, _is_kind(test), _is_bool, "true or false", name == "IsPresent")
        for name, (claim, test) in _KINDS.items()
    }
    equal = Operator("BooleanEquals", "=", _same_bool, _is_bool, "true or false")
    like = Operator("StringMatches", "matches", _matches, _is_text, "text")
    return table | {equal.name: equal, like.name: like}


def _same_bool(value: Json, wanted: Json) -> bool:
    return _is_bool(value) and value is wanted


OPERATORS: Final = _operators()
"""Every comparison by its name, ``...Path`` forms aside."""

WITH_PATH: Final = frozenset(
    name for name in OPERATORS if not name.startswith("Is") and name != "StringMatches"
)
"""The comparisons that have a ``...Path`` form as well."""
