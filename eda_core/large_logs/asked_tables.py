"""The tables of a large log, for pages that ask `Tables`: each answer is a question to an engine.

What is drawn of single orders is folded from their own events by the tables in memory, so it is
said as of any other log. What is drawn of many events one by one (dots of the map, ways through the
state machine) is of the newest orders.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eda_core.domain.events import LogRecord
from eda_core.domain.orders import OrderId
from eda_core.large_logs import kept_answers
from eda_core.large_logs.asked_log import AskedLog, AskedSearches
from eda_core.large_logs.asked_orders import (
    AskedOrders,
    order_of,
    row_from,
    sequences_of,
    verdict_from,
)
from eda_core.large_logs.engines import Engine
from eda_core.large_logs.set_counts import AskedCounts
from eda_core.large_logs.statements import Row
from eda_core.ports import Backend, Notification
from eda_core.read_model.event_steps import DeliveryColumns, EventDeliveries, Trouble
from eda_core.read_model.event_table import NO_EVENT, EventTable
from eda_core.read_model.expected_next import Expectation
from eda_core.read_model.flow import EVENTS_KEPT, Flow
from eda_core.read_model.flow_elements import Origin
from eda_core.read_model.live import ReadModel
from eda_core.read_model.order_query import OrderCells, OrderQuery
from eda_core.read_model.order_status import Known, expectation_of
from eda_core.read_model.order_table import ENDINGS, OrderRow, OrderTable, Totals
from eda_core.read_model.stack_history import StackHistory
from eda_core.read_model.state_traffic import StateTraffic
from eda_core.read_model.subscriber_marks import BusNote
from eda_core.read_model.tables import PATTERNS_KEPT, SEARCHES_KEPT, LiveTables, Tables
from eda_core.sets.members import SetChoice, subjects_of
from eda_core.stack import Stack

RECENT: Final = 5_000
"""The newest orders, whose ways through the state machine are counted."""

MOST_HELD: Final = 40_000
"""Records of orders that are held; what is asked for next takes the place of all of them."""


class NoDeliveries:
    """What a log tells of deliveries: nothing."""

    def of_event(self, record: LogRecord) -> EventDeliveries:  # noqa: ARG002 - of none
        """Return what became of one event."""
        return EventDeliveries(())

    def columns(self) -> DeliveryColumns:
        """Return what has become of all events: nobody tells."""
        return DeliveryColumns((), (), ((),), ())

    def is_settled(self, number: int) -> bool:  # noqa: ARG002 - of none
        """Return whether nothing is open of an event."""
        return True

    def count(self, trouble: Trouble) -> int:  # noqa: ARG002 - of none
        """Return how many deliveries stand like this."""
        return 0

    def answered_ms(self, number: int) -> int:  # noqa: ARG002 - of none
        """Return when the last step of an event was."""
        return 0

    def was_kept(self, event_id: str) -> bool:  # noqa: ARG002 - of none
        """Return whether an event is known to be a dead letter."""
        return False


@dataclass(frozen=True, slots=True)
class OneOrder:
    """What the events of one order tell, and its records as the whole log numbers them."""

    order: OrderId
    logged: Sequence[LogRecord]
    known: Known

    def records(self) -> Sequence[LogRecord]:
        """Return its records, one for each event."""
        return self._as_logged(self.known.records(self.order))

    def copies(self) -> Sequence[LogRecord]:
        """Return the records of its events that the log has once more."""
        return self._as_logged(self.known.copies(self.order))

    def _as_logged(self, records: Sequence[LogRecord]) -> Sequence[LogRecord]:
        return tuple(self.logged[record.sequence - 1] for record in records)


def folded(order: OrderId, logged: Sequence[LogRecord], stacks: StackHistory) -> OneOrder:
    """Return what the records of an order tell, by the tables in memory."""
    events = EventTable()
    orders = OrderTable(events)
    for number, record in enumerate(logged, 1):
        orders.fold(record._replace(sequence=number))
    return OneOrder(order, logged, Known(events, orders, NoDeliveries(), {}, stacks))


class _OriginCounts:
    """How many events of each origin there are, of the whole log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._counts: dict[int, int] = {}

    def origin_counts(self, until_ms: float | None = None) -> Mapping[int, int]:  # noqa: ARG002 - always of all
        """Return how many records there are of each origin, copies left out."""
        if not self._counts:
            found: dict[int, int] = dict(map(_pair, self._engine.ask(kept_answers.ORIGINS)))
            copies: dict[int, int] = dict(map(_pair, self._engine.ask(kept_answers.COPIES)))
            self._counts = {
                origin: found.get(origin, 0) - copies.get(origin, 0)
                for origin in (*map(int, Origin), NO_EVENT)
            }
        return self._counts


def _pair(row: Row) -> tuple[int, int]:
    return int(row[0]), int(row[1])


