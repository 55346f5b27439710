"""The ``wildcard`` operator: parsing, matching in linear time, and the complexity limit.

``*`` stands for any run of characters, the empty one and line breaks included; ``\\*`` and ``\\\\``
are the characters themselves (AWS: "Comparison operators in event patterns", wildcard; refusals
recorded, positions count bytes of UTF-8 from the opening quote).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from eda_core.domain.errors import InvalidPattern

# Recorded: a wildcard whose worst value keeps 11 places alive at once is refused, one of 7 is not.
# The limit itself is not published. What is counted is what AWS event-ruler counts: the places of
# all wildcards of one field together. Reported (vals-ai/Valkyrie, pull request 278): EventBridge
# took three `*:stack/NAME/*` on one field, which come to 9, and refused four, which come to 12.
# So the limit is 10 or 11, and 10 is the one in the examples of event-ruler.
COMPLEXITY_LIMIT = 10
# Bounds the search for the worst value: about as many steps as the longest pattern AWS takes has
# characters. A wildcard that needs more is refused as too complex.
_SEARCH_LIMIT = 4_096

TOO_COMPLEX = (
    "Rule is too complex - try using fewer wildcard characters or fewer repeating character"
    " sequences after a wildcard character"
)
# What a parsed wildcard holds in place of an unescaped ``*``: no text is None.
_STAR = None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A compiled wildcard: the texts between its stars, and the spelling it was compiled from."""

    text: str
    pieces: tuple[str, ...]

    def matches(self, value: str) -> bool:
        """Say whether the whole of ``value`` fits; takes time linear in its length."""
        if len(self.pieces) == 1:
            return value == self.pieces[0]
        first, *middle, last = self.pieces
        at, end = len(first), len(value) - len(last)
        if end < at or not value.startswith(first) or not value.endswith(last):
            return False
        for piece in middle:
            found = value.find(piece, at, end)
            if found < 0:
                return False
            at = found + len(piece)
        return True


def compile_wildcard(text: str, place: str) -> Wildcard:
    """Compile ``text``; raises ``InvalidPattern`` for ``place``, the operator's place."""
    marks = tuple(_marks(text, place))
    if _is_too_complex([marks]):
        raise InvalidPattern(TOO_COMPLEX, place)
    pieces: list[list[str]] = [[]]
    for mark in marks:
        if mark is _STAR:
            pieces.append([])
        else:
            pieces[-1].append(mark)
    return Wildcard(text, tuple(map("".join, pieces)))


def check_together(wildcards: Sequence[Wildcard], place: str) -> None:
    """Refuse the wildcards of one field that are too complex together, though none is alone."""
    if len(wildcards) < 2:
        return
    if _is_too_complex([tuple(_marks(wildcard.text, place)) for wildcard in wildcards]):
        raise InvalidPattern(TOO_COMPLEX, place)


def _marks(text: str, place: str) -> list[str | None]:
    """Split into characters, escapes resolved, with ``_STAR`` for every unescaped star."""
    marks: list[str | None] = []
    at = 0
    while at < len(text):
        mark = _mark_at(text, at, place)
        marks.append(mark)
        at += 2 if text[at] == "\\" else 1
    return marks


def _mark_at(text: str, at: int, place: str) -> str | None:
    following = text[at + 1 : at + 2]
    if text[at] == "\\":
        if following not in ("*", "\\"):
            raise InvalidPattern(f"Invalid escape character at pos {_position(text, at)}", place)
        return following
    if text[at] == "*" and following == "*":
        reason = f"Consecutive wildcard characters at pos {_position(text, at)}"
        raise InvalidPattern(reason, place)
    return _STAR if text[at] == "*" else text[at]


def _position(text: str, at: int) -> int:
    """Count as AWS does: in bytes of UTF-8, the opening quote being byte 0."""
    return 1 + len(text[:at].encode("utf-8", "surrogatepass"))


_Marks = tuple[str | None, ...]


def _is_too_complex(wildcards: Sequence[_Marks]) -> bool:
    """Search for a value that keeps ``COMPLEXITY_LIMIT`` places alive at once."""
    if not any(_STAR in marks for marks in wildcards):
        return False
    start = _start_of(wildcards)
    seen, todo = {start}, [start]
    while todo:
        for alive in _successors(todo.pop(), wildcards):
            if len(alive) >= COMPLEXITY_LIMIT or len(seen) > _SEARCH_LIMIT:
                return True
            if alive not in seen:
                seen.add(alive)
                todo.append(alive)
    return False


class _Place(NamedTuple):
    """How far a value has come in a wildcard: before mark ``at``, or ``looping`` in that star."""

    wildcard: int
    at: int
    looping: bool


def _start_of(wildcards: Sequence[_Marks]) -> frozenset[_Place]:
    """Begin where the first star is: up to there, one wildcard has only one place alive."""
    alone = len(wildcards) == 1
    first = wildcards[0].index(_STAR) if alone else 0
    return frozenset(_Place(number, first, looping=False) for number in range(len(wildcards)))


def _successors(alive: frozenset[_Place], wildcards: Sequence[_Marks]) -> list[frozenset[_Place]]:
    """List what is alive after one more character, for each character that makes a difference."""
    expected = {_expected(place, wildcards[place.wildcard]) for place in alive}
    # The empty string stands for any character that no place waits for.
    return [
        frozenset(
            chain.from_iterable(
                _step(place, character, wildcards[place.wildcard]) for place in alive
            )
        )
        for character in {character or "" for character in expected} | {""}
    ]


def _expected(place: _Place, marks: _Marks) -> str | None:
    """Return the next character that ``place`` waits for, past the star it stands at."""
    at = place.at + 1 if place.at < len(marks) and marks[place.at] is _STAR else place.at
    return marks[at] if at < len(marks) else _STAR


def _step(place: _Place, character: str, marks: _Marks) -> list[_Place]:
    at_star = place.at < len(marks) and marks[place.at] is _STAR
    after = [_Place(place.wildcard, place.at, looping=True)] if at_star else []
    if character and _expected(place, marks) == character:
        after.append(_Place(place.wildcard, place.at + (2 if at_star else 1), looping=False))
    return after
