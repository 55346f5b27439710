"""How every order stands at a glance, as far as the log and the delivery records tell.

Only an order that has not ended can be stuck, and that depends on no clock; what does is when an
order will be late, so each says from when on that is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol

from eda_core.asl import Execution, ExecutionStatus
from eda_core.domain.events import LogRecord, execution_arn
from eda_core.domain.orders import DetailType, OrderId, Outcome
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.event_table import CANCELLED, COMPLETED, CREATED, PAYMENTS, EventTable
from eda_core.read_model.execution_paths import PathTaken, path_taken
from eda_core.read_model.expected_next import (
    OVERDUE_TIMES,
    Expectation,
    OrderProgress,
    expected_next,
    may_have_started,
)
from eda_core.read_model.flow_elements import Origin
from eda_core.read_model.order_table import ENDINGS, Judged, OrderRow, OrderTable
from eda_core.read_model.own_execution import is_last_word
from eda_core.read_model.repeats import OrderFacts
from eda_core.read_model.stack_history import StackHistory
from eda_core.read_model.timeline import TimelineEntry, timeline


class Fate(StrEnum):
    """How an order stands for the customer: an outcome, or that none will come.

    Whether it is overdue depends on the clock; a verdict without one says that it waits.
    """

    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    WAITING = "WAITING"
    OVERDUE = "OVERDUE"
    STUCK = "STUCK"
    UNKNOWN = "UNKNOWN"


HOPELESS: Final = (OrderProgress.STUCK, OrderProgress.DEAD_LETTER)
"""An order that waits and goes on like this will not end."""

AS_IT_SHOULD: Final = (OrderProgress.DONE, OrderProgress.WAITING)


def ended_ms(execution: Execution) -> int:
    """Return when an execution ended, or was started where that is not known."""
    return execution.started_ms if execution.ended_ms is None else execution.ended_ms


class Deliveries(Protocol):
    """What became of events on their way to their targets."""

    def of_event(self, record: LogRecord) -> EventDeliveries:
        """Return what became of one event."""

    def is_settled(self, number: int) -> bool:
        """Return whether every target meant for the event with this number took it at once."""

    def answered_ms(self, number: int) -> int:
        """Return when the last step of an event was, or when it was logged if that was later."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an order's verdict is read from; with ``until_ms``, what had come by a moment."""

    events: EventTable
    orders: OrderTable
    deliveries: Deliveries
    failed: Mapping[OrderId, Execution]
    stacks: StackHistory
    until_ms: int | None = None

    def touched_ms(self, order: int) -> int:
        """Return when something last came of the order with this number."""
        deliveries = self.deliveries
        come = [deliveries.answered_ms(number) for number in self.events.chain(order)]
        failed = self.failed.get(self.events.numbers.ids[order - 1])
        return max(come) if failed is None else max(*come, ended_ms(failed))

    def row(self, order: OrderId) -> OrderRow | None:
        """Return one order, or None if the log does not know it."""
        return self.orders.row(order, self.until_ms)

    def records(self, order: OrderId) -> Sequence[LogRecord]:
        """Return its records, one for each event."""
        return self.orders.records(order, self.until_ms)

    def copies(self, order: OrderId) -> Sequence[LogRecord]:
        """Return the records of its events that the log has once more."""
        return self.orders.copies(order, self.until_ms)

    def failed_of(self, order: OrderId) -> Execution | None:
        """Return the execution of an order that failed, where that still says how it stands."""
        failed = self.failed.get(order)
        return failed if failed and is_last_word(failed, self.records(order)) else None


@dataclass(frozen=True, slots=True)
class OrderVerdict:
    """One order at a glance.

    ``execution`` is what the log tells of its execution, None where nothing says that there is
    one. ``duplicates`` counts events that came once more than they should. ``is_odd`` says that
    something is not as it should be; ``late_from`` from when on it will be (epoch milliseconds),
    if nothing comes before. ``note`` says what, as far as that depends on no clock.
    """

    row: OrderRow
    fate: Fate
    execution: ExecutionStatus | None = ExecutionStatus.SUCCEEDED
    duplicates: int = 0
    is_odd: bool = False
    late_from: int | None = None
    note: str = ""


def verdict_of(known: Known, order: OrderId) -> OrderVerdict | None:
    """Return how an order stands, or None if the log does not know it."""
    number = known.events.numbers.number_of(order)
    judged = known.orders.judged(number, known.until_ms) if number else None
    return None if judged is None else verdict_by(known, order, judged)


def verdict_by(known: Known, order: OrderId, judged: Judged) -> OrderVerdict:
    """Return how an order stands of which the events say so."""
    row = known.orders.row_of(order, judged)
    if went_well(known, order, judged):
        return OrderVerdict(row, Fate(row.outcome))
    return _judged(known, _facts(known, row, known.records(order), row.last_ms))


def overdue_before(known: Known, now_ms: int) -> int:
    """Return from when on an order must have been late, at the latest, to be overdue now."""
    return now_ms - (OVERDUE_TIMES - 1) * known.stacks.now.late_ms


