"""Tests of single fields of an envelope, as they are typed into a search: ``detail.amount>500``.

A term is a field of the envelope (``detail.`` goes on into the detail), a comparison and a value.
``:`` looks for a text in a text, and for equality in a number; ``=`` always for equality; ``>``,
``>=``, ``<`` and ``<=`` compare numbers. Everything else that is typed is text to look for.
"""

import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eda_core.domain.events import Event

DEEPEST: Final = 16
"""Names in the path of a field at most."""

_FIELDS: Final = "version|id|detail-type|source|account|time|region|resources"
_TERM: Final = re.compile(
    rf"(?<!\S)(?P<path>{_FIELDS}|detail(?:\.[\w-]+){{1,{DEEPEST}}})"
    r'(?P<sign>>=|<=|[:=<>])(?:"(?P<quoted>[^"]*)"|(?P<word>[^\s"]+))(?!\S)'
)
_ORDERED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """One test of one field: the names that lead to it, the comparison and the value."""

    path: tuple[str, ...]
    sign: str
    value: str

    @property
    def number(self) -> float | None:
        """The value as a number; None where it is none."""
        return _number(self.value)

    def takes(self, event: Event) -> bool:
        """Return whether the event has the field and it fits; of a list, one element is enough."""
        return any(self._fits(value) for value in _values(event.to_envelope(), self.path))

    def _fits(self, value: Any) -> bool:
        if self.sign in _ORDERED:
            return _is_number(value) and self._compares(value, _number(self.value))
        if self.sign == ":" and isinstance(value, str):
            return self.value.casefold() in value.casefold()
        if _is_number(value):
            return bool(_number(self.value) == value)
        return bool(self.value == (value if isinstance(value, str) else json.dumps(value)))

    def _compares(self, value: float, wanted: float | None) -> bool:
        return wanted is not None and _ORDERED[self.sign](value, wanted)


def terms_from(text: str) -> tuple[tuple[FieldTerm, ...], str]:
    """Return the terms in what was typed, and the text that is left to look for."""
    terms = tuple(
        FieldTerm(tuple(found["path"].split(".")), found["sign"], _value(found))
        for found in _TERM.finditer(text)
    )
    return terms, " ".join(_TERM.sub(" ", text).split()) if terms else text.strip()


def _value(found: re.Match[str]) -> str:
    quoted: str | None = found["quoted"]
    return found["word"] if quoted is None else quoted


def _values(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(text: str) -> float | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if _is_number(value) else None
