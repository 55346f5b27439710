"""How values are written in sentences: as JSON, short, and always printable."""

import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from eda_core.patterns.numerals import Numeral
from eda_core.patterns.values import Opaque, Scalar

T = TypeVar("T")

_LONGEST_VALUE = 80
_MOST_VALUES = 5


def as_json(value: Scalar) -> str:
    """Write ``value`` as JSON, cut after 80 characters."""
    if isinstance(value, Numeral):
        return shortened(value.text)
    if isinstance(value, Opaque):
        return f"({value.kind}, which JSON has not)"
    return shortened(json.dumps(value, ensure_ascii=False))


def as_words(value: Scalar) -> str:
    """Write ``value`` for a sentence: a plain string goes without its quotes."""
    plain = isinstance(value, str) and value.isprintable() and value == value.strip() != ""
    return shortened(str(value)) if plain else as_json(value)


def listed(values: Sequence[T], write: Callable[[T], str], conjunction: str) -> str:
    """Write a list such as ``a, b or c``, the values after the fifth only counted."""
    *some, last = _shown(values, write)
    return f"{', '.join(some)} {conjunction} {last}" if some else last


def enumerated(values: Sequence[T], write: Callable[[T], str]) -> str:
    """Write the values with commas, the ones after the fifth only counted."""
    return ", ".join(_shown(values, write))


def _shown(values: Sequence[T], write: Callable[[T], str]) -> list[str]:
    beyond = len(values) - _MOST_VALUES
    return [*map(write, values[:_MOST_VALUES]), *([f"{beyond} more"] if beyond > 0 else [])]


def shortened(text: str) -> str:
    """Cut ``text`` after 80 characters; lone surrogates, which no file can hold, become ``?``."""
    short = text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
    return short.encode("utf-8", "replace").decode("utf-8")
