"""Deliveries in trouble: tried again, given up and kept as dead letters, or dropped.

Records are read from one source in its order, so the last one of a delivery says how it stands.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from eda_core.deliveries import DeliveryRecord, DeliveryStep


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
_ENDS: Final = frozenset((DeliveryStep.INVOCATION_SUCCESS, DeliveryStep.FUNCTION_SUCCESS))

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EventDeliveries:
    """What became of one event.

    ``matched`` names the rules that took it, ``open_since`` those whose target has not answered
    yet, with the time they matched (epoch milliseconds); ``troubles`` are the steps that did not
    go well, oldest first.
    """

    matched: Sequence[str] = ()
    open_since: Mapping[str, int] = field(default_factory=dict)
    troubles: Sequence[DeliveryRecord] = ()


class DeliveryBook:
    """Folds delivery records: which rules took an event, what is open, and what is in trouble."""

    def __init__(self) -> None:
        self._matched: defaultdict[str, dict[str, int | None]] = defaultdict(dict)
        self._standing: dict[_Key, Trouble] = {}
        self._steps: defaultdict[str, list[DeliveryRecord]] = defaultdict(list)
        self._counts: Counter[Trouble] = Counter()
        self.last_sequence = 0
        """The greatest sequence number folded."""

    def fold(self, record: DeliveryRecord) -> None:
        """Take one record into account; one seen before changes nothing."""
        if record.sequence <= self.last_sequence:
            return
        self.last_sequence = record.sequence
        rules, trouble = self._matched[record.event_id], _TROUBLES.get(record.step)
        if record.rule:
            rules[record.rule] = record.at_ms if record.step is DeliveryStep.RULE_MATCH else None
        if trouble is not None:
            self._stand(record, trouble)
        elif record.step in _ENDS and (record.event_id, record.rule) in self._standing:
            self._stand(record, Trouble.RECOVERED)

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

    def of_event(self, event_id: str) -> EventDeliveries:
        """What became of an event; nothing where no record speaks of it."""
        rules = self._matched.get(event_id, {})
        return EventDeliveries(
            matched=tuple(rules),
            open_since={rule: since for rule, since in rules.items() if since is not None},
            troubles=tuple(self._steps.get(event_id, ())),
        )
