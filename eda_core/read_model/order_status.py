"""How every order stands at a glance, as far as the log and the delivery records tell.

Only an order that has not ended can be stuck, and that depends on no clock; what does is when an
order will be late, so each says from when on that is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from eda_core.asl import Execution, ExecutionStatus
from eda_core.domain.events import LogRecord
from eda_core.domain.orders import DetailType, OrderId, Outcome, Source
from eda_core.read_model.delivery_book import DeliveryBook
from eda_core.read_model.execution_paths import PathTaken, execution_arn, path_taken
from eda_core.read_model.expected_next import Expectation, OrderFacts, OrderProgress, expected_next
from eda_core.read_model.order_book import ENDINGS, OrderBook, OrderRow
from eda_core.read_model.stack_history import StackHistory
from eda_core.read_model.timeline import TimelineEntry, timeline


class Fate(StrEnum):
    """How an order stands for the customer: an outcome, or that none will come."""

    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    WAITING = "WAITING"
    STUCK = "STUCK"
    UNKNOWN = "UNKNOWN"


HOPELESS: Final = (OrderProgress.STUCK, OrderProgress.DEAD_LETTER)
"""An order that waits and goes on like this will not end."""

AS_IT_SHOULD: Final = (OrderProgress.DONE, OrderProgress.WAITING)


@dataclass(frozen=True, slots=True)
class Known:
    """The projections an order's standing is read from."""

    book: OrderBook
    deliveries: DeliveryBook
    failed: Mapping[OrderId, Execution]
    stacks: StackHistory


@dataclass(frozen=True, slots=True)
class OrderStanding:
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


def standing_of(known: Known, order: OrderId) -> OrderStanding | None:
    """How an order stands, or None if the log does not know it."""
    row = known.book.row(order)
    if row is None:
        return None
    records = known.book.records(order)
    if _went_well(known, row, records):
        return OrderStanding(row, Fate(row.outcome))
    facts = _facts(known, row, records, row.last_ms)
    return _judged(known, facts)


def expectation_of(known: Known, order: OrderId, now_ms: int) -> Expectation | None:
    """What should come next for an order at this time, or None if the log does not know it.

    It is `expected_next` without the history of the execution, which a backend would have to tell.
    """
    row = known.book.row(order)
    if row is None:
        return None
    return expected_next(_facts(known, row, known.book.records(order), now_ms))


def _went_well(known: Known, row: OrderRow, records: Sequence[LogRecord]) -> bool:
    """Whether an order went the whole way as it should; true of most, so it is asked first."""
    if len(records) != 3 or row.outcome is Outcome.WAITING or row.order in known.failed:
        return False
    created, payment, ended = sorted(records, key=_arrival)
    return (
        created.event.detail_type == DetailType.ORDER_CREATED
        and payment.event.source == Source.PAYMENT_SERVICE
        and ended.event.detail_type in ENDINGS
        and payment.ingested_ms - created.ingested_ms <= known.stacks.now.late_ms
        and ended.ingested_ms - payment.ingested_ms <= known.stacks.now.late_ms
        and created.event.time_ms <= payment.event.time_ms <= ended.event.time_ms
        and all(known.deliveries.is_settled(record.event.id) for record in records)
        and bool(execution_arn(payment.event))
    )


def _arrival(record: LogRecord) -> tuple[int, int]:
    return record.arrival


def _facts(known: Known, row: OrderRow, records: Sequence[LogRecord], now_ms: int) -> OrderFacts:
    entries = timeline(records)
    return OrderFacts(
        row=row,
        timeline=entries,
        path=_path(known, row, entries),
        deliveries={r.event.id: known.deliveries.of_event(r.event.id) for r in records},
        stack=known.stacks.now,
        now_ms=now_ms,
    )


def _path(known: Known, row: OrderRow, entries: Sequence[TimelineEntry]) -> PathTaken | None:
    """The path, where it can decide: for an order that waits though its execution has failed."""
    failed = known.failed.get(row.order)
    if failed is None or row.outcome is not Outcome.WAITING:
        return None
    return path_taken(entries, failed, known.stacks)


def _judged(known: Known, facts: OrderFacts) -> OrderStanding:
    expected = expected_next(facts)
    hopeless = facts.row.outcome is Outcome.WAITING and expected.progress in HOPELESS
    is_odd = expected.progress not in AS_IT_SHOULD
    return OrderStanding(
        row=facts.row,
        fate=Fate.STUCK if hopeless else Fate(facts.row.outcome),
        execution=_execution(known, facts, expected),
        duplicates=_duplicates(facts.timeline),
        is_odd=is_odd,
        late_from=None if is_odd else _late_from(facts),
        note=expected.sentence if is_odd else "",
    )


def _execution(known: Known, facts: OrderFacts, expected: Expectation) -> ExecutionStatus | None:
    if facts.row.order in known.failed:
        return known.failed[facts.row.order].status
    if any(execution_arn(entry.event) for entry in facts.timeline):
        return ExecutionStatus.SUCCEEDED
    under_way = facts.row.outcome is Outcome.WAITING and expected.progress is OrderProgress.WAITING
    return ExecutionStatus.RUNNING if under_way else None


def _duplicates(entries: Sequence[TimelineEntry]) -> int:
    """Events that came more often than the order was created."""
    kinds = [entry.event.detail_type for entry in entries]
    created = max(1, kinds.count(DetailType.ORDER_CREATED))
    return sum(max(0, kinds.count(kind) - created) for kind in {*kinds} - {_CREATED})


_CREATED: Final = DetailType.ORDER_CREATED.value


def _late_from(facts: OrderFacts) -> int | None:
    """When it will be late: the last event of its way, or a delivery still open, was too long ago.

    `expected_next` calls the first late from `Stack.late_ms` on, the second above it.
    """
    if facts.row.outcome is Outcome.WAITING:
        last_ms = [
            entry.at_ms for entry in facts.timeline if entry.event.detail_type not in ENDINGS
        ]
        return last_ms[-1] + facts.stack.late_ms if last_ms else None
    since = [ms for known in facts.deliveries.values() for ms in known.open_since.values()]
    return min(since) + facts.stack.late_ms + 1 if since else None
