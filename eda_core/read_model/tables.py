"""The tables of one log: what a model of a world consists of, now or at a moment.

Each fact is kept once, in columns: events, orders, deliveries, messages. Everything else here is a
question to them. It is pure: whoever holds it does the reading and the locking.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from eda_core.asl import Execution
from eda_core.domain.chunks import Chunk, read_steps
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import OrderId, order_id_of
from eda_core.ports import Notification
from eda_core.read_model.delivery_book import DeliveryBook
from eda_core.read_model.event_search import Searches
from eda_core.read_model.event_steps import DeliveryColumns, EventDeliveries, Trouble
from eda_core.read_model.event_table import (
    MALFORMED,
    OTHER_KIND,
    PAYMENT_SERVICE,
    EventTable,
    Kind,
)
from eda_core.read_model.expected_next import Expectation
from eda_core.read_model.flow import Flow
from eda_core.read_model.log_view import LogView
from eda_core.read_model.marks import Marks
from eda_core.read_model.messages import NO_ORDER, Messages, order_of
from eda_core.read_model.order_index import OrderIndex, OrderQuestions
from eda_core.read_model.order_query import OrderCells
from eda_core.read_model.order_status import Known, expectation_of
from eda_core.read_model.order_table import OrderRow, OrderTable, Totals
from eda_core.read_model.own_execution import is_last_word
from eda_core.read_model.stack_history import StackHistory, StackPeriod
from eda_core.read_model.state_traffic import StateTraffic
from eda_core.read_model.step_counts import StepCounts
from eda_core.read_model.step_reader import ReadSteps, StepReader
from eda_core.read_model.subscriber_marks import BusNote
from eda_core.read_model.subscriber_progress import SubscriberProgress
from eda_core.stack import Stack

SEARCHES_KEPT: Final = 16
"""Filters whose results are kept up to date; one used longer ago is searched for again."""

ORDERS_LEFT: Final = 5_000
"""Orders changed last that are judged later while much is folded: more of them is to come."""

PATTERNS_KEPT: Final = 8
"""Patterns tried out whose results are kept up to date."""


class EventsDelivered(Protocol):
    """What became of events, by now or by a moment."""

    def of_event(self, record: LogRecord) -> EventDeliveries:
        """Return what became of one event."""

    def columns(self) -> DeliveryColumns:
        """Return what has become of all events, also what came later than the moment shown."""

    def is_settled(self, number: int) -> bool:
        """Return whether every target meant for the event with this number took it at once."""

    def count(self, trouble: Trouble) -> int:
        """Return how many deliveries stand like this."""

    def was_kept(self, event_id: str) -> bool:
        """Return whether a delivery of this event was given up, and the event kept as a dead
        letter.
        """


class Tables:
    """What can be asked of the tables. ``version`` tells one state from the next.

    ``log`` are the records as they came, ``index`` the orders as they can be found,
    ``failed_executions`` those that failed last, by order.
    """

    events: EventTable
    messages: Messages
    marks: Marks
    progress: SubscriberProgress
    deliveries: EventsDelivered
    stacks: StackHistory
    known: Known
    index: OrderQuestions
    log: LogView
    searches: Searches
    patterns: Searches
    failed_executions: Mapping[OrderId, Execution]
    executions_failed: int
    version: int

    @property
    def flow(self) -> Flow:
        """What went over the lines of the architecture."""
        raise NotImplementedError

    @property
    def greatest_number(self) -> int:
        """The greatest number of an order; the next free one is above it."""
        raise NotImplementedError

    def totals(self) -> Totals:
        """Return the totals."""
        raise NotImplementedError

    def traffic(self) -> StateTraffic:
        """Return the traffic through the state machine, which is told all that came."""
        raise NotImplementedError

    def row(self, order: OrderId) -> OrderRow | None:
        """Return one order, or None if the log does not know it."""
        return self.known.row(order)

    def records_of(self, order: OrderId) -> Sequence[LogRecord]:
        """Return the records of one order, one for each event."""
        return self.known.records(order)

    def failed_of(self, order: OrderId) -> Execution | None:
        """Return the execution of an order that failed, where that still says how it stands."""
        failed = self.failed_executions.get(order)
        return failed if failed and is_last_word(failed, self.records_of(order)) else None

    def copies_of(self, order: OrderId) -> Sequence[LogRecord]:
        """Return the records of one order beyond those: what the log has once more."""
        return self.known.copies(order)

    def expected(self, orders: Sequence[OrderId], now_ms: int) -> Sequence[Expectation | None]:
        """Return what should come next for each of these orders; None where nothing is to come."""
        return tuple(expectation_of(self.known, order, now_ms) for order in orders)

    def waits_for_payment(self, rows: Sequence[OrderCells]) -> frozenset[int]:
        """Return the numbers of those of these orders that have no event of a payment."""
        return frozenset(row.number for row in rows if not self._is_paid(row))

    def _is_paid(self, row: OrderCells) -> bool:
        """Return whether an event of an order is of the payment service, by the kinds, or by the
        events where one is of a kind without a code.
        """
        events = self.events
        codes = {events.kinds[n - 1] for n in events.events_of(row.number, self.known.until_ms)}
        kinds = (kind for kind, code in events.kind_codes.items() if code in codes)
        if any(source == PAYMENT_SERVICE for source, _ in kinds):
            return True
        records = self.records_of(row.order) if OTHER_KIND in codes else ()
        return any(record.event.source == PAYMENT_SERVICE for record in records)

    def newest(self, count: int) -> Iterator[OrderRow]:
        """Return the orders whose first record came last, newest first."""
        rows = (self.row(order) for order in self.index.newest(count))
        return (row for row in rows if row is not None)

    def messages_of(self, order: OrderId) -> Sequence[Notification]:
        """Return what the customer of an order was told, as it was sent."""
        code = self.marks.code_of(order)
        return self.messages.of_order(order, code, self.known.until_ms)

    def bus_notes_of(self, order: OrderId) -> Sequence[BusNote]:
        """Return what subscribers of a custom bus did with the events of an order."""
        code = self.marks.code_of(order)
        if code == NO_ORDER:
            return ()
        return self.marks.subscribers.notes_of(code, self.known.until_ms)

    @property
    def last_sequence(self) -> int:
        """The greatest sequence number of a record."""
        return self.log.last_number()

    def last_event_ms(self) -> int | None:
        """Return when the log received its newest record (epoch milliseconds), if it has any."""
        return self.log.last_ms()


def _no_steps(_after: int, _most: int) -> Sequence[DeliveryRecord]:
    return ()


class LiveTables(Tables):
    """The tables as they grow. ``read_steps`` reads steps of deliveries again."""

    deliveries: DeliveryBook
    index: OrderIndex

    def __init__(self, stack: Stack, read_steps: ReadSteps = _no_steps) -> None:
        self.first_stack = stack
        self.read_steps = read_steps
        self.stacks = StackHistory(stack)
        self.events = EventTable()
        self.log = LogView(self.events)
        self.messages = Messages()
        self.marks = Marks(stack, self.events, self.messages)
        self.progress = SubscriberProgress(self.events, stack)
        self.deliveries = DeliveryBook(self.events)
        self.orders = OrderTable(self.events)
        self.searches = Searches(SEARCHES_KEPT)
        self.patterns = Searches(PATTERNS_KEPT)
        self.failed: list[tuple[OrderId | None, Execution]] = []
        self._failed: dict[OrderId, Execution] = {}
        self.failed_executions = self._failed
        self.executions_failed = 0
        self.known = Known(self.events, self.orders, self.deliveries, self._failed, self.stacks)
        self.index = OrderIndex(self.known, self.deliveries)
        self._flow = Flow(stack, self.events)
        self._is_flow_cut = False
        self._traffic = StateTraffic(self.stacks)
        self._traffic_read = 0
        self._totals: tuple[int, Totals] = (-1, self.orders.totals())
        """The totals of the state with this version."""
        self.version = 0

    def fold(self, record: AnyRecord) -> None:
        """Take the next record of the log into account."""
        self.version += 1
        number = self.events.take(record)
        self.searches.fold(record)
        self.patterns.fold(record)
        if isinstance(record, LogRecord):
            event = record.event
            self._note(number, event.id, (event.source, event.detail_type))
            if number not in self.events.original:
                self._flow.note_event(record)
        else:
            self._note_malformed(number)

    def fold_chunk(self, chunk: Chunk) -> None:
        """Take the next records, packed as a world keeps them, into account: all are events."""
        rows, first = chunk.value(), len(self.events)
        self.version += chunk.count
        self.events.records.add_chunk(chunk)
        ids = self.events.add_rows(rows)
        self.deliveries.note_all_logged(ids, first + 1)
        self.orders.note_events(first + 1)
        self.marks.note_events(first + 1, ids)
        self._is_flow_cut = True
        if len(self.searches) or len(self.patterns):
            for record in self.log.between(first, len(self.log)):
                self.searches.fold(record)
                self.patterns.fold(record)

    def _note(self, number: int, event_id: str, kind: Kind) -> None:
        """Have every table take the event with this number into account."""
        is_copy = number in self.events.original
        self.deliveries.note_logged(event_id, number, is_copy)
        self.orders.note_events(number)
        self.marks.note_event(number, event_id, kind)

    def _note_malformed(self, number: int) -> None:
        self.deliveries.note_logged("", number, is_copy=True)
        self.marks.note_event(number, "", MALFORMED)

    def fold_step(self, record: DeliveryRecord) -> None:
        """Take a step of a delivery into account; one seen before changes nothing."""
        if record.sequence <= self.deliveries.last_sequence:
            return
        self.version += 1
        number = self.deliveries.fold(record)
        self._flow.note_step(record)
        self._flow.steps.add(record)
        self.marks.note_step(record, number)
        self.progress.note_step(record, number)
        self._mark((number,))

    def fold_steps(self, chunk: Chunk) -> None:
        """Take the next steps, packed, into account."""
        columns = read_steps(chunk.unpacked())
        self.version += chunk.count
        self._mark(self.deliveries.fold_chunk(chunk.first, columns))
        self._flow.steps.add_chunk(columns)
        self.marks.note_steps(columns, chunk.first, self.deliveries.number_of)
        self.progress.note_steps(columns, chunk.first, self.deliveries.number_of)
        self._is_flow_cut = True

    def flush_older(self) -> None:
        """Let the orders count of which something came a while ago: most of them are complete."""
        self.index.flush(leave=ORDERS_LEFT)

    def flush(self) -> None:
        """Let all that was folded count, before anything is asked."""
        self._mark(self.deliveries.fold_partial())
        self.index.flush()

    def take_restored(self, version: int) -> None:
        """Take into account that the tables were filled at once, from what was kept of them."""
        self.version = version
        self._is_flow_cut = True

    def _mark(self, numbers: Iterable[int]) -> None:
        """Have the orders of these events judged again; 0 is the number of none."""
        orders = self.events.orders
        for order in {orders[number - 1] for number in numbers if number}:
            if order:
                self.orders.mark(order)

    def fold_failed(self, execution: Execution) -> None:
        """Take an execution that failed into account."""
        self.version += 1
        self.executions_failed += 1
        detail = execution.input.get("detail") if isinstance(execution.input, dict) else None
        order = order_id_of(detail)
        self.failed.append((order, execution))
        number = 0 if order is None else self.events.numbers.number_of(order)
        if order is not None:
            self._failed[order] = execution
        if number:
            self.orders.mark(number)

    def fold_message(self, message: Notification) -> None:
        """Take a message to the customer into account."""
        self.version += 1
        self.messages.add(message, self.marks.code_for(order_of(message.message)))
        self.marks.note_message(len(self.messages))

    def fold_messages(self, chunk: Chunk) -> None:
        """Take the next messages, packed, into account."""
        self.version += chunk.count
        first = len(self.messages)
        self.messages.add_chunk(chunk, self.marks.code_for)
        self.marks.note_messages(first, chunk.count)

    def fold_change(self, period: StackPeriod) -> None:
        """Take a change of rules or definition into account."""
        self.version += 1
        self.stacks.fold(period)
        self.marks.subscribers.note_stack(period.stack)
        self.progress.note_stack(period.stack)
        self.index.note_change()

    @property
    def flow(self) -> Flow:
        """What went over the lines of the architecture."""
        if self._is_flow_cut:
            reader = StepReader(self.read_steps, self._flow.steps)
            self._flow.follow(self.log, reader.newest())
            self._is_flow_cut = False
        return self._flow

    @property
    def steps(self) -> StepCounts:
        """The counts of the steps of deliveries."""
        return self._flow.steps

    @property
    def greatest_number(self) -> int:
        """The greatest number of an order; the next free one is above it."""
        return self.orders.greatest_number

    def totals(self) -> Totals:
        """Return the totals."""
        self.index.flush()
        if self._totals[0] != self.version:
            self._totals = self.version, self.orders.totals()
        return self._totals[1]

    def traffic(self) -> StateTraffic:
        """Return the traffic through the state machine, which is told all that came."""
        read, self._traffic_read = self._traffic_read, len(self.events)
        self._traffic.note(self.events, range(read + 1, len(self.events) + 1))
        return self._traffic
