"""What has been reported of one event on its way to its targets, step by step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from eda_core.domain.chunks import Json
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep


class Trouble(StrEnum):
    """How a delivery in trouble stands."""

    RETRYING = "retrying"
    DEAD_LETTER = "dead letter"
    DROPPED = "dropped"
    RECOVERED = "recovered"


TROUBLES: Final = {
    DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE: Trouble.RETRYING,
    DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE: Trouble.RETRYING,
    DeliveryStep.FUNCTION_ERROR: Trouble.RETRYING,
    DeliveryStep.DLQ_REDRIVE: Trouble.RETRYING,
    DeliveryStep.INVOCATION_DLQ: Trouble.DEAD_LETTER,
    DeliveryStep.FUNCTION_DLQ: Trouble.DEAD_LETTER,
    DeliveryStep.INVOCATION_FAILURE: Trouble.DROPPED,
    DeliveryStep.FUNCTION_FAILURE: Trouble.DROPPED,
}
_OPENING: Final = frozenset((DeliveryStep.RULE_MATCH, DeliveryStep.DLQ_REDRIVE))
"""Steps after which the target has yet to answer."""

KEPT: Final = frozenset((DeliveryStep.INVOCATION_DLQ, DeliveryStep.FUNCTION_DLQ))
RECOVERED: Final = frozenset((DeliveryStep.INVOCATION_SUCCESS, DeliveryStep.FUNCTION_SUCCESS))
"""Steps that end a trouble well: the target has the event after all."""

_AS_TAKEN: Final = (None, Trouble.RECOVERED)
"""How a delivery stands of which the target has the event."""


@dataclass(frozen=True, slots=True)
class EventDeliveries:
    """What became of one event.

    ``matched`` names the rules that took it, ``open_since`` those whose target has not answered
    yet, with the time they matched (epoch milliseconds); ``troubles`` are the steps that did not
    go well, oldest first; ``again`` those that brought the event to a target that had taken it
    before. ``unreported`` names rules of which nobody tells whether their target
    has the event: the match is inferred, and nothing has come of it yet. ``inferred`` says that
    nobody reports deliveries in this world, so all of this follows from rules and later events.
    """

    matched: Sequence[str] = ()
    open_since: Mapping[str, int] = field(default_factory=dict)
    troubles: Sequence[DeliveryRecord] = ()
    again: Sequence[DeliveryRecord] = ()
    unreported: Sequence[str] = ()
    inferred: bool = False


class EventSteps:
    """What has been reported of one event so far, step by step."""

    __slots__ = ("again", "last_ms", "number", "open_troubles", "rules", "troubles", "unreported")

    def __init__(self, matched: Iterable[str] = (), unreported: Iterable[str] = ()) -> None:
        self.rules: dict[str, int | None] = dict.fromkeys(matched)
        self.unreported = set(unreported)
        self.open_troubles: dict[str, Trouble] = {}
        self.troubles: list[DeliveryRecord] = []
        self.again: list[DeliveryRecord] = []
        self.last_ms = 0
        self.number = 0

    def fold(self, record: DeliveryRecord) -> tuple[Trouble | None, Trouble | None]:
        """Take one step; returns how its delivery stood in trouble, and how it does."""
        self.last_ms = max(self.last_ms, record.at_ms)
        if self._has_taken(record):
            self.again.append(record)
        if record.rule:
            self._note_rule(record)
        before, trouble = self.open_troubles.get(record.rule), TROUBLES.get(record.step)
        if trouble is None and record.step in RECOVERED and before is not None:
            trouble = Trouble.RECOVERED
        if trouble is None:
            return before, before
        self.open_troubles[record.rule] = trouble
        self.troubles.append(record)
        return before, trouble

    def fields(self) -> Json:
        """Return all of it as JSON; `restored` is the inverse."""
        by_rule, rules = list(self.open_troubles.items()), list(self.rules.items())
        troubles, again = list(map(list, self.troubles)), list(map(list, self.again))
        unreported = sorted(self.unreported)
        return (rules, unreported, by_rule, troubles, again, self.last_ms, self.number)

    @classmethod
    def restored(cls, rules: Json, unreported: Json, by_rule: Json, *rest: Json) -> "EventSteps":
        """Return what `fields` was of."""
        steps = cls(unreported=unreported)
        steps.rules = dict(rules)
        steps.open_troubles = {rule: Trouble(name) for rule, name in by_rule}
        troubles, again, steps.last_ms, steps.number = rest
        steps.troubles, steps.again = _records_of(troubles), _records_of(again)
        return steps

    def _has_taken(self, record: DeliveryRecord) -> bool:
        """Return whether a target is said to take the event that has taken it before."""
        rule = record.rule
        is_taken = rule in self.rules and self.rules[rule] is None and rule not in self.unreported
        is_success = record.step is DeliveryStep.INVOCATION_SUCCESS and not record.inferred
        return is_success and is_taken and self.open_troubles.get(rule) in _AS_TAKEN

    def _note_rule(self, record: DeliveryRecord) -> None:
        is_match = record.step in _OPENING
        # Nobody will report that an inferred match went well, so it is not open for ever.
        self.rules[record.rule] = record.at_ms if is_match and not record.inferred else None
        if record.inferred and is_match:
            self.unreported.add(record.rule)
        else:
            self.unreported.discard(record.rule)

    @property
    def is_open(self) -> bool:
        """Whether a target has not answered yet."""
        return any(at_ms is not None for at_ms in self.rules.values())

    def report(self, inferred: bool) -> EventDeliveries:
        """Return all of it."""
        return EventDeliveries(
            matched=tuple(self.rules),
            open_since={rule: at for rule, at in self.rules.items() if at is not None},
            troubles=tuple(self.troubles),
            again=tuple(self.again),
            unreported=tuple(rule for rule in self.rules if rule in self.unreported),
            inferred=inferred,
        )


def _records_of(kept: Json) -> list[DeliveryRecord]:
    return [
        DeliveryRecord(sequence, at_ms, DeliveryStep(step), *more)
        for sequence, at_ms, step, *more in kept
    ]
