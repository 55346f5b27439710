"""Deliveries in trouble: tried again, given up and kept as dead letters, or dropped.

Records are read from one source in its order, so the last one of a delivery says how it stands.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep


class Trouble(StrEnum):
    """How a delivery in trouble stands."""

    RETRYING = "retrying"
    DEAD_LETTER = "dead letter"
    DROPPED = "dropped"
    RECOVERED = "recovered"


_TROUBLES: Final = {
    DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE: Trouble.RETRYING,
    DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE: Trouble.RETRYING,
    DeliveryStep.FUNCTION_ERROR: Trouble.RETRYING,
    DeliveryStep.INVOCATION_DLQ: Trouble.DEAD_LETTER,
    DeliveryStep.FUNCTION_DLQ: Trouble.DEAD_LETTER,
    DeliveryStep.INVOCATION_FAILURE: Trouble.DROPPED,
    DeliveryStep.FUNCTION_FAILURE: Trouble.DROPPED,
}
_KEPT: Final = frozenset((DeliveryStep.INVOCATION_DLQ, DeliveryStep.FUNCTION_DLQ))
_ENDS: Final = frozenset((DeliveryStep.INVOCATION_SUCCESS, DeliveryStep.FUNCTION_SUCCESS))

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EventDeliveries:
    """What became of one event.

    ``matched`` names the rules that took it, ``open_since`` those whose target has not answered
    yet, with the time they matched (epoch milliseconds); ``troubles`` are the steps that did not
    go well, oldest first. ``unreported`` names rules of which nobody tells whether their target
    has the event: the match is inferred, and nothing has come of it yet. ``inferred`` says that
    nobody reports deliveries in this world, so all of this follows from rules and later events.
    """

    matched: Sequence[str] = ()
    open_since: Mapping[str, int] = field(default_factory=dict)
    troubles: Sequence[DeliveryRecord] = ()
    unreported: Sequence[str] = ()
    inferred: bool = False


class DeliveryBook:
    """Folds delivery records: which rules took an event, what is open, and what is in trouble."""

    def __init__(self) -> None:
        self._matched: dict[str, dict[str, int | None] | tuple[str, ...]] = {}
        self._alike: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._unreported: dict[_Key, None] = {}
        self._standing: dict[_Key, Trouble] = {}
        self._steps: defaultdict[str, list[DeliveryRecord]] = defaultdict(list)
        self._counts: Counter[Trouble] = Counter()
        self._is_inferred = False
        self.last_sequence = 0
        """The greatest sequence number folded."""

    def fold(self, record: DeliveryRecord) -> None:
        """Take one record into account; one seen before changes nothing."""
        if record.sequence <= self.last_sequence:
            return
        self.last_sequence = record.sequence
        self._is_inferred = record.inferred
        trouble = _TROUBLES.get(record.step)
        if record.rule:
            self._note_rule(record)
        if trouble is not None:
            self._stand(record, trouble)
        elif record.step in _ENDS and (record.event_id, record.rule) in self._standing:
            self._stand(record, Trouble.RECOVERED)

    def _note_rule(self, record: DeliveryRecord) -> None:
        is_match, event_id = record.step is DeliveryStep.RULE_MATCH, record.event_id
        known = self._matched.get(event_id, ())
        rules = known if isinstance(known, dict) else self._unpacked(event_id, known)
        # Nobody will report that an inferred match went well, so it is not open for ever.
        rules[record.rule] = record.at_ms if is_match and not record.inferred else None
        if record.inferred or self._unreported:
            self._note_inferred(record, is_match)
        if rules[record.rule] is None and list(rules.values()).count(None) == len(rules):
            self._matched[event_id] = self._packed(rules)

    def _unpacked(self, event_id: str, names: Iterable[str]) -> dict[str, int | None]:
        rules: dict[str, int | None] = dict.fromkeys(names)
        self._matched[event_id] = rules
        return rules

    def _packed(self, rules: Iterable[str]) -> tuple[str, ...]:
        """The names alone; most events are taken by the same rules, so equal ones are kept once."""
        names = tuple(rules)
        return self._alike.setdefault(names, names)

    def _note_inferred(self, record: DeliveryRecord, is_match: bool) -> None:
        if record.inferred and is_match:
            self._unreported[record.event_id, record.rule] = None
        else:
            self._unreported.pop((record.event_id, record.rule), None)

    def _stand(self, record: DeliveryRecord, trouble: Trouble) -> None:
        key = (record.event_id, record.rule)
        if key in self._standing:
            self._counts[self._standing[key]] -= 1
        self._standing[key] = trouble
        self._counts[trouble] += 1
        self._steps[record.event_id].append(record)

    def count(self, trouble: Trouble) -> int:
        """How many deliveries stand like this."""
        return self._counts[trouble]

    def is_settled(self, event_id: str) -> bool:
        """Whether every target that is known to be meant for an event took it at once."""
        is_open = isinstance(self._matched.get(event_id), dict)
        return not is_open and event_id not in self._steps

    def was_kept(self, event_id: str) -> bool:
        """Whether a delivery of this event was given up, and the event kept as a dead letter."""
        return any(record.step in _KEPT for record in self._steps.get(event_id, ()))

    def of_event(self, event_id: str) -> EventDeliveries:
        """What became of an event; nothing where no record speaks of it."""
        rules = self._matched.get(event_id, ())
        since = rules.items() if isinstance(rules, dict) else ()
        return EventDeliveries(
            matched=tuple(rules),
            open_since={rule: at_ms for rule, at_ms in since if at_ms is not None},
            troubles=tuple(self._steps.get(event_id, ())),
            unreported=tuple(rule for rule in rules if (event_id, rule) in self._unreported),
            inferred=self._is_inferred,
        )
