"""Deliveries as they must have been where no bus log tells: by the rules and by later events.

That a rule took an event follows from its pattern; that its target did its work follows from the
event that comes of it. Both are marked as inferred. Of a notification nothing comes that could be
seen, so whether one was sent stays unknown.
"""

from collections import Counter, defaultdict, deque
from typing import Final

from eda_core.domain.delivery_ledger import DeliveryLedger
from eda_core.domain.events import AnyRecord, Event, LogRecord
from eda_core.domain.orders import DetailType, OrderId, Source, order_id_of
from eda_core.stack import Stack, TargetKind

_ENDINGS: Final = frozenset((DetailType.ORDER_COMPLETED.value, DetailType.ORDER_CANCELLED.value))

_Waiting = deque[tuple[str, str]]
"""(event id, rule) of matches whose effect has not been seen, oldest first."""


class InferredDeliveries:
    """Infers the deliveries of a log by the rules of ``stack``, record by record.

    ``ledger`` takes what was inferred, and has what is known.
    """

    def __init__(self, stack: Stack, ledger: DeliveryLedger) -> None:
        self._stack = stack
        self._ledger = ledger
        self._rules = {rule.name: rule for rule in stack.rules}
        self._seen: set[str] = set()
        self._waiting: defaultdict[tuple[str, OrderId], _Waiting] = defaultdict(deque)
        self._early: Counter[tuple[str, OrderId]] = Counter()

    def fold(self, record: AnyRecord) -> None:
        """Take one log record into account; a second copy of an event changes nothing."""
        if not isinstance(record, LogRecord) or record.event.id in self._seen:
            return
        self._seen.add(record.event.id)
        self._ledger.note_logged(record.event.id)
        order = order_id_of(record.event.detail)
        if order is not None:
            self._infer_answer(record, order)
        for name in self._stack.rule_set.matching(record.event.to_envelope()):
            self._match(record, name, order)

    def _match(self, record: LogRecord, rule: str, order: OrderId | None) -> None:
        self._ledger.note_match(record.event.id, rule, record.ingested_ms)
        target = self._rules[rule].target
        if target.kind is TargetKind.LOG_GROUP:
            # It stands in the log, or we would not know of it.
            self._effect(record.ingested_ms, record.event.id, rule, is_sure=True)
        elif order is not None:
            self._await(record, rule, (target.name, order))

    def _await(self, record: LogRecord, rule: str, effect: tuple[str, OrderId]) -> None:
        if not self._early[effect]:
            self._waiting[effect].append((record.event.id, rule))
            return
        # The log gave the effect before the cause.
        self._early[effect] -= 1
        self._effect(record.ingested_ms, record.event.id, rule, is_sure=False)

    def _infer_answer(self, record: LogRecord, order: OrderId) -> None:
        effect = self._target_behind(record.event), order
        waiting = self._waiting.get(effect)
        if waiting:
            is_only = len(waiting) == 1
            self._effect(record.ingested_ms, *waiting.popleft(), is_sure=is_only)
        elif effect[0]:
            self._early[effect] += 1

    def _target_behind(self, event: Event) -> str:
        """Return the target that published this event, if it was one of ours."""
        if event.source == Source.PAYMENT_SERVICE:
            return self._stack.state_machine
        is_ending = event.source == Source.ORDER_SERVICE and event.detail_type in _ENDINGS
        return self._stack.update_order if is_ending else ""

    def _effect(self, at_ms: int, event_id: str, rule: str, *, is_sure: bool) -> None:
        self._ledger.note_effect(event_id, rule, at_ms, is_sure=is_sure)


def ledger_for(stack: Stack) -> DeliveryLedger:
    """Return a ledger that knows the targets of the rules of ``stack``."""
    return DeliveryLedger({rule.name: rule.target.name for rule in stack.rules})
