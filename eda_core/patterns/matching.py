"""The compiled event pattern, and matching it against an event.

Fields whose values lie inside objects of one array must be met by the same element (AWS: "Arrays in
event patterns"; AWS event-ruler's array consistency). A *choice* says which element was taken from
which array. Fields are taken in order; each keeps the choices that still work and extends them.
``{"exists": false}`` is met under a choice that no value of its field is consistent with.

A choice forgets an array as soon as no later field lies in it, so there are never more choices than
there are elements, unless an event spells one path in several ways (``a.b`` beside a nested b).
Then the number of combinations can explode; a budget proportional to the event bounds the work.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from eda_core.domain.errors import InvalidEvent
from eda_core.patterns.branches import Branch, Field, Step, steps_to
from eda_core.patterns.leaves import FoundLeaves, Leaf, Place, event_from, find_leaves


@dataclass(frozen=True, slots=True)
class EventPattern:
    """An event pattern ready to match; made by ``compile_pattern``.

    ``branches`` are the alternatives that ``$or`` makes, one where there is none.
    """

    branches: tuple[Branch, ...]
    root: Step = field(repr=False, compare=False)

    def matches(self, event: str | Mapping[str, Any]) -> bool:
        """Say whether ``event``, a JSON text or parsed JSON, matches.

        Raises ``InvalidEvent`` for text that is not JSON or is nested too deeply, and for anything
        that is not an object.
        """
        found = find_leaves(event_from(event), self.root)
        return any(branch_is_met(branch, found) for branch in self.branches)


EVERY_EVENT: Final = EventPattern(((),), steps_to(()))
"""Matches every event: that of a subscriber without a filter, which no text can say."""


def branch_is_met(branch: Branch, found: FoundLeaves) -> bool:
    """Say whether the leaves of an event meet every field of ``branch``."""
    for wanted in branch:
        leaves = found.leaves.get(wanted.path)
        if leaves is None:
            if not wanted.absent:
                return False
        elif not _may_be_met(wanted, leaves):
            return False
    return not found.tangled or one_choice_meets(branch, found.leaves)


def _may_be_met(wanted: Field, leaves: list[Leaf]) -> bool:
    if any(wanted.accepts(leaf.value) for leaf in leaves):
        return True
    # Inside an array the field may still be absent from the element that is chosen.
    return wanted.absent and all(leaf.place for leaf in leaves)


Choice: TypeAlias = frozenset[tuple[int, int]]

_LEAST_BUDGET = 100_000
_BUDGET_PER_LEAF = 20
_TOO_MANY = (
    "The event spells paths of its arrays in so many ways that their elements cannot be combined."
    " Use either nested or dotted keys, not both."
)


@dataclass(slots=True)
class _Node:
    """The places of one field as a tree, by array and then by element."""

    ends_here: bool = False
    arrays: dict[int, dict[int, "_Node"]] = field(default_factory=dict)


@dataclass(slots=True)
class _Budget:
    """How many more nodes may be visited for one branch."""

    left: int

    def spend(self) -> None:
        """Count one visit; raises ``InvalidEvent`` when there were too many."""
        self.left -= 1
        if self.left < 0:
            raise InvalidEvent(_TOO_MANY)


def one_choice_meets(branch: Branch, leaves: Mapping[str, list[Leaf]]) -> bool:
    """Say whether some choice of array elements meets every field of ``branch``.

    Raises ``InvalidEvent`` when the event needs an unreasonable number of combinations.
    """
    fields = sorted(branch, key=_visiting_order)
    found = [leaves.get(each.path, []) for each in fields]
    budget = _Budget(_LEAST_BUDGET + _BUDGET_PER_LEAF * sum(map(len, found)))
    last_use = _last_uses(found)
    choices: set[Choice] = {frozenset()}
    for order, wanted in enumerate(fields):
        every = _tree_of({leaf.place for leaf in found[order]})
        meeting = _tree_of({leaf.place for leaf in found[order] if wanted.accepts(leaf.value)})
        extended = {after for choice in choices for after in _extensions(choice, meeting, budget)}
        if wanted.absent:
            extended |= {each for each in choices if not _is_met(each, every, budget)}
        choices = {_still_used(choice, last_use, order) for choice in extended}
    return bool(choices)


def _visiting_order(wanted: Field) -> bytes:
    """Order as AWS's engine does, by UTF-16 code units.

    The order shows: ``exists: false`` is judged by the elements that earlier fields have chosen.
    """
    return wanted.path.encode("utf-16-be", "surrogatepass")


def _last_uses(found: list[list[Leaf]]) -> dict[int, int]:
    """Map each array to the last field that has a value in it."""
    return {
        array: order
        for order, leaves in enumerate(found)
        for leaf in leaves
        for array, _ in leaf.place
    }


def _still_used(choice: Choice, last_use: Mapping[int, int], order: int) -> Choice:
    return frozenset(taken for taken in choice if last_use[taken[0]] > order)


def _tree_of(places: set[Place]) -> _Node:
    root = _Node()
    for place in places:
        node = root
        for array, index in place:
            node = node.arrays.setdefault(array, {}).setdefault(index, _Node())
        node.ends_here = True
    return root


def _extensions(choice: Choice, tree: _Node, budget: _Budget) -> Iterator[Choice]:
    """Yield ``choice`` with the elements of each place in ``tree`` that agrees with it."""
    taken = dict(choice)
    todo: list[tuple[_Node, Choice]] = [(tree, choice)]
    while todo:
        budget.spend()
        node, extended = todo.pop()
        if node.ends_here:
            yield extended
        for array, elements in node.arrays.items():
            if array not in taken:
                todo.extend((below, extended | {(array, at)}) for at, below in elements.items())
            elif taken[array] in elements:
                todo.append((elements[taken[array]], extended))


def _is_met(choice: Choice, tree: _Node, budget: _Budget) -> bool:
    return next(_extensions(choice, tree, budget), None) is not None
