"""How values are written in sentences: as JSON, short, and always printable."""

import json
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from eda_core.domain.unseen import reveal
from eda_core.patterns.values import Numeral, Opaque, Scalar

T = TypeVar("T")

_LONGEST_VALUE = 80
_READS_AS_NO_STRING = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null", re.ASCII)
_MOST_VALUES = 5
_NO_BREAK = "\u00a0"
"""It looks like a space; what was copied from a page has it."""


def as_json(value: Scalar) -> str:
    """Write ``value`` as JSON, what would not be seen in it as escapes; cut after 80 characters."""
    if isinstance(value, Numeral):
        return shortened(value.text)
    if isinstance(value, Opaque):
        return f"({value.kind}, which JSON has not)"
    written = json.dumps(value, ensure_ascii=False).replace(_NO_BREAK, "\\u00a0")
    return shortened(reveal(written))


def as_words(value: Scalar) -> str:
    """Write ``value`` for a sentence: a plain string goes without its quotes.

    One that reads like a number, a boolean or null keeps them: ``"5"`` is not ``5``.
    """
    plain = isinstance(value, str) and value.isprintable() and value == value.strip() != ""
    if not plain or _READS_AS_NO_STRING.fullmatch(str(value)):
        return as_json(value)
    return shortened(str(value))


def with_type(value: Scalar) -> str:
    """Write ``value`` as JSON with its JSON type: ``5 (a number)``, ``"5" (a string)``."""
    name = type_of(value)
    return as_json(value) if name == "null" else f"{as_json(value)} (a {name})"


def type_of(value: Scalar) -> str:
    """Name the JSON type of ``value``; a leaf JSON has not is named by its class."""
    if isinstance(value, Opaque):
        return value.kind
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"


def spelling(value: Scalar) -> str:
    """Return what ``value`` looks like without its type: ``5`` for ``5`` and for ``"5"``."""
    return value if isinstance(value, str) else as_json(value)


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
