"""Deliveries as they must have been: AWS does not report them, but rules and later events tell.

That a rule took an event follows from its pattern; that its target did its work follows from the
event that comes of it. Both are marked as inferred. Of a notification nothing comes that could be
seen, so whether one was sent stays unknown.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from typing import Final

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.events import AnyRecord, Event, LogRecord
from eda_core.domain.orders import DetailType, OrderId, Source, order_id_of
from eda_core.stack import Stack, Target, TargetKind

_ENDINGS: Final = frozenset((DetailType.ORDER_COMPLETED.value, DetailType.ORDER_CANCELLED.value))

_Waiting = deque[tuple[str, str]]
"""(event id, rule) of matches whose effect has not been seen, oldest first."""


class InferredDeliveries:
    """Infers the deliveries of a log by the rules of ``stack``, record by record."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._rules = {rule.name: rule for rule in stack.rules}
        self._seen: set[str] = set()
        self._waiting: defaultdict[tuple[str, OrderId], _Waiting] = defaultdict(deque)
        self._early: Counter[tuple[str, OrderId]] = Counter()
        self._records: list[DeliveryRecord] = []

    def fold(self, record: AnyRecord) -> None:
        """Take one log record into account; a second copy of an event changes nothing."""
        if not isinstance(record, LogRecord) or record.event.id in self._seen:
            return
        self._seen.add(record.event.id)
        order = order_id_of(record.event.detail)
        if order is not None:
            self._infer_answer(record, order)
        for name in self._stack.rule_set.matching(record.event.to_envelope()):
            self._match(record, name, order)

    def read_after(self, sequence: int, most: int) -> Sequence[DeliveryRecord]:
        """Return the steps after this number, ``most`` of them at most."""
        return self._records[sequence : sequence + most]

    def _match(self, record: LogRecord, rule: str, order: OrderId | None) -> None:
        self._note(record.ingested_ms, DeliveryStep.RULE_MATCH, record.event.id, rule)
        target = self._rules[rule].target
        if target.kind is TargetKind.LOG_GROUP:
            # It stands in the log, or we would not know of it.
            self._note(record.ingested_ms, DeliveryStep.INVOCATION_SUCCESS, record.event.id, rule)
        elif order is not None:
            self._await(record, rule, (target.name, order))

    def _await(self, record: LogRecord, rule: str, effect: tuple[str, OrderId]) -> None:
        if not self._early[effect]:
            self._waiting[effect].append((record.event.id, rule))
            return
        # The log gave the effect before the cause.
        self._early[effect] -= 1
        self._note(record.ingested_ms, DeliveryStep.INVOCATION_SUCCESS, record.event.id, rule)

    def _infer_answer(self, record: LogRecord, order: OrderId) -> None:
        effect = self._target_behind(record.event), order
        waiting = self._waiting.get(effect)
        if waiting:
            event_id, rule = waiting.popleft()
            self._note(record.ingested_ms, DeliveryStep.INVOCATION_SUCCESS, event_id, rule)
        elif effect[0]:
            self._early[effect] += 1

    def _target_behind(self, event: Event) -> str:
        """Return the target that published this event, if it was one of ours."""
        if event.source == Source.PAYMENT_SERVICE:
            return self._stack.state_machine
        is_ending = event.source == Source.ORDER_SERVICE and event.detail_type in _ENDINGS
        return self._stack.update_order if is_ending else ""

    def _note(self, at_ms: int, step: DeliveryStep, event_id: str, rule: str) -> None:
        target: Target = self._rules[rule].target
        number = len(self._records) + 1
        self._records.append(
            DeliveryRecord(number, at_ms, step, event_id, rule, target.name, inferred=True)
        )
