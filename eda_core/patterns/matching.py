"""The compiled event pattern, and matching it against an event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from eda_core.patterns.branches import Branch, Field, Step, steps_to
from eda_core.patterns.elements import one_choice_meets
from eda_core.patterns.event_text import event_from
from eda_core.patterns.leaves import FoundLeaves, Leaf, find_leaves


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
