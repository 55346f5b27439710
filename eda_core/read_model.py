"""What the screens read: one model for each backend, shared by all browser sessions.

`refresh` reads what is new in the log and folds it into every projection, once for everybody, so
a refresh costs the new records only. Answers are frozen records, safe to use after the lock.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from threading import RLock
from typing import Final

from eda_core.asl import Execution, StateMachine
from eda_core.events import AnyRecord, LogRecord
from eda_core.orders import OrderId, order_id_of
from eda_core.ports import Backend
from eda_core.projections.delivery_book import DeliveryBook, Trouble
from eda_core.projections.event_search import (
    EventFilter,
    Found,
    PatternQuery,
    Searches,
    Taken,
    Vocabulary,
)
from eda_core.projections.order_book import OrderBook, OrderRow, Totals, Troubles
from eda_core.projections.order_view import OrderTrail, OrderView, order_view
from eda_core.projections.paths import execution_arn
from eda_core.projections.rule_grid import JudgedRecords, judged
from eda_core.projections.stack_history import StackHistory, StackPeriod
from eda_core.projections.state_traffic import StateTraffic, Traffic
from eda_core.projections.timeline import timeline
from eda_core.stack import Stack, machine_from, rules_from

FIRST_ORDER: Final = 101
"""The number proposed for the first order of an empty world."""

SEARCHES_KEPT: Final = 16
"""Filters whose results are kept up to date; one used longer ago is searched for again."""

PATTERNS_KEPT: Final = 8
"""Patterns tried out whose results are kept up to date."""

MOST_TRIED: Final = 10_000
"""Records a pattern is first tried on, the newest: a tenth of a second for a page that waits."""

GRIDS_KEPT: Final = 32
"""Rule grids remembered until the log or the rules change."""


class ReadModel:
    """The log of one backend, folded. Every method takes the lock; none hands out live state."""

    def __init__(self, backend: Backend, stack: Stack) -> None:
        self.world = backend.world
        self._backend = backend
        self._stacks = StackHistory(stack)
        self._lock = RLock()
        self._records: dict[int, AnyRecord] = {}
        self._book = OrderBook()
        self._traffic = StateTraffic(self._stacks)
        self._vocabulary = Vocabulary()
        self._searches = Searches(SEARCHES_KEPT)
        self._patterns = Searches(PATTERNS_KEPT)
        self._grids: dict[tuple[EventFilter, int], JudgedRecords] = {}
        self._failed_executions: dict[OrderId, Execution] = {}
        self._executions_failed = 0
        self._deliveries = DeliveryBook()
        self._last_sequence = 0

    def refresh(self) -> None:
        """Fold what is new. Raises `BackendError` when the backend cannot be read."""
        with self._lock:
            for record in self._backend.log.read_after(self._last_sequence):
                self._fold(record)
            for execution in self._backend.executions.failed_after(self._executions_failed):
                self._note_failed(execution)
            for delivery in self._backend.deliveries.read_after(self._deliveries.last_sequence):
                self._deliveries.fold(delivery)
            self._note_changes()

    def _note_changes(self) -> None:
        editor, known = self._backend.editor, len(self._stacks.changes)
        for change in () if editor is None else editor.changes_after(known):
            rules, machine = rules_from(change.rules), machine_from(change.definition)
            stack = replace(self._stacks.now, rules=rules, machine=machine)
            self._stacks.fold(StackPeriod(change.at_ms, change.what, stack))
            self._grids.clear()

    def _fold(self, record: AnyRecord) -> None:
        self._last_sequence = max(self._last_sequence, record.sequence)
        self._records[record.sequence] = record
        self._book.fold(record)
        self._traffic.fold(record)
        self._vocabulary.fold(record)
        self._searches.fold(record)
        self._patterns.fold(record)
        self._grids.clear()

    def _note_failed(self, execution: Execution) -> None:
        self._executions_failed += 1
        detail = execution.input.get("detail") if isinstance(execution.input, dict) else None
        order = order_id_of(detail)
        if order is not None:
            self._failed_executions[order] = execution

    @property
    def last_sequence(self) -> int:
        """The greatest sequence number folded; it tells one state of the model from the next."""
        return self._last_sequence

    def last_event_ms(self) -> int | None:
        """When the log received its newest record (epoch milliseconds), if it has any."""
        with self._lock:
            newest = self._records.get(self._last_sequence)
            return None if newest is None else newest.ingested_ms

    @property
    def stack(self) -> Stack:
        """The rules and the definition in force now."""
        return self._stacks.now

    def changes(self) -> Sequence[StackPeriod]:
        """What was changed in the stack, oldest first."""
        return self._stacks.changes

    def grid(self, wanted: EventFilter, count: int) -> JudgedRecords:
        """The newest events that fit, at most ``count``, against the rules in force for each."""
        with self._lock:
            known = self._grids.get((wanted, count))
            if known is not None:
                return known
            found = self.find(wanted).records
            events = (record for record in found if isinstance(record, LogRecord))
            if len(self._grids) >= GRIDS_KEPT:
                self._grids.clear()
            grid = self._grids[wanted, count] = judged(islice(events, count), self._stacks)
            return grid

    def grid_of(self, sequence: int) -> JudgedRecords:
        """The event of this record against the rules; empty if there is no such event."""
        with self._lock:
            record = self._records.get(sequence)
            return judged((record,) if isinstance(record, LogRecord) else (), self._stacks)

    def totals(self) -> Totals:
        """Orders by outcome, and events."""
        with self._lock:
            return self._book.totals()

    def troubles(self) -> Troubles:
        """Executions that failed, and deliveries in trouble."""
        with self._lock:
            count = self._deliveries.count
            return Troubles(
                executions=self._executions_failed,
                retrying=count(Trouble.RETRYING),
                dead_letters=count(Trouble.DEAD_LETTER),
                dropped=count(Trouble.DROPPED),
            )

    def next_order_number(self) -> int:
        """An order number nobody has used yet."""
        with self._lock:
            return max(self._book.greatest_number + 1, FIRST_ORDER)

    def newest_orders(self, count: int) -> Sequence[OrderTrail]:
        """The orders that came last, newest first."""
        with self._lock:
            return tuple(self._trail(row) for row in self._book.newest(count))

    def _trail(self, row: OrderRow) -> OrderTrail:
        failed = self._failed_executions.get(row.order)
        error = "" if failed is None else failed.error or failed.status
        return OrderTrail(row, timeline(self._book.records(row.order)), error)

    def order(self, order: OrderId) -> OrderView | None:
        """One order whole, or None if the log does not know it."""
        with self._lock:
            row = self._book.row(order)
            return None if row is None else self._view(row)

    def _view(self, row: OrderRow) -> OrderView:
        records = self._book.records(row.order)
        items = self._backend.orders.history(row.order)
        deliveries = {r.event.id: self._deliveries.of_event(r.event.id) for r in records}
        execution = self._execution(row.order, records)
        return order_view(row, records, execution, items, deliveries, self._stacks)

    def _execution(self, order: OrderId, records: Sequence[LogRecord]) -> Execution | None:
        arns = (execution_arn(record.event) for record in records)
        arn = next(filter(None, arns), None)
        if arn is not None:
            return self._backend.executions.by_arn(arn)
        return self._failed_executions.get(order)

    def traffic(self, machine: StateMachine, now_ms: int) -> Traffic:
        """How many orders went where in the executions of this definition, by ``now_ms``."""
        with self._lock:
            records = self._book.records
            return self._traffic.traffic(
                machine, records, now_ms, lambda order: self._execution(order, records(order))
            )

    def find(self, wanted: EventFilter) -> Found:
        """The newest records that fit; the first search for a filter reads the whole log."""
        with self._lock:
            return self._searches.search(wanted, self._records.values()).found()

    def taken_by(self, query: PatternQuery) -> Taken:
        """What a pattern takes; the first time it is tried on the newest `MOST_TRIED` only."""
        with self._lock:
            newest = islice(reversed(self._records.values()), MOST_TRIED)
            skipped = max(0, len(self._records) - MOST_TRIED)
            search = self._patterns.search(query, newest, skipped)
            records = len(self._records)
            return Taken(search.found(), records - search.skipped, records)

    def record(self, sequence: int) -> AnyRecord | None:
        """The record with this sequence number."""
        with self._lock:
            return self._records.get(sequence)

    def vocabulary(self) -> tuple[Sequence[str], Sequence[str]]:
        """The sources and the detail-types seen so far."""
        with self._lock:
            return self._vocabulary.sources, self._vocabulary.detail_types
