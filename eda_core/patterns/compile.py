"""Compiling an event pattern: every fault is found here, with its place.

``$or`` multiplies the branches of the pattern compiled so far, so a later field of the same path
overwrites the earlier one in every branch (AWS event-ruler; recorded for repeated names).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from eda_core.domain.errors import InvalidPattern
from eda_core.patterns.branches import Branch, Field, field_at, steps_to
from eda_core.patterns.matchers import Like, Matcher
from eda_core.patterns.matching import EventPattern
from eda_core.patterns.nodes import (
    MAX_PATTERN_DEPTH,
    TOO_DEEP,
    ArrayNode,
    Node,
    ObjectNode,
    node_from_value,
    place_below,
)
from eda_core.patterns.operators import MATCHERS, matcher_from
from eda_core.patterns.source_text import read_pattern
from eda_core.patterns.wildcard import Wildcard, check_together

# Keeps a pattern of many $or from multiplying without end.
MAX_BRANCHES = 1_000
_MAX_WRITTEN = 100_000

# Names that may not be fields inside $or, so that they can become operators (AWS event-ruler).
RESERVED_NAMES = frozenset(MATCHERS) | {
    "=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case",
    "date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range",
    "ip-address-in-range", "ip-address-not-in-range",
}  # fmt: skip

_Draft: TypeAlias = dict[str, Field]


@dataclass(slots=True)
class _Drafts:
    """The branches as written so far, and how often a field was written into one of them."""

    branches: list[_Draft] = field(default_factory=lambda: [{}])
    written: int = 0

    def write(self, wanted: Field, place: str) -> None:
        """Write a field into every branch, over an earlier one of the same path."""
        self.written += len(self.branches)
        if self.written > _MAX_WRITTEN:
            raise InvalidPattern(f"The pattern comes to more than {_MAX_WRITTEN} fields.", place)
        for branch in self.branches:
            branch[wanted.path] = wanted


def compile_pattern(pattern: str | Mapping[str, Any]) -> EventPattern:
    """Compile an event pattern, given as JSON text or as parsed JSON.

    Text counts where names are repeated or numbers are more than a double holds. Raises
    ``InvalidPattern`` with the reason AWS gives, and the place of the fault.
    """
    node = read_pattern(pattern) if isinstance(pattern, str) else node_from_value(pattern)
    if not isinstance(node, ObjectNode):
        raise InvalidPattern("Filter is not an object")
    drafts = _Drafts()
    _write_object(drafts, node, (), "", inside_or=False)
    paths = dict.fromkeys(path for draft in drafts.branches for path in draft)
    branches = tuple(tuple(branch.values()) for branch in drafts.branches)
    _check_wildcards(branches)
    return EventPattern(branches, steps_to(paths))


def _check_wildcards(branches: tuple[Branch, ...]) -> None:
    """Refuse fields whose wildcards are too complex together, those of all branches of ``$or``."""
    wildcards: dict[str, dict[Wildcard, None]] = {}
    for wanted in {id(each): each for branch in branches for each in branch}.values():
        found = (each.wildcard for each in wanted.matchers if isinstance(each, Like))
        wildcards.setdefault(wanted.path, {}).update(dict.fromkeys(found))
    for path, together in wildcards.items():
        check_together(tuple(together), path)


def _write_object(
    drafts: _Drafts, node: ObjectNode, path: tuple[str, ...], place: str, *, inside_or: bool
) -> None:
    """Write the fields of ``node`` into every draft."""
    if not node.members:
        raise InvalidPattern("Empty objects are not allowed", place)
    for name, below in node.members:
        here = place_below(place, name)
        if name == "$or":
            _write_or(drafts, below, path, here)
        elif inside_or and name in RESERVED_NAMES:
            raise InvalidPattern(
                f"{name} is Ruler reserved fieldName which cannot be used inside $or.", here
            )
        elif isinstance(below, ObjectNode):
            _write_object(drafts, below, (*path, name), here, inside_or=inside_or)
        else:
            _write_field(drafts, below, (*path, name), here)


def _write_field(drafts: _Drafts, node: Node, path: tuple[str, ...], place: str) -> None:
    if not isinstance(node, ArrayNode):
        raise InvalidPattern(f'"{path[-1]}" must be an object or an array', place)
    if not node.items:
        raise InvalidPattern("Empty arrays are not allowed", place)
    matchers = tuple(_matchers_from(node, place))
    joined = ".".join(path)
    if joined.count(".") > MAX_PATTERN_DEPTH:
        raise InvalidPattern(TOO_DEEP, place)
    drafts.write(field_at(joined, matchers), place)


def _matchers_from(node: ArrayNode, place: str) -> Iterator[Matcher]:
    """Compile the entries; one that is repeated is kept once."""
    entries = (matcher_from(item, f"{place}[{i}]") for i, item in enumerate(node.items))
    yield from dict.fromkeys(entries)


def _write_or(drafts: _Drafts, node: Node, path: tuple[str, ...], place: str) -> None:
    """Replace the drafts by one copy of them for each choice, written on."""
    if not isinstance(node, ArrayNode):
        raise InvalidPattern("It must be an Array followed with $or.", place)
    before = drafts.branches
    after: list[_Draft] = []
    for number, choice in enumerate(node.items):
        _write_choice(drafts, choice, path, f"{place}[{number}]", before=before)
        after.extend(drafts.branches)
        if len(after) > MAX_BRANCHES:
            reason = f"The choices of $or combine to more than {MAX_BRANCHES} branches."
            raise InvalidPattern(reason, place)
    if len(node.items) < 2:
        raise InvalidPattern("There must have at least 2 Objects in $or relationship.", place)
    drafts.branches = after


def _write_choice(
    drafts: _Drafts, choice: Node, path: tuple[str, ...], place: str, *, before: list[_Draft]
) -> None:
    """Make the branches of one choice: copies of those ``before`` the ``$or``, written on."""
    if not isinstance(choice, ObjectNode):
        raise InvalidPattern("Only JSON object is allowed in array of $or relationship.", place)
    drafts.branches = [dict(branch) for branch in before]
    drafts.written += sum(map(len, before))
    _write_object(drafts, choice, path, place, inside_or=True)
