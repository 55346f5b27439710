"""What can be asked of a folded log: answers are frozen records, safe to use after the lock."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from threading import RLock
from typing import Any, Final, TypeVar

from eda_core.asl import Execution, StateMachine
from eda_core.domain.errors import BackendError
from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import OrderId
from eda_core.ports import Backend
from eda_core.read_model.delivery_book import Trouble
from eda_core.read_model.event_search import EventFilter, PatternQuery, SearchResult, Taken
from eda_core.read_model.execution_paths import execution_arn
from eda_core.read_model.folds import Folds
from eda_core.read_model.order_book import OrderRow, Totals, Troubles
from eda_core.read_model.order_view import OrderTrail, OrderView, order_view
from eda_core.read_model.rule_grid import JudgedRecords, judged
from eda_core.read_model.stack_history import StackPeriod
from eda_core.read_model.state_traffic import Traffic
from eda_core.read_model.timeline import timeline
from eda_core.stack import Stack

Answer = TypeVar("Answer")

FIRST_ORDER: Final = 101
"""The number proposed for the first order of an empty world."""

MOST_TRIED: Final = 10_000
"""Records a pattern is first tried on, the newest: a tenth of a second for a page that waits."""

SHARED_KEPT: Final = 64
"""Answers remembered until the log or the rules change."""


class Reading:
    """What can be asked of a folded log. Every method takes the lock; none hands out live state."""

    def __init__(self, backend: Backend, folds: Folds) -> None:
        self.world = backend.world
        self._backend = backend
        self._folds = folds
        self._lock = RLock()
        self._shared: tuple[int, dict[Hashable, Any]] = (0, {})

    def ask(self, question: Callable[[Folds], Answer]) -> Answer:
        """Put a question to the projections; what it answers must be frozen, for others go on."""
        with self._lock:
            return question(self._folds)

    def shared(self, key: Hashable, question: Callable[[Folds], Answer]) -> Answer:
        """Put a question that many viewers ask: worked out once until the projections change.

        ``key`` names the question and all it depends on besides the projections.
        """
        with self._lock:
            version, answers = self._shared
            if version != self._folds.version or len(answers) >= SHARED_KEPT:
                self._shared = self._folds.version, (answers := {})
            if key not in answers:
                answers[key] = question(self._folds)
            answer: Answer = answers[key]
            return answer

    @property
    def last_sequence(self) -> int:
        """The greatest sequence number folded; it tells one state of the model from the next."""
        return self._folds.last_sequence

    def last_event_ms(self) -> int | None:
        """When the log received its newest record (epoch milliseconds), if it has any."""
        with self._lock:
            return self._folds.last_event_ms()

    @property
    def stack(self) -> Stack:
        """The rules and the definition in force now."""
        return self._folds.stacks.now

    def changes(self) -> Sequence[StackPeriod]:
        """What was changed in the stack, oldest first."""
        return self._folds.stacks.changes

    def grid(self, wanted: EventFilter, count: int) -> JudgedRecords:
        """The newest events that fit, at most ``count``, against the rules in force for each."""
        return self.shared(("grid", wanted, count), lambda _: self._judged(wanted, count))

    def _judged(self, wanted: EventFilter, count: int) -> JudgedRecords:
        found = self.find(wanted).records
        events = (record for record in found if isinstance(record, LogRecord))
        return judged(islice(events, count), self._folds.stacks)

    def grid_of(self, sequence: int) -> JudgedRecords:
        """The event of this record against the rules; empty if there is no such event."""
        with self._lock:
            record = self._folds.records.get(sequence)
            return judged((record,) if isinstance(record, LogRecord) else (), self._folds.stacks)

    def totals(self) -> Totals:
        """Orders by outcome, and events."""
        with self._lock:
            return self._folds.book.totals()

    def troubles(self) -> Troubles:
        """Executions that failed, and deliveries in trouble."""
        with self._lock:
            count = self._folds.deliveries.count
            return Troubles(
                executions=self._folds.executions_failed,
                retrying=count(Trouble.RETRYING),
                dead_letters=count(Trouble.DEAD_LETTER),
                dropped=count(Trouble.DROPPED),
                stuck=self._folds.orders.stuck(),
            )

    def next_order_number(self) -> int:
        """An order number nobody has used yet."""
        with self._lock:
            return max(self._folds.book.greatest_number + 1, FIRST_ORDER)

    def newest_orders(self, count: int) -> Sequence[OrderTrail]:
        """The orders that came last, newest first."""
        with self._lock:
            return tuple(self._trail(row) for row in self._folds.book.newest(count))

    def _trail(self, row: OrderRow) -> OrderTrail:
        failed = self._folds.failed_executions.get(row.order)
        error = "" if failed is None else failed.error or failed.status
        return OrderTrail(row, timeline(self._folds.book.records(row.order)), error)

    def order(self, order: OrderId) -> OrderView | None:
        """One order whole, or None if the log does not know it."""
        with self._lock:
            row = self._folds.book.row(order)
            return None if row is None else self._view(row)

    def _view(self, row: OrderRow) -> OrderView:
        records = self._folds.book.records(row.order)
        unread: list[str] = []
        no_items: Sequence[Mapping[str, Any]] = ()
        items = _read(lambda: self._backend.orders.history(row.order), no_items, unread)
        deliveries = {r.event.id: self._folds.deliveries.of_event(r.event.id) for r in records}
        execution = _read(lambda: self._execution(row.order, records), None, unread)
        view = order_view(row, records, execution, items, deliveries, self._folds.stacks)
        return replace(view, unread=tuple(unread)) if unread else view

    def _execution(self, order: OrderId, records: Sequence[LogRecord]) -> Execution | None:
        arns = (execution_arn(record.event) for record in records)
        arn = next(filter(None, arns), None)
        if arn is not None:
            return self._backend.executions.by_arn(arn)
        return self._folds.failed_executions.get(order)

    def traffic(self, machine: StateMachine, now_ms: int) -> Traffic:
        """How many orders went where in the executions of this definition, by ``now_ms``."""
        with self._lock:
            records = self._folds.book.records
            return self._folds.traffic.traffic(
                machine, records, now_ms, lambda order: self._execution(order, records(order))
            )

    def find(self, wanted: EventFilter) -> SearchResult:
        """The newest records that fit; the first search for a filter reads the whole log."""
        with self._lock:
            return self._folds.searches.search(wanted, self._folds.records.values()).found()

    def taken_by(self, query: PatternQuery) -> Taken:
        """What a pattern takes; the first time it is tried on the newest `MOST_TRIED` only."""
        with self._lock:
            newest = islice(reversed(self._folds.records.values()), MOST_TRIED)
            skipped = max(0, len(self._folds.records) - MOST_TRIED)
            search = self._folds.patterns.search(query, newest, skipped)
            records = len(self._folds.records)
            return Taken(search.found(), records - search.skipped, records)

    def record(self, sequence: int) -> AnyRecord | None:
        """The record with this sequence number."""
        with self._lock:
            return self._folds.records.get(sequence)

    def vocabulary(self) -> tuple[Sequence[str], Sequence[str]]:
        """The sources and the detail-types seen so far."""
        with self._lock:
            return self._folds.vocabulary.sources, self._folds.vocabulary.detail_types


def _read(source: Callable[[], Answer], otherwise: Answer, unread: list[str]) -> Answer:
    """What a source says; where it cannot be read, the sentence is noted and the rest goes on."""
    try:
        return source()
    except BackendError as failure:
        unread.append(str(failure))
        return otherwise
