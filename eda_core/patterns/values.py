"""The values found at the leaves of events, and when two of them are the same value.

Python holds ``True == 1`` and ``300 == 300.0``; event patterns hold only the second. The one place
that tells them apart is ``exact_key``::

    >>> exact_key(True) == exact_key(1)
    False
    >>> exact_key(300) == exact_key(300.0)
    True
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from eda_core.patterns.numerals import Numeral, number_from_value


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
