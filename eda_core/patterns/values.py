"""The values found at the leaves of events, and when two of them are the same value.

Python holds ``True == 1`` and ``300 == 300.0``; event patterns hold only the second. The one place
that tells them apart is ``exact_key``::

    >>> exact_key(True) == exact_key(1)
    False
    >>> exact_key(300) == exact_key(300.0)
    True

A number is compared as a double, so 300, 300.0 and 3e2 are one number. A number that a double
cannot carry without changing its value (an integer such as 9007199254740993, or 1e400) is kept as
its spelling and equals only the same spelling (AWS event-ruler, "Cannot compare number").
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

_SAFE_INTEGER = 2**53
# A decimal of up to 15 significant digits survives the way through a double and back.
_SAFE_LENGTH = 15


@dataclass(frozen=True, slots=True)
class Numeral:
    """A JSON number that no double carries exactly; equal only to its own spelling."""

    text: str


Number: TypeAlias = int | float | Numeral


def integer_from_text(text: str) -> Number:
    """Read the spelling of a JSON integer: ``12``, ``-0``, or one of a thousand digits."""
    return int(text) if len(text) <= _SAFE_LENGTH else _carried(text)


def fraction_from_text(text: str) -> Number:
    """Read the spelling of a JSON number that has a point or an exponent."""
    if len(text) <= _SAFE_LENGTH and not ("e" in text or "E" in text):
        return float(text)
    return _carried(text)


def number_from_value(value: int | float) -> Number:
    """Take a number of parsed JSON (no ``bool``); an ``inf`` or ``nan`` equals nothing else."""
    if isinstance(value, float):
        return value if math.isfinite(value) else Numeral(repr(value))
    if -_SAFE_INTEGER <= value <= _SAFE_INTEGER:
        return value
    # Decimal, not str: Python refuses to spell out integers of more than 4300 digits.
    return _carried(format(Decimal(value), "f"))


def _carried(text: str) -> Number:
    """Return the double that ``text`` names, or its spelling where no double names it."""
    value = float(text)
    if math.isinf(value):
        return Numeral(text)
    if value == 0:
        return Numeral(text) if _has_digit(text) else 0
    return value if Decimal(repr(value)) == Decimal(text) else Numeral(text)


def _has_digit(text: str) -> bool:
    """Say whether the mantissa of ``text`` has a digit other than 0, as 1e-400 has."""
    mantissa = text.lower().partition("e")[0]
    return any(digit in mantissa for digit in "123456789")


@dataclass(frozen=True, slots=True)
class Opaque:
    """A leaf that JSON has no word for, such as a date: present, and equal to no value."""

    kind: str


Scalar: TypeAlias = str | int | float | bool | Numeral | Opaque | None


# The classes of parsed JSON: asking for them first is faster than asking for what they are not.
_LEAF_CLASSES = frozenset({str, bool, int, float, type(None), Numeral})


def exact_key(value: Scalar) -> Hashable:
    """Return a key that two values share exactly when an event pattern calls them equal."""
    return (value,) if value is True or value is False or value is None else value


def scalar_from_value(value: Any) -> Scalar:
    """Take a leaf of parsed JSON, whatever it is."""
    if value is None or isinstance(value, (str, bool, Numeral)):
        return value
    if isinstance(value, (int, float)):
        return number_from_value(value)
    return Opaque(type(value).__name__)


def is_object(value: Any) -> bool:
    """Say whether ``value`` is a JSON object."""
    kind = value.__class__
    return kind is dict or (kind not in _LEAF_CLASSES and isinstance(value, Mapping))


def is_array(value: Any) -> bool:
    """Say whether ``value`` is a JSON array; a tuple counts as one."""
    return isinstance(value, (list, tuple))
