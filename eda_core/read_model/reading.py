"""What can be asked of a folded log: answers are frozen records, safe to use after the lock."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from itertools import islice
from threading import RLock
from typing import Any, Final, TypeVar

from eda_core.asl import StateMachine
from eda_core.domain.errors import BackendError
from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import OrderId
from eda_core.ports import Backend, LoggedExecution
from eda_core.read_model.event_search import EventFilter, PatternQuery, SearchResult, Taken
from eda_core.read_model.event_steps import Trouble
from eda_core.read_model.expected_next import may_have_started
from eda_core.read_model.identity import Same
from eda_core.read_model.order_table import OrderRow, Totals, Troubles
from eda_core.read_model.order_view import OrderTrail, OrderView, order_view
from eda_core.read_model.own_execution import OwnExecution, named, published
from eda_core.read_model.rule_grid import JudgedRecords, judged
from eda_core.read_model.stack_history import StackPeriod
from eda_core.read_model.state_traffic import Traffic
from eda_core.read_model.tables import Tables
from eda_core.read_model.timeline import timeline
from eda_core.stack import Stack

Answer = TypeVar("Answer")

FIRST_ORDER: Final = 101
"""The number proposed for the first order of an empty world."""

MOST_TRIED: Final = 10_000
"""Records a pattern is first tried on, the newest: a tenth of a second for a page that waits."""

SHARED_KEPT: Final = 512
"""Answers remembered until the log or the rules change: two for each order a lesson watches."""


Lock = AbstractContextManager[Any]
"""What lets in one at a time, and the same one again."""


class Reading:
    """What can be asked of a folded log. Every method takes the lock; none hands out live state."""

    def __init__(self, backend: Backend, tables: Tables, lock: Lock | None = None) -> None:
        self.world = backend.world
        self._backend = backend
        self._tables = tables
        self._lock: Lock = RLock() if lock is None else lock
        self._shared: tuple[int, dict[Hashable, Any]] = (0, {})

    def ask(self, question: Callable[[Tables], Answer]) -> Answer:
        """Put a question to the projections; what it answers must be frozen, for others go on."""
        with self._lock:
            return question(self._tables)

    def ask_once(self, key: Hashable, question: Callable[[Tables], Answer]) -> Answer:
        """Put a question that many viewers ask: worked out once until the projections change.

        ``key`` names the question and all it depends on besides the projections.
        """
        with self._lock:
            answers = self._answers()
            if key not in answers:
                answers[key] = question(self._tables)
            answer: Answer = answers[key]
            return answer

    def _answers(self) -> dict[Hashable, Any]:
        """Return the answers that hold for the projections as they are."""
        version, answers = self._shared
        if version != self._tables.version or len(answers) >= SHARED_KEPT:
            self._shared = self._tables.version, (answers := {})
        return answers

    @contextmanager
    def at_one_instant(self) -> Iterator[None]:
        """Keep the projections as they are inside: all that is asked there fits together."""
        with self._lock:
            yield

    @property
    def last_sequence(self) -> int:
        """The greatest sequence number folded; it tells one state of the model from the next."""
        return self._tables.last_sequence

    def last_event_ms(self) -> int | None:
        """Return when the log received its newest record (epoch milliseconds), if it has any."""
        with self._lock:
            return self._tables.last_event_ms()

    @property
    def stack(self) -> Stack:
        """The rules and the definition in force now."""
        return self._tables.stacks.now

    def changes(self) -> Sequence[StackPeriod]:
        """Return what was changed in the stack, oldest first."""
        return self._tables.stacks.changes

    def grid(self, wanted: EventFilter, count: int) -> JudgedRecords:
        """Return the newest events that fit, at most ``count``, against the rules in force for
        each.
        """
        return self.ask_once(("grid", wanted, count), lambda _: self._judged(wanted, count))

    def _judged(self, wanted: EventFilter, count: int) -> JudgedRecords:
        found = self.find(wanted).records
        events = (record for record in found if isinstance(record, LogRecord))
        return judged(islice(events, count), self._tables.stacks)

    def grid_of(self, sequence: int) -> JudgedRecords:
        """Return the event of this record against the rules; empty if there is no such event."""
        with self._lock:
            record = self._tables.log.get(sequence)
            return judged((record,) if isinstance(record, LogRecord) else (), self._tables.stacks)

    def totals(self) -> Totals:
        """Orders by outcome, and events."""
        with self._lock:
            return self._tables.totals()

    def troubles(self) -> Troubles:
        """Executions that failed, and deliveries in trouble."""
        with self._lock:
            count = self._tables.deliveries.count
            return Troubles(
                executions=self._tables.executions_failed,
                retrying=count(Trouble.RETRYING),
                dead_letters=count(Trouble.DEAD_LETTER),
                dropped=count(Trouble.DROPPED),
                recovered=count(Trouble.RECOVERED),
                stuck=self._tables.index.stuck(),
            )

    def next_order_number(self) -> int:
        """Return an order number nobody has used yet."""
        with self._lock:
            return max(self._tables.greatest_number + 1, FIRST_ORDER)

    def newest_orders(self, count: int) -> Sequence[OrderTrail]:
        """Return the orders that came last, newest first."""
        with self._lock:
            return tuple(self._trail(row) for row in self._tables.newest(count))

    def _trail(self, row: OrderRow) -> OrderTrail:
        failed = self._tables.failed_of(row.order)
        error = "" if failed is None else failed.error or failed.status
        return OrderTrail(row, timeline(self._tables.records_of(row.order)), error)

    def order(self, order: OrderId) -> OrderView | None:
        """Return one order whole, or None if the log does not know it.

        It is worked out once for all viewers until the projections change. Where the table and
        the executions are far away or still moving, they are asked each time.
        """
        with self._lock:
            key, answers = ("order at rest", order, self._shown_ms()), self._answers()
            known: OrderView | None = answers.get(key)
            if known is not None:
                return known
            row = self._tables.row(order)
            view = None if row is None else self._view(row)
            if view is not None and view.is_at_rest and self._backend.feed is None:
                answers[key] = view
            return view

    def _shown_ms(self) -> int | None:
        """Return the moment that is shown, which cuts what other sources say; None for now."""
        return None

    def _view(self, row: OrderRow) -> OrderView:
        records = self._tables.records_of(row.order)
        unread: list[str] = []
        no_items: Sequence[Mapping[str, Any]] = ()
        items = _read(lambda: self._backend.orders.history(row.order), no_items, unread)
        own = _read(lambda: self._execution(row.order, records), OwnExecution(), unread)
        key = ("order", row.order, str(items), Same(own.execution), own.others, *unread)
        is_told = self._backend.capabilities.deliveries

        def view(tables: Tables) -> OrderView:
            deliveries = {r.event.id: tables.deliveries.of_event(r) for r in records}
            logged = [*records, *tables.copies_of(row.order)]
            made = order_view(row, logged, own, items, deliveries, tables.stacks)
            made = made.by_deliveries() if is_told or made.is_any_matched else made
            return replace(made, unread=tuple(unread), bus_notes=tables.bus_notes_of(row.order))

        return self.ask_once(key, view)

    def _execution(self, order: OrderId, records: Sequence[LogRecord]) -> OwnExecution:
        own = published(records, self._backend.executions.by_arn)
        if own is not None:
            return own
        others, failed = named(records), self._tables.failed_of(order)
        logged = self.logged_of(order) if failed is None and not others else None
        return OwnExecution(failed if logged is None else logged.execution, others)

    def logged_of(self, order: OrderId) -> LoggedExecution | None:
        """Return what a log tells of the execution of an order, where there is such a log."""
        logged = self._backend.logged
        return None if logged is None else logged.of_order(order)

    def logged(self, most: int) -> Sequence[LoggedExecution]:
        """Return so many of the executions that a log tells of, those begun last first."""
        logged = self._backend.logged
        return () if logged is None else logged.newest(most)

    def traffic(self, machine: StateMachine, now_ms: int) -> Traffic:
        """Return how many orders went where in the executions of this definition, by ``now_ms``."""
        with self._lock:
            records = self._tables.records_of
            return self._tables.traffic().traffic(
                machine,
                records,
                now_ms,
                lambda order: self._execution(order, records(order)).execution,
                self._may_have_started,
            )

    def _may_have_started(self, order: OrderId) -> bool:
        records = self._tables.records_of(order)
        deliveries = {r.event.id: self._tables.deliveries.of_event(r) for r in records}
        return may_have_started(timeline(records), deliveries, self._tables.stacks.now)

    def find(self, wanted: EventFilter) -> SearchResult:
        """Return the newest records that fit; the first search for a filter reads the whole log."""
        with self._lock:
            return self._tables.searches.search(wanted, self._tables.log).found()

    def taken_by(self, query: PatternQuery) -> Taken:
        """Return what a pattern takes; the first time it is tried on the newest
        `MOST_TRIED` only.
        """
        with self._lock:
            log = self._tables.log
            search = self._tables.patterns.search(query, log, max(0, len(log) - MOST_TRIED))
            return Taken(search.found(), len(log) - search.skipped, len(log))

    def record(self, sequence: int) -> AnyRecord | None:
        """Return the record with this sequence number."""
        with self._lock:
            return self._tables.log.get(sequence)

    def vocabulary(self) -> tuple[Sequence[str], Sequence[str]]:
        """Return the sources and the detail-types seen so far."""
        with self._lock:
            kinds = self._tables.log.kinds()
            sources, names = {source for source, _ in kinds}, {name for _, name in kinds}
            return tuple(sorted(sources)), tuple(sorted(names))


def _read(source: Callable[[], Answer], otherwise: Answer, unread: list[str]) -> Answer:
    """Return what a source says; where it cannot be read, the sentence is noted and the rest goes
    on.
    """
    try:
        return source()
    except BackendError as failure:
        unread.append(str(failure))
        return otherwise
