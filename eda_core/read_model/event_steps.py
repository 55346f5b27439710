"""What has been reported of one event on its way to its targets, step by step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from eda_core.domain.chunks import Json
from eda_core.domain.deliveries import REPLAYED, DeliveryRecord, DeliveryStep


class Trouble(StrEnum):
    """How a delivery in trouble stands."""

    RETRYING = "retrying"
    DEAD_LETTER = "dead letter"
    DROPPED = "dropped"
    RECOVERED = "recovered"


TROUBLES: Final = {
    DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE: Trouble.RETRYING,
    DeliveryStep.INVOCATION_ATTEMPT_THROTTLE: Trouble.RETRYING,
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
    has the event: the match is inferred, or the bus log lacks the rest, and nothing has come of it
    yet. ``inferred_rules`` are those of which nobody reports that they took it: the rules and later
    events say so. ``inferred`` says that there are such, or could be: nothing is known of the
    event. ``bus_log`` says that some of it is known from the bus log. ``replayed`` are the
    subscribers of a custom bus that were given it as an event of the past.
    """

    matched: Sequence[str] = ()
    open_since: Mapping[str, int] = field(default_factory=dict)
    troubles: Sequence[DeliveryRecord] = ()
    again: Sequence[DeliveryRecord] = ()
    unreported: Sequence[str] = ()
    inferred: bool = False
    inferred_rules: Sequence[str] = ()
    bus_log: bool = False
    replayed: Sequence[str] = ()

    def is_known(self, rule: str) -> bool:
        """Return whether it is reported that this rule took the event."""
        return rule in self.matched and rule not in self.inferred_rules

    def is_delivered(self, rule: str) -> bool:
        """Return whether it is reported that the target of this rule has the event."""
        if not self.is_known(rule) or rule in self.open_since or rule in self.unreported:
            return False
        last = next((step for step in reversed(self.troubles) if step.rule == rule), None)
        return last is None or last.step in RECOVERED


class EventSteps:
    """What has been reported of one event so far, step by step."""

    __slots__ = (
        "again",
        "bus_log",
        "inferred",
        "last_ms",
        "number",
        "open_troubles",
        "replayed",
        "rules",
        "troubles",
        "unreported",
    )

    def __init__(
        self,
        matched: Iterable[str] = (),
        unreported: Iterable[str] = (),
        inferred: Iterable[str] = (),
        bus_log: bool = False,
        replayed: Iterable[str] = (),
    ) -> None:
        self.rules: dict[str, int | None] = dict.fromkeys(matched)
        self.unreported = set(unreported)
        self.inferred = set(inferred)
        self.replayed = set(replayed)
        self.bus_log = bus_log
        self.open_troubles: dict[str, Trouble] = {}
        self.troubles: list[DeliveryRecord] = []
        self.again: list[DeliveryRecord] = []
        self.last_ms = 0
        self.number = 0

    def fold(self, record: DeliveryRecord) -> tuple[Trouble | None, Trouble | None]:
        """Take one step; returns how its delivery stood in trouble, and how it does."""
        if record.takes_back:
            return self._take_back(record.rule), None
        self.bus_log = self.bus_log or record.bus_log
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

    def _take_back(self, rule: str) -> Trouble | None:
        """Forget what was told of the delivery by a rule; returns how it stood in trouble.

        All steps of a delivery are taken back together, and then told as they are known by now.
        """
        self.rules.pop(rule, None)
        self.unreported.discard(rule)
        self.inferred.discard(rule)
        self.replayed.discard(rule)
        self.troubles = [step for step in self.troubles if step.rule != rule]
        self.again = [step for step in self.again if step.rule != rule]
        return self.open_troubles.pop(rule, None)

    def fields(self) -> Json:
        """Return all of it as JSON; `restored` is the inverse."""
        by_rule, rules = list(self.open_troubles.items()), list(self.rules.items())
        troubles, again = list(map(list, self.troubles)), list(map(list, self.again))
        how = sorted(self.unreported), sorted(self.inferred), self.bus_log, sorted(self.replayed)
        return (rules, how, by_rule, troubles, again, self.last_ms, self.number)

    @classmethod
    def restored(cls, rules: Json, how: Json, by_rule: Json, *rest: Json) -> "EventSteps":
        """Return what `fields` was of."""
        unreported, inferred, bus_log, replayed = how
        steps = cls((), unreported, inferred, bus_log is True, replayed)
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
        # Nobody will report that an inferred match went well, and a bus log may lose the record
        # that does: neither is open for ever.
        may_be_silent = record.inferred or record.bus_log
        self.rules[record.rule] = record.at_ms if is_match and not may_be_silent else None
        if not is_match:
            self.unreported.discard(record.rule)
        elif may_be_silent:
            self.unreported.add(record.rule)
        if is_match and record.inferred:
            self.inferred.add(record.rule)
        if is_match and record.reason == REPLAYED:
            self.replayed.add(record.rule)

    @property
    def is_open(self) -> bool:
        """Whether a target has not answered yet."""
        return any(at_ms is not None for at_ms in self.rules.values())

    def report(self) -> EventDeliveries:
        """Return all of it."""
        return EventDeliveries(
            matched=tuple(self.rules),
            open_since={rule: at for rule, at in self.rules.items() if at is not None},
            troubles=tuple(self.troubles),
            again=tuple(self.again),
            unreported=tuple(rule for rule in self.rules if rule in self.unreported),
            inferred=bool(self.inferred),
            inferred_rules=tuple(rule for rule in self.rules if rule in self.inferred),
            bus_log=self.bus_log,
            replayed=tuple(rule for rule in self.rules if rule in self.replayed),
        )


def _records_of(kept: Json) -> list[DeliveryRecord]:
    return [
        DeliveryRecord(sequence, at_ms, DeliveryStep(step), *more)
        for sequence, at_ms, step, *more in kept
    ]


class TakenBy(NamedTuple):
    """The rules that took an event, and those of them of which nobody tells more, or which are
    inferred; ``bus_log``: some of it is known from the bus log. ``replayed`` were given it as one
    of the past.
    """

    matched: tuple[str, ...] = ()
    unreported: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    bus_log: bool = False
    replayed: tuple[str, ...] = ()

    def report(self, *, inferred: bool) -> EventDeliveries:
        """Return what became of such an event; ``inferred``: of what no bus log tells, all is."""
        return EventDeliveries(
            self.matched,
            unreported=self.unreported,
            inferred=bool(self.inferred) or (inferred and not self.bus_log),
            inferred_rules=self.inferred,
            bus_log=self.bus_log,
            replayed=self.replayed,
        )


class DeliveryColumns(NamedTuple):
    """What became of all events, by their number: the place in ``matched`` of the rules that took
    each (0: nobody tells), and by how much its last step was later, in milliseconds.

    ``troubled`` are the steps of those events of which a delivery is open or was in trouble.
    """

    taken: Sequence[int]
    took_ms: Sequence[int]
    matched: Sequence[tuple[str, ...]]
    troubled: Sequence[EventSteps]
