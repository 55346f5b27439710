"""What is known of deliveries from several sources, told as steps: each as well as it is known now.

A step that was inferred is taken back when the bus log tells of its delivery, and so are steps that
a late record would come between: then all of that delivery is told anew. What the records say
decides, and not the order they come in, nor how often; one that is missing leaves a gap, and never
makes another say something else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from eda_core.domain.bus_log import BusLogStep
from eda_core.domain.deliveries import REPLAYED, DeliveryRecord, DeliveryStep

HELD_MS: Final = 60_000
"""The bus log may be quicker than the log of events: so long it waits for the event."""

_BEFORE: Final = (DeliveryStep.RULE_MATCH, DeliveryStep.NO_STANDARD_RULES_MATCHED)
_SUCCESS: Final = DeliveryStep.INVOCATION_SUCCESS
_ENDS: Final = (_SUCCESS, DeliveryStep.INVOCATION_DLQ, DeliveryStep.INVOCATION_FAILURE)
"""How an invocation ends; where several are told of one, it is the first of these."""


@dataclass(slots=True)
class _Invocation:
    """One invocation of a target: its attempts that failed, and how it ended."""

    failed: dict[tuple[int, DeliveryStep], BusLogStep] = field(default_factory=dict)
    ends: dict[DeliveryStep, BusLogStep] = field(default_factory=dict)

    def note(self, step: BusLogStep) -> None:
        """Take a step into account; of two that say the same the better one counts."""
        if step.step in _ENDS:
            self.ends[step.step] = _better(self.ends.get(step.step), step)
        else:
            key = step.attempt, step.step
            self.failed[key] = _better(self.failed.get(key), step)

    @property
    def end(self) -> BusLogStep | None:
        """How it ended; None where nothing tells yet."""
        return next((self.ends[step] for step in _ENDS if step in self.ends), None)

    def steps(self) -> Iterator[tuple[int, BusLogStep]]:
        """Yield its steps in their order, each with when it was, or the one before if later."""
        ordered = sorted(self.failed.values(), key=lambda each: (each.attempt, each.at_ms))
        latest_ms = 0
        for step in [*ordered, *filter(None, (self.end,))]:
            latest_ms = max(latest_ms, step.at_ms)
            yield latest_ms, step


def _better(before: BusLogStep | None, step: BusLogStep) -> BusLogStep:
    """Return the record that is of the step itself; of two, the earlier."""
    return step if before is None else min(before, step, key=_worth)


def _worth(step: BusLogStep) -> tuple[bool, int, int, str]:
    return not step.plainly, step.at_ms, step.attempt, step.reason


@dataclass(slots=True)
class _Delivery:
    """The delivery of an event by one rule, as far as anything tells."""

    event_id: str
    rule: str
    target: str = ""
    inferred_ms: int | None = None
    effect_ms: int | None = None
    is_sure: bool = False
    matched_ms: int | None = None
    seen_ms: int | None = None
    is_replayed: bool = False
    group: str = ""
    invocations: dict[str, _Invocation] = field(default_factory=dict)
    told: list[DeliveryRecord] = field(default_factory=list)

    def note(self, step: BusLogStep) -> None:
        """Take a step of the bus log into account."""
        was_replayed = self.is_replayed or self.seen_ms is None
        self.group = self.group or step.group
        self.is_replayed = was_replayed and step.of_subscriber and step.invocation == REPLAYED
        self.seen_ms = _earlier(self.seen_ms, step.at_ms)
        if step.step not in _BEFORE:
            self.invocations.setdefault(step.invocation, _Invocation()).note(step)
        elif step.plainly:
            self.matched_ms = _earlier(self.matched_ms, step.at_ms)

    def story(self) -> list[DeliveryRecord]:
        """Return its steps as they are known now, not numbered yet.

        Without a rule it is none: the record says that no rule took the event.
        """
        if self.seen_ms is None:
            return list(self._inferred())
        if not self.rule:
            return [self._record(self.seen_ms, DeliveryStep.NO_STANDARD_RULES_MATCHED)]
        at_ms = self.seen_ms if self.matched_ms is None else self.matched_ms
        reason, matched = REPLAYED if self.is_replayed else "", DeliveryStep.RULE_MATCH
        first = self._record(at_ms, matched)._replace(reason=reason, group=self.group)
        return [first, *self._answers()]

    def _inferred(self) -> Iterator[DeliveryRecord]:
        if self.inferred_ms is not None:
            yield self._record(self.inferred_ms, DeliveryStep.RULE_MATCH, inferred=True)
        if self.effect_ms is not None:
            yield self._record(self.effect_ms, _SUCCESS, inferred=True)

    def _answers(self) -> Iterator[DeliveryRecord]:
        """Yield what its target did, by the bus log; what came of it tells where the log does not.

        What came of another event of the same order may be taken for that of this one, so it says
        nothing against attempts that failed unless it can be of no other, nor against an end.
        """
        found = [each for one in self.invocations.values() for each in one.steps()]
        for at_ms, step in sorted(found, key=lambda each: each[0]):
            made = self._record(at_ms, step.step)
            yield made._replace(attempt=step.attempt, reason=step.reason, batch=step.batch)
        is_open = all(one.end is None for one in self.invocations.values())
        if is_open and self.effect_ms is not None and (self.is_sure or not found):
            yield self._record(self.effect_ms, _SUCCESS, inferred=True)

    def _record(self, at_ms: int, step: DeliveryStep, *, inferred: bool = False) -> DeliveryRecord:
        is_logged = self.seen_ms is not None
        names = self.event_id, self.rule, self.target
        return DeliveryRecord(0, at_ms, step, *names, inferred=inferred, bus_log=is_logged)


def _earlier(known_ms: int | None, at_ms: int) -> int:
    return at_ms if known_ms is None else min(known_ms, at_ms)


class DeliveryLedger:
    """Takes what sources say of deliveries, and tells it as numbered steps.

    ``targets`` are the names rules have for their targets; of another rule, the bus log tells.
    """

    def __init__(self, targets: Mapping[str, str] | None = None) -> None:
        self._targets = targets or {}
        self._events: dict[str, dict[str, _Delivery]] = {}
        self._held: dict[str, int] = {}
        self._logged: set[str] = set()
        self._records: list[DeliveryRecord] = []

    def read_after(self, sequence: int, most: int) -> Sequence[DeliveryRecord]:
        """Return the steps after this number, ``most`` of them at most."""
        return self._records[sequence : sequence + most]

    def note_logged(self, event_id: str) -> None:
        """The log of events has this one: what the bus log told of it can be told on."""
        self._logged.add(event_id)
        if self._held.pop(event_id, None) is not None:
            self._tell_all(event_id)

    def note_match(self, event_id: str, rule: str, at_ms: int) -> None:
        """A rule must have taken an event, by its pattern."""
        delivery = self._delivery(event_id, rule)
        delivery.inferred_ms = _earlier(delivery.inferred_ms, at_ms)
        self._tell(delivery)

    def note_effect(self, event_id: str, rule: str, at_ms: int, *, is_sure: bool) -> None:
        """The target of a rule must have had an event, by what came of it.

        ``is_sure``: it can have come of no other event.
        """
        delivery = self._delivery(event_id, rule)
        delivery.effect_ms = _earlier(delivery.effect_ms, at_ms)
        delivery.is_sure = is_sure
        self._tell(delivery)

    def note_step(self, step: BusLogStep, now_ms: int) -> None:
        """Take what the bus log tells; it waits for its event if the log has not had that yet."""
        rule = self._known_name(step.rule) if step.of_subscriber else step.rule
        delivery = self._delivery(step.event_id, rule)
        delivery.target = delivery.target or step.target
        delivery.note(step)
        if step.event_id in self._logged:
            self._tell(delivery)
        else:
            self._held.setdefault(step.event_id, now_ms)

    def _known_name(self, subscriber: str) -> str:
        """Return the demo's name of a subscriber, which in a deployed stack begins with the
        stack's.
        """
        known = (name for name in self._targets if subscriber.endswith(f"-{name}"))
        return subscriber if subscriber in self._targets else next(known, subscriber)

    def release(self, now_ms: float) -> None:
        """Tell of events that the log still lacks, after they were waited for."""
        while self._held:
            event_id, since_ms = next(iter(self._held.items()))
            if now_ms - since_ms < HELD_MS:
                return
            self.note_logged(event_id)

    def _delivery(self, event_id: str, rule: str) -> _Delivery:
        deliveries = self._events.setdefault(event_id, {})
        known = deliveries.get(rule)
        if known is None:
            known = deliveries[rule] = _Delivery(event_id, rule, self._targets.get(rule, ""))
        return known

    def _tell_all(self, event_id: str) -> None:
        for delivery in self._events.get(event_id, {}).values():
            self._tell(delivery)

    def _tell(self, delivery: _Delivery) -> None:
        """Report what is new of a delivery; all of it again where it went otherwise."""
        story, told = delivery.story(), delivery.told
        if story[: len(told)] != [record._replace(sequence=0) for record in told]:
            for record in told:
                self._number(record._replace(takes_back=record.sequence))
            told.clear()
        told += [self._number(record) for record in story[len(told) :]]

    def _number(self, record: DeliveryRecord) -> DeliveryRecord:
        numbered = record._replace(sequence=len(self._records) + 1)
        self._records.append(numbered)
        return numbered
