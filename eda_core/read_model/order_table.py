"""Every order's outcome and the totals, in columns by the number of the order.

An order's outcome is read from its own events alone: it is waiting while more of its OrderCreated
events have come than events that end it, and otherwise is what the last of those says.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final, NamedTuple

from eda_core.domain.chunks import Json
from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import DetailType, OrderId, Outcome
from eda_core.read_model.columns import Columns, check_among, check_lengths
from eda_core.read_model.event_table import (
    CANCELLED,
    COMPLETED,
    CREATED,
    NO_EVENT,
    PAYMENTS,
    EventTable,
)
from eda_core.read_model.flow_elements import Origin
from eda_core.read_model.order_numbers import greatest_of

ENDINGS: Final = {
    DetailType.ORDER_COMPLETED.value: Outcome.COMPLETED,
    DetailType.ORDER_CANCELLED.value: Outcome.CANCELLED,
}
_OUTCOMES: Final = tuple(Outcome)
OUTCOME_CODES: Final = {outcome: code for code, outcome in enumerate(Outcome)}
_NOT_COUNTED: Final = len(_OUTCOMES)
_NO_DURATION: Final = -1


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as it stands.

    ``duration_ms`` is from its creation to its outcome, in the log; None also where the log had
    what follows its creation first, or never had its creation: nobody knows how long it took.
    """

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

    ``stuck`` of the orders that wait will not come to an end; ``recovered`` are deliveries that
    failed and went well later.
    """

    executions: int = 0
    retrying: int = 0
    dead_letters: int = 0
    dropped: int = 0
    recovered: int = 0
    stuck: int = 0


CREATION, PAYMENT = 1, 2
"""What an order may lack, added up."""


class Judged(NamedTuple):
    """What the events of an order say; ``amount_event`` is the one that names its amount, or 0.

    ``lacks`` says what must have been on the bus and is not in the log: `CREATION`, `PAYMENT`.
    """

    events: list[int]
    outcome: Outcome
    duration_ms: int | None
    amount_event: int
    lacks: int = 0


class OrderTable:
    """What became of the orders of an event table, now or, with ``until_ms``, by a moment."""

    def __init__(self, events: EventTable) -> None:
        self._events = events
        self._outcomes = bytearray()
        self._durations = array("q")
        self._is_changed = bytearray()
        self._changed = array("I")
        self._counts = [0] * (len(_OUTCOMES) + 1)
        self._spread: Counter[int] = Counter()
        self.greatest_number = 0
        """The greatest order number to go on from; the next free one is above it."""

    def __len__(self) -> int:
        return len(self._outcomes)

    def fold(self, record: AnyRecord) -> None:
        """Take the next record, where nothing but the orders is wanted of a log."""
        self.note_events(self._events.take(record))

    def note_events(self, first: int) -> None:
        """Take into account the records from number ``first`` on."""
        self._begin()
        for order in {*self._events.orders[first - 1 :]}:
            if order and not self._is_changed[order - 1]:
                self.mark(order)

    def mark(self, order: int) -> None:
        """Have an order judged again, of which something has come."""
        if not self._is_changed[order - 1]:
            self._is_changed[order - 1] = 1
            self._changed.append(order)

    def _begin(self) -> None:
        """Make the rows of orders that are new."""
        new = self._events.numbers.ids[len(self._outcomes) :]
        if not new:
            return
        self._outcomes.extend(repeat(_NOT_COUNTED, len(new)))
        self._durations.extend(repeat(_NO_DURATION, len(new)))
        self._is_changed.extend(bytes(len(new)))
        self.greatest_number = max(self.greatest_number, greatest_of(new))

    def take_changed(self, most: int, leave: int = 0) -> Sequence[int]:
        """Return the orders to be judged again that changed first, ``most`` at the most, and forget
        them; the ``leave`` that changed last are kept for later.
        """
        count = max(0, min(most, len(self._changed) - leave))
        taken = self._changed[:count]
        del self._changed[:count]
        for order in taken:
            self._is_changed[order - 1] = 0
        return taken

    def flush(self) -> None:
        """Judge all orders that have changed, where no index of them does."""
        for order in self.take_changed(len(self._changed)):
            self.judge(order)

    def judge(self, order: int) -> Judged:
        """Judge an order as it is now, and count it so."""
        judged = self.judged(order)
        assert judged is not None  # noqa: S101 - it has an event
        self.count(order, judged.outcome, judged.duration_ms)
        return judged

    def count(self, order: int, outcome: Outcome, duration_ms: int | None) -> None:
        """Count an order with its outcome and its time, and not with those of before."""
        place, code = order - 1, OUTCOME_CODES[outcome]
        self._counts[self._outcomes[place]] -= 1
        self._counts[code] += 1
        self._outcomes[place] = code
        before = self._durations[place]
        if before != _NO_DURATION:
            self._spread[before] -= 1
        if duration_ms is not None:
            self._spread[duration_ms] += 1
        self._durations[place] = _NO_DURATION if duration_ms is None else duration_ms

    def count_all(
        self, orders: Sequence[int], codes: Sequence[int], durations: Sequence[int]
    ) -> None:
        """Do `count` for many orders that have ended; ``codes`` are those of their outcomes."""
        places = [order - 1 for order in orders]
        for code, many in Counter(map(self._outcomes.__getitem__, places)).items():
            self._counts[code] -= many
        for code, many in Counter(codes).items():
            self._counts[code] += many
        before = Counter(map(self._durations.__getitem__, places))
        del before[_NO_DURATION]
        self._spread.subtract(before)
        self._spread.update(durations)
        for place, code, duration_ms in zip(places, codes, durations, strict=True):
            self._outcomes[place] = code
            self._durations[place] = duration_ms

    def judged(self, order: int, until_ms: float | None = None) -> Judged | None:
        """Return what the events of an order say; None where none had come."""
        events = self._events.events_of(order, until_ms)
        if not events:
            return None
        codes = self._events.kind_codes
        ends = (codes.get(COMPLETED, -1), codes.get(CANCELLED, -1))
        created = self._of_kinds(events, (codes.get(CREATED, -1),))
        paid = self._of_kinds(events, [codes.get(payment, -1) for payment in PAYMENTS])
        ended = self._of_kinds(events, ends)
        last_created, last_ended = self._last(created), self._last(ended)
        outcome = self._outcome(len(created), len(ended), last_ended, ends[0])
        duration = None
        if outcome is not Outcome.WAITING and last_created and last_ended:
            duration = self._duration(last_created, last_ended, paid)
        lacks = 0 if created else CREATION * (bool(ended) or self._has_run(paid))
        lacks += PAYMENT * (bool(ended) and not paid)
        return Judged(events, outcome, duration, last_created or last_ended, lacks)

    def _of_kinds(self, events: Sequence[int], kinds: Collection[int]) -> Sequence[int]:
        of = self._events.kinds
        return [number for number in events if of[number - 1] in kinds]

    def _has_run(self, paid: Sequence[int]) -> bool:
        """Return whether an execution published one of these events, which an order must have
        started.
        """
        origins, original = self._events.origins, self._events.original
        return any(origins[original.get(n, n) - 1] == Origin.PAID for n in paid)

    def _duration(self, created: int, ended: int, paid: Sequence[int]) -> int | None:
        """Return the time between the two; None where the log had what came between before both."""
        at = self._events.at
        began, end = at[created - 1], at[ended - 1]
        is_late = began > end or (bool(paid) and all(at[n - 1] < began for n in paid))
        return None if is_late else int(end - began)

    def _outcome(self, created: int, ended: int, last_ended: int, completes: int) -> Outcome:
        if created > ended:
            return Outcome.WAITING
        if not last_ended:
            return Outcome.UNKNOWN
        completed = self._events.kinds[last_ended - 1] == completes
        return Outcome.COMPLETED if completed else Outcome.CANCELLED

    def _last(self, events: Sequence[int]) -> int:
        """Return the last of some events, by their own time, then by their arrival; 0 for none."""
        return max(events, key=self._moment, default=0)

    def _moment(self, number: int) -> tuple[float, float, int]:
        return self._events.times[number - 1], self._events.at[number - 1], number

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        return {"outcomes": self._outcomes, "durations": self._durations}

    def kept_rest(self) -> Json:
        """Return what is in no column, once all orders are judged."""
        return {
            "counts": self._counts,
            "spread": [(ms, count) for ms, count in self._spread.items() if count],
            "greatest": self.greatest_number,
        }

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled."""
        self._is_changed, self._changed = bytearray(len(self._outcomes)), array("I")
        self._counts = [int(count) for count in rest["counts"]]
        self._spread = Counter(dict(rest["spread"]))
        self.greatest_number = int(rest["greatest"])
        check_lengths(len(self._events.numbers.ids), self._outcomes, self._durations)
        check_among(range(_NOT_COUNTED), self._outcomes)

    def totals(self) -> Totals:
        """Return the totals of all that has been judged."""
        origins = self._events.origin_counts()
        malformed = origins.pop(NO_EVENT)
        return Totals(
            orders=len(self),
            by_outcome=dict(zip(_OUTCOMES, self._counts, strict=False)),
            events=sum(origins.values()),
            malformed=malformed,
            median_ms=_quantile(self._spread, 0.5),
            p95_ms=_quantile(self._spread, 0.95),
        )

    def row(self, order: OrderId, until_ms: float | None = None) -> OrderRow | None:
        """Return one order, or None if the log does not know it."""
        number = self._events.numbers.number_of(order)
        judged = self.judged(number, until_ms) if number else None
        return None if judged is None else self.row_of(order, judged)

    def row_of(self, order: OrderId, judged: Judged) -> OrderRow:
        """Return the row of an order of which the events say so."""
        at = [self._events.at[number - 1] for number in judged.events]
        return OrderRow(
            order=order,
            amount=self._amount(judged.amount_event),
            outcome=judged.outcome,
            events=len(judged.events),
            first_ms=int(min(at)),
            last_ms=int(max(at)),
            duration_ms=judged.duration_ms,
        )

    def _amount(self, amount_event: int) -> Any:
        record = self._events.records.get(amount_event)
        return record.event.detail.get("amount") if isinstance(record, LogRecord) else None

    def records(self, order: OrderId, until_ms: float | None = None) -> Sequence[LogRecord]:
        """Return the records of one order, one for each event: the first that came."""
        number = self._events.numbers.number_of(order)
        return self._read(self._events.events_of(number, until_ms) if number else ())

    def copies(self, order: OrderId, until_ms: float | None = None) -> Sequence[LogRecord]:
        """Return the records of one order beyond those: what the log has once more."""
        number = self._events.numbers.number_of(order)
        return self._read(self.copies_of(number, until_ms) if number else ())

    def copies_of(self, order: int, until_ms: float | None = None) -> list[int]:
        """Return the records of an order that the log received after another of the same event.

        One that was only read again has the same time.
        """
        table = self._events
        at, original = table.at, table.original
        if not original:
            return []
        seen = {(original.get(n, n), at[n - 1]) for n in table.events_of(order, until_ms)}
        found = []
        for number in table.chain(order):
            copy = original.get(number, number), at[number - 1]
            if copy not in seen and (until_ms is None or copy[1] <= until_ms):
                seen.add(copy)
                found.append(number)
        return found

    def _read(self, numbers: Iterable[int]) -> Sequence[LogRecord]:
        found = (self._events.records.get(each) for each in numbers)
        return tuple(record for record in found if isinstance(record, LogRecord))


def _quantile(counts: Counter[int], share: float) -> int | None:
    """Return the smallest value that at least this share of the counted values do not exceed."""
    wanted = share * sum(counts.values())
    seen = 0
    for value in sorted(value for value, count in counts.items() if count):
        seen += counts[value]
        if seen >= wanted:
            return value
    return None
