"""What the screens read: one model for each backend, shared by all browser sessions.

`refresh` reads what is new in the log and folds it into every projection, once for everybody, so
a refresh costs the new records only. Answers are frozen records, safe to use after the lock.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from threading import RLock
from typing import Final

from eda_core.asl import Execution
from eda_core.events import AnyRecord, LogRecord
from eda_core.orders import OrderId, order_id_of
from eda_core.ports import Backend
from eda_core.projections.event_search import EventFilter, EventSearch, Found, Vocabulary
from eda_core.projections.order_book import OrderBook, OrderRow, Totals, Troubles
from eda_core.projections.order_view import OrderTrail, OrderView, order_view
from eda_core.projections.paths import execution_arn
from eda_core.projections.rule_grid import RuleGrid, rule_grid
from eda_core.projections.stack_history import StackHistory, StackPeriod
from eda_core.projections.timeline import timeline
from eda_core.stack import Stack, machine_from, rules_from

FIRST_ORDER: Final = 101
"""The number proposed for the first order of an empty world."""

SEARCHES_KEPT: Final = 16
"""Filters whose results are kept up to date; one used longer ago is searched for again."""


class ReadModel:
    """The log of one backend, folded. Every method takes the lock; none hands out live state."""

    def __init__(self, backend: Backend, stack: Stack) -> None:
        self.world = backend.world
        self._backend = backend
        self._stacks = StackHistory(stack)
        self._lock = RLock()
        self._records: dict[int, AnyRecord] = {}
        self._book = OrderBook()
        self._vocabulary = Vocabulary()
        self._searches: OrderedDict[EventFilter, EventSearch] = OrderedDict()
        self._failed_executions: dict[OrderId, Execution] = {}
        self._executions_failed = 0
        self._deliveries_failed = 0
        self._last_sequence = 0

    def refresh(self) -> None:
        """Fold what is new. Raises `BackendError` when the backend cannot be read."""
        with self._lock:
            for record in self._backend.log.read_after(self._last_sequence):
                self._fold(record)
            for execution in self._backend.executions.failed_after(self._executions_failed):
                self._note_failed(execution)
            failures = self._backend.deliveries.failed_after(self._deliveries_failed)
            self._deliveries_failed += len(failures)
            self._note_changes()

    def _note_changes(self) -> None:
        editor, known = self._backend.editor, len(self._stacks.changes)
        for change in () if editor is None else editor.changes_after(known):
            rules, machine = rules_from(change.rules), machine_from(change.definition)
            stack = replace(self._stacks.now, rules=rules, machine=machine)
            self._stacks.fold(StackPeriod(change.at_ms, change.what, stack))

    def _fold(self, record: AnyRecord) -> None:
        self._last_sequence = max(self._last_sequence, record.sequence)
        self._records[record.sequence] = record
        self._book.fold(record)
        self._vocabulary.fold(record)
        for search in self._searches.values():
            search.fold(record)

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

    def grid(self, wanted: EventFilter, count: int) -> RuleGrid:
        """The newest events that fit, at most ``count``, against the rules in force for each."""
        with self._lock:
            found = self._search(wanted).found().records
            events = (record for record in found if isinstance(record, LogRecord))
            newest = islice(events, count)
            return rule_grid(((r.event, r.ingested_ms) for r in newest), self._stacks)

    def totals(self) -> Totals:
        """Orders by outcome, and events."""
        with self._lock:
            return self._book.totals()

    def troubles(self) -> Troubles:
        """Executions and deliveries that failed."""
        with self._lock:
            return Troubles(self._executions_failed, self._deliveries_failed)

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
        return order_view(row, records, self._execution(row.order, records), items, self._stacks)

    def _execution(self, order: OrderId, records: Sequence[LogRecord]) -> Execution | None:
        arns = (execution_arn(record.event) for record in records)
        arn = next(filter(None, arns), None)
        if arn is not None:
            return self._backend.executions.by_arn(arn)
        return self._failed_executions.get(order)

    def find(self, wanted: EventFilter) -> Found:
        """The newest records that fit; the first search for a filter reads the whole log."""
        with self._lock:
            return self._search(wanted).found()

    def _search(self, wanted: EventFilter) -> EventSearch:
        search = self._searches.get(wanted)
        if search is None:
            search = self._searches[wanted] = EventSearch(wanted)
            for record in self._records.values():
                search.fold(record)
        self._searches.move_to_end(wanted)
        while len(self._searches) > SEARCHES_KEPT:
            self._searches.popitem(last=False)
        return search

    def record(self, sequence: int) -> AnyRecord | None:
        """The record with this sequence number."""
        with self._lock:
            return self._records.get(sequence)

    def vocabulary(self) -> tuple[Sequence[str], Sequence[str]]:
        """The sources and the detail-types seen so far."""
        with self._lock:
            return self._vocabulary.sources, self._vocabulary.detail_types
