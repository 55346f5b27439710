"""JSON of a stranger, read value by value: what cannot be used is said with its place."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from eda_core.domain.errors import EdaError, InvalidScenario
from eda_core.domain.json_faults import json_fault

T = TypeVar("T")

MOST_TEXT: Final = 2_000
"""Characters of a text, such as a sentence to be found."""

_KINDS: Final = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def parsed_json(text: str, most_bytes: int, what: str) -> "Given":
    """Return the JSON of a text; raises `InvalidScenario` where it is none, or too large."""
    if len(text.encode("utf-8", "surrogatepass")) > most_bytes:
        raise InvalidScenario(f"{what} has more than {most_bytes // 1024} KiB.")
    try:
        return Given(json.loads(text, parse_constant=_refuse))
    except RecursionError:
        raise InvalidScenario(f"{what} is nested too deep.") from None
    except ValueError as fault:
        raise InvalidScenario(f"{what} is not JSON: {json_fault(fault)}.") from None


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


@dataclass(frozen=True, slots=True)
class Given:
    """A JSON value, and its place in the file: ``do[2].order.amount``."""

    value: Any
    path: str = ""

    def refused(self, reason: str) -> InvalidScenario:
        """Return the error that says what is wrong here."""
        return InvalidScenario(reason, self.path)

    def _wants(self, what: str) -> InvalidScenario:
        kind = _KINDS.get(type(self.value), "something else")
        return self.refused(f"It must be {what}, not {kind}.")

    def fields(self, known: Iterable[str], required: Iterable[str] = ()) -> Mapping[str, "Given"]:
        """Return the fields of an object that has only ``known`` ones, and all ``required``."""
        if not isinstance(self.value, dict):
            raise self._wants("an object")
        names = tuple(known)
        for name in self.value:
            if name not in names:
                raise self.refused(f"There is no {name[:40]!r} here; there is {', '.join(names)}.")
        for name in required:
            if name not in self.value:
                raise self.refused(f"{name!r} is missing.")
        return {name: self.at(name) for name in self.value}

    def at(self, name: str) -> "Given":
        """Return a field of an object."""
        return Given(self.value[name], f"{self.path}.{name[:40]}" if self.path else name[:40])

    def items(self, most: int) -> tuple["Given", ...]:
        """Return the items of a list of at most so many."""
        if not isinstance(self.value, list):
            raise self._wants("a list")
        if len(self.value) > most:
            raise self.refused(f"It has {len(self.value)} items; {most} are the most.")
        return tuple(Given(each, f"{self.path}[{at}]") for at, each in enumerate(self.value))

    def text(self, most: int = MOST_TEXT) -> str:
        """Return a text of at most so many characters."""
        if not isinstance(self.value, str):
            raise self._wants("a text")
        if len(self.value) > most:
            raise self.refused(f"It has {len(self.value)} characters; {most} are the most.")
        return self.value

    def texts(self, most: int) -> tuple[str, ...]:
        """Return a list of texts, at most so many."""
        return tuple(each.text() for each in self.items(most))

    def one_of(self, words: Iterable[str]) -> str:
        """Return one of these words."""
        if self.text() not in (known := tuple(words)):
            raise self.refused(f"It must be one of {', '.join(known)}, not {self.value[:40]!r}.")
        return self.text()

    def number(self, least: float = -math.inf, most: float = math.inf) -> int | float:
        """Return a finite number between these."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wants("a number")
        if not math.isfinite(value) or not least <= value <= most:
            raise self.refused(f"It must lie between {least:,} and {most:,}.")
        return value

    def whole(self, least: int, most: int) -> int:
        """Return a whole number between these."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self._wants("a whole number")
        self.number(least, most)
        return self.value

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self._wants("true or false")
        return self.value

    def only(self, wanted: Any) -> None:
        """Raise unless this is the one value that can stand here."""
        if type(self.value) is not type(wanted) or self.value != wanted:
            raise self.refused(f"It must be {json.dumps(wanted)}.")

    def read(self, how: Callable[[Any], T]) -> T:
        """Return what ``how`` makes of the value; what it refuses is said with the place."""
        try:
            return how(self.value)
        except EdaError as fault:
            raise self.refused(str(fault)) from None
