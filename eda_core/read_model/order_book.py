"""The order book: every order's outcome, and the totals.

An order's outcome is read from its own events alone: it is waiting while more of its OrderCreated
events have come than events that end it, and otherwise is what the last of those says.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from eda_core.domain.events import AnyRecord, Arrival, LogRecord, MalformedRecord
from eda_core.domain.orders import DetailType, OrderId, Outcome, Source, label_of, order_id_of

ENDINGS: Final = {
    DetailType.ORDER_COMPLETED.value: Outcome.COMPLETED,
    DetailType.ORDER_CANCELLED.value: Outcome.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as it stands. ``duration_ms`` is from its creation to its outcome, in the log."""

    order: OrderId
    amount: Any
    outcome: Outcome
    events: int
    first_ms: int
    last_ms: int
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Orders by outcome, events, and log messages that are no events (``malformed``)."""

    orders: int
    by_outcome: dict[Outcome, int]
    events: int
    malformed: int
    median_ms: int | None
    p95_ms: int | None


@dataclass(frozen=True, slots=True)
class Troubles:
    """What failed on the way, in numbers; none of it decides an order's outcome.

    ``stuck`` of the orders that wait will not come to an end.
    """

    executions: int = 0
    retrying: int = 0
    dead_letters: int = 0
    dropped: int = 0
    stuck: int = 0


@dataclass(slots=True)
class _Dossier:
    """What is known of one order: one record for each event id, and the marks that decide."""

    order: OrderId
    number: int
    first: Arrival
    records: dict[str, LogRecord] = field(default_factory=dict)
    created: int = 0
    ended: int = 0
    last_created: LogRecord | None = None
    last_ended: LogRecord | None = None
    outcome: Outcome = Outcome.UNKNOWN
    duration_ms: int | None = None


class OrderBook:
    """Folds log records into orders. `fold` takes any record, in any order, any number of times."""

    def __init__(self) -> None:
        self._dossiers: dict[OrderId, _Dossier] = {}
        self._by_arrival: list[tuple[Arrival, str, OrderId]] = []
        self._orders: dict[str, OrderId | None] = {}
        self._malformed: set[int] = set()
        self._outcomes: Counter[Outcome] = Counter()
        self._durations: Counter[int] = Counter()
        self.greatest_number = 0
        """The greatest order number seen; the next free one is above it."""

    def fold(self, record: AnyRecord) -> None:
        """Take one record into account."""
        if isinstance(record, MalformedRecord):
            self._malformed.add(record.sequence)
            return
        order = order_id_of(record.event.detail)
        self._orders[record.event.id] = order
        if order is not None:
            self._enter(self._dossier(order, record), record)

    def _dossier(self, order: OrderId, record: LogRecord) -> _Dossier:
        """The dossier of an order, filed by its first record, which may turn out to be earlier."""
        arrival = record.arrival
        dossier = self._dossiers.get(order)
        if dossier is None:
            dossier = self._dossiers[order] = _Dossier(order, len(self._dossiers) + 1, arrival)
            self._outcomes[dossier.outcome] += 1
            if isinstance(order, int):
                self.greatest_number = max(self.greatest_number, order)
            insort(self._by_arrival, _position(dossier))
        elif arrival < dossier.first:
            del self._by_arrival[bisect_left(self._by_arrival, _position(dossier))]
            dossier.first = arrival
            insort(self._by_arrival, _position(dossier))
        return dossier

    def _enter(self, dossier: _Dossier, record: LogRecord) -> None:
        held = dossier.records.get(record.event.id)
        if held is None:
            dossier.records[record.event.id] = record
            _mark(dossier, record)
        elif record.arrival < held.arrival:
            dossier.records[record.event.id] = record
            _mark_again(dossier)
        else:
            return
        self._judge(dossier)

    def _judge(self, dossier: _Dossier) -> None:
        self._count(dossier, -1)
        dossier.outcome = _outcome(dossier)
        dossier.duration_ms = _duration(dossier)
        self._count(dossier, 1)

    def _count(self, dossier: _Dossier, change: int) -> None:
        self._outcomes[dossier.outcome] += change
        if dossier.duration_ms is not None:
            self._durations[dossier.duration_ms] += change

    def totals(self) -> Totals:
        """The totals now."""
        return Totals(
            orders=len(self._dossiers),
            by_outcome={outcome: self._outcomes[outcome] for outcome in Outcome},
            events=len(self._orders),
            malformed=len(self._malformed),
            median_ms=_quantile(self._durations, 0.5),
            p95_ms=_quantile(self._durations, 0.95),
        )

    def newest(self, count: int) -> tuple[OrderRow, ...]:
        """The orders whose first record came last, newest first."""
        entries = self._by_arrival[-count:] if count else []
        return tuple(_row(self._dossiers[order]) for _, _, order in reversed(entries))

    def come_by(self, at_ms: int) -> int:
        """How many orders the log had by this time (epoch milliseconds)."""
        return bisect_left(self._by_arrival, ((at_ms + 1, 0),))

    def row(self, order: OrderId) -> OrderRow | None:
        """One order, or None if the log does not know it."""
        dossier = self._dossiers.get(order)
        return None if dossier is None else _row(dossier)

    def records(self, order: OrderId) -> Sequence[LogRecord]:
        """The records of one order, one for each event id: the first that came."""
        dossier = self._dossiers.get(order)
        return () if dossier is None else tuple(dossier.records.values())

    def number_of(self, order: OrderId) -> int:
        """The number of a known order: orders are numbered from 1 as they are first read."""
        return self._dossiers[order].number

    def order_of(self, event_id: str) -> OrderId | None:
        """The order an event speaks of, if the log holds it and it speaks of one."""
        return self._orders.get(event_id)


def _position(dossier: _Dossier) -> tuple[Arrival, str, OrderId]:
    return dossier.first, label_of(dossier.order), dossier.order


def _mark(dossier: _Dossier, record: LogRecord) -> None:
    """Count an order event and keep it if it is the last of its kind."""
    event = record.event
    if event.source != Source.ORDER_SERVICE:
        return
    if event.detail_type == DetailType.ORDER_CREATED:
        dossier.created += 1
        dossier.last_created = _later(dossier.last_created, record)
    elif event.detail_type in ENDINGS:
        dossier.ended += 1
        dossier.last_ended = _later(dossier.last_ended, record)


def _mark_again(dossier: _Dossier) -> None:
    """Count anew, because a known event turned out to have come earlier than thought."""
    dossier.created = dossier.ended = 0
    dossier.last_created = dossier.last_ended = None
    for record in dossier.records.values():
        _mark(dossier, record)


def _later(held: LogRecord | None, record: LogRecord) -> LogRecord:
    if held is None or _moment(held) < _moment(record):
        return record
    return held


def _moment(record: LogRecord) -> tuple[int, Arrival]:
    return record.event.time_ms, record.arrival


def _outcome(dossier: _Dossier) -> Outcome:
    if dossier.created > dossier.ended:
        return Outcome.WAITING
    if dossier.last_ended is None:
        return Outcome.UNKNOWN
    return ENDINGS[dossier.last_ended.event.detail_type]


def _duration(dossier: _Dossier) -> int | None:
    created, ended = dossier.last_created, dossier.last_ended
    if created is None or ended is None or dossier.outcome is Outcome.WAITING:
        return None
    return max(0, ended.ingested_ms - created.ingested_ms)


def _row(dossier: _Dossier) -> OrderRow:
    told = dossier.last_created or dossier.last_ended
    return OrderRow(
        order=dossier.order,
        amount=None if told is None else told.event.detail.get("amount"),
        outcome=dossier.outcome,
        events=len(dossier.records),
        first_ms=dossier.first[0],
        last_ms=max(record.ingested_ms for record in dossier.records.values()),
        duration_ms=dossier.duration_ms,
    )


def _quantile(counts: Counter[int], share: float) -> int | None:
    """The smallest value that at least this share of the counted values do not exceed."""
    wanted = share * sum(counts.values())
    seen = 0
    for value in sorted(value for value, count in counts.items() if count):
        seen += counts[value]
        if seen >= wanted:
            return value
    return None