class AskedTables(Tables):
    """What can be asked of a large log. It does not grow, so many answers are asked for once."""

    index: AskedOrders
    log: AskedLog

    def __init__(self, engine: Engine, stack: Stack) -> None:
        self.log = AskedLog(engine)
        self.index = AskedOrders(engine, stack.late_ms)
        self.stacks = StackHistory(stack)
        self.deliveries = NoDeliveries()
        self.searches = AskedSearches(SEARCHES_KEPT, self.log)
        self.patterns = AskedSearches(PATTERNS_KEPT, self.log)
        self.failed_executions = {}
        self.executions_failed = 0
        self.version = 0
        self._stack = stack
        self._origins = _OriginCounts(engine)
        self._held: dict[OrderId, OneOrder] = {}
        self._totals: Totals | None = None
        self._flow: Flow | None = None
        self._recent: LiveTables | None = None

    def totals(self) -> Totals:
        """Return the totals."""
        if self._totals is None:
            counts = dict(self._origins.origin_counts())
            malformed, outcomes = counts.pop(NO_EVENT), self.index.outcomes()
            median_ms, p95_ms = self.index.durations()
            self._totals = Totals(
                orders=sum(outcomes.values()),
                by_outcome=outcomes,
                events=sum(counts.values()),
                malformed=malformed,
                median_ms=median_ms,
                p95_ms=p95_ms,
            )
        return self._totals

    def set_counts(
        self, choices: tuple[SetChoice, SetChoice], query: OrderQuery | None, now_ms: int
    ) -> AskedCounts:
        """See `CountsSets`."""
        subjects = subjects_of(choices[0], query) | subjects_of(choices[1], query)
        clock = self.index.clock(now_ms)
        return AskedCounts(self.log.engine, choices, query, clock, subjects)

    @property
    def greatest_number(self) -> int:
        """The greatest number of an order."""
        return self.index.greatest_number()

    @property
    def flow(self) -> Flow:
        """What went over the lines of the architecture; the dots are of the newest events."""
        if self._flow is None:
            self._flow = Flow(self._stack, self._origins)
            for record in self.log.between(len(self.log) - EVENTS_KEPT, len(self.log)):
                if isinstance(record, LogRecord):
                    self._flow.note_event(record)
        return self._flow

    def traffic(self) -> StateTraffic:
        """Return the traffic of the newest orders through the state machine."""
        if self._recent is None:
            self._recent = LiveTables(self._stack)
            records = [r for row in self._newest_rows(RECENT) for r in self._of(row).logged]
            records.sort(key=lambda record: record.sequence)
            for number, record in enumerate(records, 1):
                self._recent.fold(record._replace(sequence=number))
        return self._recent.traffic()

    def row(self, order: OrderId) -> OrderRow | None:
        """Return one order, or None if the log does not know it."""
        row = self.index.row(order)
        return None if row is None else row_from(row)

    def newest(self, count: int) -> Iterator[OrderRow]:
        """Return the orders whose first record came last, newest first."""
        return map(row_from, self._newest_rows(count))

    def _newest_rows(self, count: int) -> Sequence[Row]:
        rows = self.index.newest_rows(count)
        self._hold(rows)
        return rows

    def records_of(self, order: OrderId) -> Sequence[LogRecord]:
        """Return the records of one order, one for each event."""
        one = self._one(order)
        return () if one is None else one.records()

    def copies_of(self, order: OrderId) -> Sequence[LogRecord]:
        """Return the records of one order that the log has once more."""
        one = self._one(order)
        return () if one is None else one.copies()

    def messages_of(self, order: OrderId) -> Sequence[Notification]:  # noqa: ARG002 - of none
        """Return what the customer of an order was told: a log does not say."""
        return ()

    def bus_notes_of(self, order: OrderId) -> Sequence[BusNote]:  # noqa: ARG002 - of none
        """Return what subscribers did with the events of an order: a log does not say."""
        return ()

    def expected(self, orders: Sequence[OrderId], now_ms: int) -> Sequence[Expectation | None]:
        """Return what should come next for each of these orders."""
        rows = [row for order in orders if (row := self.index.row(order)) is not None]
        self._hold([row for row in rows if not _went_well(row)])
        went_well = {order_of(row) for row in rows if _went_well(row)}
        return [None if each in went_well else self._expected(each, now_ms) for each in orders]

    def _expected(self, order: OrderId, now_ms: int) -> Expectation | None:
        one = self._one(order)
        return None if one is None else expectation_of(one.known, order, now_ms)

    def waits_for_payment(self, rows: Sequence[OrderCells]) -> frozenset[int]:
        """Return the numbers of those of these orders that have no event of a payment."""
        paid = self.index.paid_among(rows)
        return frozenset(row.number for row in rows if row.number not in paid)

    def _one(self, order: OrderId) -> OneOrder | None:
        if order not in self._held:
            row = self.index.row(order)
            if row is None:
                return None
            self._hold([row])
        return self._held[order]

    def _of(self, row: Row) -> OneOrder:
        return self._held[order_of(row)]

    def _hold(self, rows: Sequence[Row]) -> None:
        """Fetch the records of orders, in as few statements as can be, and fold each order."""
        missing = {order_of(row): sequences_of(row) for row in rows}
        missing = {order: each for order, each in missing.items() if order not in self._held}
        if sum(len(one.logged) for one in self._held.values()) > MOST_HELD:
            self._held.clear()
        numbers = {number for sequences in missing.values() for number in sequences}
        found = {record.sequence: record for record in self.log.among([*numbers])}
        for order, sequences in missing.items():
            records = (found.get(number) for number in sequences)
            logged = [record for record in records if isinstance(record, LogRecord)]
            self._held[order] = folded(order, logged, self.stacks)


def _went_well(row: Row) -> bool:
    """Return whether an order has ended as it should: nothing comes next."""
    verdict = verdict_from(row)
    is_over = verdict.row.outcome in ENDINGS.values()
    return is_over and not verdict.is_odd and verdict.late_from is None


class AskedModel(ReadModel):
    """The model of a large log, which is read when it is asked."""

    def __init__(self, backend: Backend, engine: Engine, stack: Stack) -> None:
        super().__init__(backend, stack)
        self._tables = AskedTables(engine, stack)

    def refresh(self, progress: Callable[[int], None] | None = None) -> None:
        """Nothing is new in a log that does not grow."""
