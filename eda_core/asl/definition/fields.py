"""Reading the fields of a definition: each is right, or refused by its place.

A place reads like ``States.isFraud.Choices[0].Next``.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eda_core.asl.definition.misspelling import nearest
from eda_core.asl.definition.payload_template import Template, parse_template
from eda_core.asl.paths.jsonpath import Path, ReferencePath, parse_path, parse_reference_path
from eda_core.asl.paths.lexer import PathSyntaxError
from eda_core.asl.payload import Json, shorten, to_label
from eda_core.asl.running.seconds import MAX_SECONDS
from eda_core.domain.errors import InvalidDefinition

LONGEST_REASON: Final = 800
"""Most characters of a reason; a definition may hold texts of any length."""

NOTHING: Final[Mapping[str, Json]] = {}


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "..."?`` for the known name that ``wrong`` misspells, or nothing."""
    near = nearest(wrong, known)
    return f'; did you mean "{near}"?' if near else ""


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of a definition and its place. Every reader raises ``InvalidDefinition``."""

    source: Mapping[str, Json]
    place: str

    def at(self, name: str) -> str:
        """Return the place of the field ``name``."""
        return f"{self.place}.{shorten(name)}" if self.place else shorten(name)

    def refuse(self, name: str, reason: str) -> InvalidDefinition:
        """Return the refusal of the field ``name``."""
        return InvalidDefinition(shorten(reason, LONGEST_REASON), self.at(name))

    def has(self, name: str) -> bool:
        """Say whether the field is given."""
        return name in self.source

    def only(self, allowed: Collection[str], refused: Mapping[str, str] = NOTHING) -> None:
        """Refuse a field that is not among ``allowed``; ``refused`` says why for some."""
        for name in self.source:
            if name in refused:
                raise self.refuse(name, refused[name])
            if name not in allowed:
                raise self.refuse(name, f"there is no such field here{suggestion(name, allowed)}")

    def one_of(self, names: Collection[str], required: bool = True) -> str | None:
        """Return which one of the fields ``names`` is given; refuse two, and none if required."""
        given = [name for name in names if name in self.source]
        if len(given) > 1:
            raise self.refuse(given[1], f'cannot be given beside "{given[0]}"')
        if required:
            self.at_least_one(names)
        return given[0] if given else None

    def at_least_one(self, names: Collection[str]) -> None:
        """Refuse an object that has none of the fields ``names``."""
        if not any(name in self.source for name in names):
            listed = ", ".join(f'"{name}"' for name in names)
            raise InvalidDefinition(f"one of {listed} is missing", self.place)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; ``default`` where it is not given."""
        value = self.source.get(name, default)
        if value is None and name not in self.source:
            raise InvalidDefinition(f'"{name}" is missing', self.place)
        if not isinstance(value, str):
            raise self.refuse(name, f"must be text, not {to_label(value)}")
        return value

    def one_word(self, name: str, words: Sequence[str]) -> str:
        """Return one of a few words, the first of them where none is given."""
        word = self.text(name, words[0])
        if word not in words:
            raise self.refuse(name, f'must be one of {", ".join(words)}, not "{shorten(word)}"')
        return word

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean."""
        value = self.source.get(name, default)
        if not isinstance(value, bool):
            raise self.refuse(name, f"must be true or false, not {to_label(value)}")
        return value

    def whole(self, name: str, default: int, least: int, most: int = MAX_SECONDS) -> int:
        """Return a whole number from ``least`` to ``most``."""
        value = self.source.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            reason = f"must be a whole number from {least} to {most}, not {to_label(value)}"
            raise self.refuse(name, reason)
        return value

    def number(self, name: str, default: float, least: float, most: float | None = None) -> float:
        """Return a number from ``least`` to ``most``."""
        value = self.source.get(name, default)
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) and value >= least
        if not fits or (most is not None and value > most):
            bounds = f"of {least} or more" if most is None else f"from {least} to {most}"
            raise self.refuse(name, f"must be a number {bounds}, not {to_label(value)}")
        return float(min(value, MAX_SECONDS))

    def object(self, name: str) -> "Fields":
        """Return an object."""
        value = self.source.get(name)
        if not isinstance(value, dict):
            raise self._wrong(name, "an object", value)
        return Fields(value, self.at(name))

    def array(self, name: str) -> list[Json]:
        """Return an array that is not empty."""
        value = self.source.get(name)
        if not isinstance(value, list) or not value:
            raise self._wrong(name, "an array that is not empty", value)
        return value

    def objects(self, name: str) -> tuple["Fields", ...]:
        """Return an array of objects that is not empty."""
        found = []
        for index, item in enumerate(self.array(name)):
            if not isinstance(item, dict):
                reason = f"must be an object, not {to_label(item)}"
                raise InvalidDefinition(reason, f"{self.at(name)}[{index}]")
            found.append(Fields(item, f"{self.at(name)}[{index}]"))
        return tuple(found)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return an array of texts that is not empty."""
        values = self.array(name)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                reason = f"must be text, not {to_label(value)}"
                raise InvalidDefinition(reason, f"{self.at(name)}[{index}]")
        return tuple(values)

    def path(self, name: str) -> Path:
        """Return a compiled path."""
        text = self.text(name)
        try:
            return parse_path(text)
        except PathSyntaxError as error:
            raise self.refuse(name, f"'{shorten(text)}' is not a path: {error}") from error

    def path_to_one(self, name: str) -> Path:
        """Return a compiled path to one value of the data or of a variable.

        The numbers of a Map take no other (reported of each of them: floci 3733). Times do:
        ``"SecondsPath": "$$.Map.Item.Index"`` is deployed.
        """
        path = self.path(name)
        if path.root == "$$":
            reason = f"'{shorten(path.text)}' is no reference path: it reads the context object"
            raise self.refuse(name, reason)
        if path.keys is None:
            reason = f"'{shorten(path.text)}' is no reference path: it may find many values"
            raise self.refuse(name, reason)
        return path

    def reference_path(self, name: str) -> ReferencePath:
        """Return a compiled reference path to write to."""
        text = self.text(name)
        try:
            return parse_reference_path(text)
        except PathSyntaxError as error:
            raise self.refuse(
                name, f"'{shorten(text)}' is not a reference path: {error}"
            ) from error

    def template(self, name: str) -> Template | None:
        """Return a compiled payload template, None where it is not given."""
        if name not in self.source:
            return None
        return parse_template(self.source[name], self.at(name))

    def _wrong(self, name: str, kind: str, value: Json) -> InvalidDefinition:
        if name not in self.source:
            return InvalidDefinition(f'"{name}" is missing', self.place)
        shown = "an empty array" if value == [] else to_label(value)
        return self.refuse(name, f"must be {kind}, not {shown}")
