"""The catch-all log as it was read so far, and what is known of deliveries.

Where no bus log tells, deliveries are as they must have been. That a rule took an event follows
from its pattern; that its target did its work follows from the event that comes of it. Both are
marked as inferred. Of a notification nothing comes that could be seen, so whether one was sent
stays unknown.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Final

from eda_core.aws.discovery import Discovery
from eda_core.aws.reading.log_tail import LogTail
from eda_core.aws.reading.source import QUIET_MS, Polled
from eda_core.domain.bus_log import BusLogStep
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.delivery_ledger import DeliveryLedger
from eda_core.domain.events import AnyRecord, Event, LogRecord
from eda_core.domain.orders import DetailType, OrderId, Source, order_id_of
from eda_core.ports import SLICE
from eda_core.stack import Stack, TargetKind

_ENDINGS: Final = frozenset((DetailType.ORDER_COMPLETED.value, DetailType.ORDER_CANCELLED.value))


_FRESH_MS: Final = 2 * QUIET_MS
"""Only what was waited for all the while has a lag; after a pause the log is merely caught up."""


class LogBook:
    """Everything read from the log. The poller's thread writes, everybody reads.

    ``note_event`` is told of each event, in the poller's thread.
    """

    def __init__(
        self,
        tail: LogTail,
        discovery: Discovery,
        stack: Stack,
        note_event: Callable[[Event], None],
    ) -> None:
        self._note_event = note_event
        self._tail = tail
        self._discovery = discovery
        self._ledger = ledger_for(stack)
        self._inferred = InferredDeliveries(stack, self._ledger)
        self._lock = Lock()
        self._records: list[AnyRecord] = []
        self._lag_ms: int | None = None
        self._polled_ms: int | None = None

    @property
    def lag_ms(self) -> int | None:
        """How long the newest event took until it was read; None while nobody can tell."""
        with self._lock:
            return self._lag_ms

    def size(self) -> int:
        """Return how many records there are."""
        with self._lock:
            return len(self._records)

    def event(self, event_id: str) -> dict[str, Any] | None:
        """Return the envelope of the event with this id, or None if it was not read."""
        with self._lock:
            records = list(self._records)
        events = (each.event for each in reversed(records) if isinstance(each, LogRecord))
        return next((each.to_envelope() for each in events if each.id == event_id), None)

    def ask(self, now_ms: int) -> Polled:
        """Read what is new; see `eda_core.aws.reading.source.Ask`."""
        if not self._tail.group:
            self._tail.groups = self._discovery.resources().log_groups
        records = self._tail.poll(now_ms)
        self._take(records, now_ms)
        return Polled(is_new=bool(records), is_behind=self._tail.is_behind)

    def _take(self, records: Sequence[AnyRecord], now_ms: int) -> None:
        with self._lock:
            self._records += records
            for record in records:
                self._inferred.fold(record)
                if isinstance(record, LogRecord):
                    self._note_event(record.event)
            last_ms, self._polled_ms = self._polled_ms, now_ms
            if last_ms is not None and now_ms - last_ms <= _FRESH_MS:
                self._lag_ms = _lag_ms(records, now_ms, self._lag_ms)

    def take_steps(self, steps: Sequence[BusLogStep], now_ms: int) -> None:
        """Take what the bus log tells of deliveries, in the poller's thread."""
        with self._lock:
            for step in steps:
                self._ledger.note_step(step, now_ms)
            self._ledger.release(now_ms)

    def take_live(self, entries: list[Any], now_ms: int) -> bool:
        """Take what a live tail brought, in the poller's thread; answers whether any is new."""
        records = self._tail.take(entries, is_live=True)
        self._take(records, now_ms)
        return bool(records)

    def group_arn(self) -> str:
        """Return the ARN of the log group, without the ``:*`` of a policy; empty while it is not
        known.
        """
        arn = self._discovery.resources().state_machine_arn.split(":")
        if not self._tail.group or len(arn) < 5:
            return ""
        partition, _, region, account = arn[1:5]
        return f"arn:{partition}:logs:{region}:{account}:log-group:{self._tail.group}"

    def after(
        self, sequence: int, step: int, most: int = SLICE
    ) -> tuple[Sequence[AnyRecord], Sequence[DeliveryRecord]]:
        """Return the records after ``sequence`` and the steps of deliveries after ``step``.

        There are at most so many of each, and both are of one instant.
        """
        with self._lock:
            records = self._records[sequence : sequence + most]
            return records, self._ledger.read_after(step, most)


def _lag_ms(records: Sequence[AnyRecord], now_ms: int, otherwise: int | None) -> int | None:
    times = [record.event.time_ms for record in records if isinstance(record, LogRecord)]
    return max(0, now_ms - max(times)) if times else otherwise


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