def at_this_time(known: Known, verdict: OrderVerdict, now_ms: int) -> OrderVerdict:
    """Return a verdict as the clock has it: an order that waits may be overdue."""
    late_from = verdict.late_from
    if verdict.fate is not Fate.WAITING or late_from is None:
        return verdict
    is_overdue = late_from <= overdue_before(known, now_ms)
    return replace(verdict, fate=Fate.OVERDUE) if is_overdue else verdict


def expectation_of(known: Known, order: OrderId, now_ms: int) -> Expectation | None:
    """Return what should come next for an order at this time, or None if the log does not know it.

    It is `expected_next` without the history of the execution, which a backend would have to tell.
    """
    row = known.row(order)
    if row is None:
        return None
    return expected_next(_facts(known, row, known.records(order), now_ms))


def went_well(known: Known, order: OrderId, judged: Judged) -> bool:
    """Return whether an order went the whole way as it should; true of most, so it is
    asked first.
    """
    if len(judged.events) != 3 or judged.outcome is Outcome.WAITING or order in known.failed:
        return False
    table, late_ms = known.events, known.stacks.now.late_ms
    at, times, settled = table.at, table.times, known.deliveries.is_settled
    a, b, c = sorted([number - 1 for number in judged.events], key=lambda n: (at[n], n))
    return (
        (table.kinds[a], table.kinds[b], table.kinds[c]) in _as_it_should(table.kind_codes)
        and at[b] - at[a] <= late_ms
        and at[c] - at[b] <= late_ms
        and times[a] <= times[b] <= times[c]
        and _original(table, b + 1, table.origins[b]) == Origin.PAID
        and all(settled(table.original.get(number, number)) for number in judged.events)
        and not known.orders.copies_of(table.numbers.number_of(order), known.until_ms)
    )


def _original(table: EventTable, number: int, origin: int) -> int:
    """Return the origin of an event, also where this record is a copy of it."""
    original = table.original.get(number)
    return origin if original is None else table.origins[original - 1]


def _as_it_should(codes: Mapping[tuple[str, str], int]) -> set[tuple[int, int, int]]:
    """Return the kinds of the events of an order that went well, in their order."""
    created, ends = codes.get(CREATED, -1), (codes.get(COMPLETED, -1), codes.get(CANCELLED, -1))
    return {(created, codes.get(payment, -1), end) for payment in PAYMENTS for end in ends}


def _facts(known: Known, row: OrderRow, records: Sequence[LogRecord], now_ms: int) -> OrderFacts:
    entries = timeline([*records, *known.copies(row.order)])
    return OrderFacts(
        row=row,
        timeline=entries,
        path=_path(known, row, entries),
        deliveries={r.event.id: known.deliveries.of_event(r) for r in records},
        stack=known.stacks.now,
        now_ms=now_ms,
    )


def _path(known: Known, row: OrderRow, entries: Sequence[TimelineEntry]) -> PathTaken | None:
    """Return the path, where it can decide: for an order that waits though its execution has
    failed.
    """
    failed = known.failed_of(row.order)
    if failed is None or row.outcome is not Outcome.WAITING:
        return None
    return path_taken(entries, failed, known.stacks)


def _judged(known: Known, facts: OrderFacts) -> OrderVerdict:
    expected = expected_next(facts)
    hopeless = facts.row.outcome is Outcome.WAITING and expected.progress in HOPELESS
    is_odd = expected.progress not in AS_IT_SHOULD
    return OrderVerdict(
        row=facts.row,
        fate=Fate.STUCK if hopeless else Fate(facts.row.outcome),
        execution=_execution(known, facts, expected),
        duplicates=_duplicates(facts.timeline),
        is_odd=is_odd,
        late_from=None if is_odd or expected.is_kept else _late_from(facts),
        note=expected.sentence if is_odd else "",
    )


def _execution(known: Known, facts: OrderFacts, expected: Expectation) -> ExecutionStatus | None:
    failed = known.failed_of(facts.row.order)
    if failed is not None:
        return failed.status
    if any(execution_arn(entry.event) for entry in facts.timeline):
        return ExecutionStatus.SUCCEEDED
    under_way = facts.row.outcome is Outcome.WAITING and expected.progress is OrderProgress.WAITING
    started = under_way and may_have_started(facts.timeline, facts.deliveries, facts.stack)
    return ExecutionStatus.RUNNING if started else None


def _duplicates(entries: Sequence[TimelineEntry]) -> int:
    """Events that came more often than the order was created."""
    kinds = [entry.event.detail_type for entry in entries]
    created = max(1, kinds.count(DetailType.ORDER_CREATED))
    return sum(max(0, kinds.count(kind) - created) for kind in {*kinds} - {_CREATED})


_CREATED: Final = DetailType.ORDER_CREATED.value


def _late_from(facts: OrderFacts) -> int | None:
    """Return when it will be late: the last event of its way, or a delivery still open, was too
    long ago.

    `expected_next` calls the first late from `Stack.late_ms` on, the second above it.
    """
    if facts.row.outcome is Outcome.WAITING:
        last_ms = [
            entry.at_ms for entry in facts.timeline if entry.event.detail_type not in ENDINGS
        ]
        return last_ms[-1] + facts.stack.late_ms if last_ms else None
    since = [ms for known in facts.deliveries.values() for ms in known.open_since.values()]
    return min(since) + facts.stack.late_ms + 1 if since else None
