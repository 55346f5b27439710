"""Everything that happened, as columns of numbers: what a long timeline is drawn from.

One mark stands for one record of the log or one message to a customer, in the order they were
read; where nobody reports messages, for an event that a rule took to the notification service; and
for what a subscriber of a custom bus did with one. Most columns are those of the tables of events
and messages.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import compress, count
from typing import Any, Final, NamedTuple

from eda_core.domain.chunks import Json, StepColumns
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.events import LogRecord
from eda_core.domain.orders import OrderId, label_of
from eda_core.read_model.columns import (
    NO_AMOUNT,
    ODD_AMOUNT,
    Columns,
    MarkColumns,
    check_among,
    check_lengths,
    check_times,
)
from eda_core.read_model.event_table import (
    CREATED,
    MALFORMED,
    OTHER_KIND,
    PAYMENT_SERVICE,
    EventTable,
    Kind,
)
from eda_core.read_model.messages import NAMED, NO_ORDER, Messages
from eda_core.read_model.notification_runs import How, NotificationRun, NotificationRuns
from eda_core.read_model.subscriber_marks import NumberOf, SubscriberMarks
from eda_core.stack import Stack, TargetKind

__all__ = [
    "AGAIN",
    "INFERRED",
    "KNOWN",
    "MALFORMED",
    "NOTIFIED",
    "NO_AMOUNT",
    "ODD_AMOUNT",
    "OTHER",
    "Kind",
    "Marks",
]

NOTIFIED: Final[Kind] = ("notification-service", "Notification")
INFERRED: Final[Kind] = ("notification-service", f"Notification, {How.INFERRED}")
"""A run of the notification service that nobody reports: a rule took an event to it."""
KNOWN: Final[Kind] = ("notification-service", f"Notification, {How.KNOWN}")
"""A run of the notification service by the bus log: it took the event. Mails are not told of."""

AGAIN: Final = ", logged again"
"""Behind the detail-type of a mark whose event the log had before."""

OTHER: Final[Kind] = ("", "other events")
MOST_NAMES: Final = 100_000
LONGEST_NAME: Final = 200

NO_RECORD: Final = -1
"""Stands for the sequence number of a mark that comes from no record of the log."""

NO_SPAN: Final = 0


class _Rows(NamedTuple):
    """The columns of marks of one sort; ``kind`` is theirs where it is always the same."""

    at: "array[float]"
    orders: "array[int]"
    kind: Kind | None = None


class Marks:
    """Where the rows of events, messages and inferred messages go on after each other."""

    def __init__(self, stack: Stack, events: EventTable, messages: Messages) -> None:
        self._machines = frozenset(
            rule.target.name for rule in stack.rules if rule.target.kind is TargetKind.STATE_MACHINE
        )
        self._events = events
        inferred, known = (_Rows(array("d"), array("I"), kind) for kind in (INFERRED, KNOWN))
        messages_sent = _Rows(messages.at, messages.orders, NOTIFIED)
        self.subscribers = SubscriberMarks(events)
        self.subscribers.note_stack(stack)
        theirs = _Rows(self.subscribers.at, self.subscribers.orders)
        self._rows = (_Rows(events.at, events.orders), messages_sent, inferred, known, theirs)
        self._notified = NotificationRuns(stack.notification)
        self._runs = array("q"), bytearray(), array("q")
        self._count = 0
        self._spans = array("I")
        self._codes = array("I", (NO_ORDER,))
        self._names: dict[OrderId, int] = {}
        self._created: dict[int, str] = {}
        self._started: dict[str, int] = {}
        self._ended: dict[str, int] = {}

    def __len__(self) -> int:
        return self._count

    @property
    def kinds(self) -> Sequence[Kind]:
        """What the marks are, by their code; all codes beyond it stand for `OTHER`."""
        return tuple(self._events.kind_codes)

    def note_event(self, number: int, event_id: str, kind: Kind) -> None:
        """Take into account the record with this number, the next of the log."""
        self._go_on(_EVENTS, number - 1)
        self._spans.append(NO_SPAN)
        self._follow(number, event_id, kind)
        self._go_on_with(self.subscribers.note_logged(event_id, number))

    def note_events(self, first: int, ids: Sequence[str]) -> None:
        """Take into account the records with the numbers from ``first`` on, all events."""
        self._go_on(_EVENTS, first - 1, len(ids))
        self._spans.extend(bytes(len(ids)))
        table = self._events
        kinds = list(table.kind_codes)
        followed = {
            code for code, kind in enumerate(kinds) if kind == CREATED or kind[0] == PAYMENT_SERVICE
        } | {OTHER_KIND}
        self._go_on_with(self.subscribers.note_all_logged(first, ids))
        codes = table.kinds[first - 1 :]
        for place in compress(count(), map(followed.__contains__, codes)):
            number, code = first + place, codes[place]
            if code == OTHER_KIND:
                record = table.records.get(number)
                assert isinstance(record, LogRecord)  # noqa: S101 - all are events
                kind = (record.event.source, record.event.detail_type)
            else:
                kind = kinds[code]
            self._follow(number, ids[place], kind)

    def _follow(self, number: int, event_id: str, kind: Kind) -> None:
        """Follow an execution from the order that starts it to the payment it publishes."""
        order = self._events.orders[number - 1]
        if not order:
            return
        if kind == CREATED:
            self._created[order] = event_id
        elif kind[0] == PAYMENT_SERVICE and order in self._created:
            self._end(self._created.pop(order), number - 1)

    def _go_on(self, sort: int, place: int, count: int = 1) -> None:
        """Note the next marks: the rows from this place of a sort on."""
        firsts, sorts, places = self._runs
        if not sorts or sorts[-1] != sort:
            firsts.append(self._count)
            sorts.append(sort)
            places.append(place)
        self._count += count

    def _end(self, event_id: str, place: int) -> None:
        """The execution that this event started has published: a span, if its start is known."""
        started_ms = self._started.pop(event_id, None)
        if started_ms is None:
            self._ended[event_id] = place
        else:
            self._measure(place, started_ms)

    def _measure(self, place: int, started_ms: int) -> None:
        span = int(self._events.at[place]) - started_ms
        self._spans[place] = min(max(NO_SPAN, span), NO_ORDER)

    def note_step(self, record: DeliveryRecord, number: int) -> None:
        """Take a step of a delivery into account: handing an event to a machine starts it.

        ``number`` is that of its event, 0 where it has none yet.
        """
        if record.inferred or record.bus_log:
            for run in self._notified.note(record, number):
                self._draw(run)
        if record.inferred or record.takes_back:
            return
        self._go_on_with(self.subscribers.note_step(record, number))
        if record.step is DeliveryStep.INVOCATION_SUCCESS and record.target in self._machines:
            self._start(record.event_id, record.at_ms)

    def note_steps(self, columns: StepColumns, first: int, number_of: NumberOf) -> None:
        """Take a chunk of steps into account; ``number_of`` tells of which event one is."""
        starts = {
            code
            for code, (step, (_, target)) in columns.meanings.items()
            if step is DeliveryStep.INVOCATION_SUCCESS and target in self._machines
        }
        for place in columns.places_of(starts):
            event = columns.events[columns.event_places[place]]
            self._start(event, columns.since_ms + columns.later[place])
        self._go_on_with(self.subscribers.note_steps(columns, first, number_of))

    def _go_on_with(self, numbers: Iterator[int]) -> None:
        """Note the marks of what subscribers did with the events with these numbers."""
        orders = self.subscribers.orders
        for number in numbers:
            self._go_on(_OF_SUBSCRIBERS, len(orders))
            orders.append(self._code_of_number(self._events.orders[number - 1]))

    def _draw(self, run: NotificationRun) -> None:
        sort, kind = (_KNOWN, KNOWN) if run.how is How.KNOWN else (_INFERRED, INFERRED)
        rows = self._rows[sort]
        self._go_on(sort, len(rows.at))
        rows.at.append(run.at_ms)
        order = self._events.orders[run.number - 1] if run.number else 0
        rows.orders.append(self._code_of_number(order))
        self._events.kind_code(kind)

    def _start(self, event_id: str, at_ms: int) -> None:
        place = self._ended.pop(event_id, None)
        if place is None:
            self._started[event_id] = at_ms
        else:
            self._measure(place, at_ms)

    def note_message(self, number: int) -> None:
        """Take into account the message with this number, the next of all."""
        self._go_on(_MESSAGES, number - 1)
        self._events.kind_code(NOTIFIED)

    def note_messages(self, place: int, count: int) -> None:
        """Take into account so many messages from this place on."""
        self._go_on(_MESSAGES, place, count)
        self._events.kind_code(NOTIFIED)

    def kept_columns(self) -> Columns:
        """Return the columns by name: those that are here alone."""
        inferred, (firsts, sorts, places) = self._rows[_INFERRED], self._runs
        return {
            "run firsts": firsts,
            "run sorts": sorts,
            "run places": places,
            "spans": self._spans,
            "codes": self._codes,
            "inferred at": inferred.at,
            "inferred orders": inferred.orders,
            **self.subscribers.kept_columns(),
        }

    def kept_rest(self) -> Json:
        """Return what is in no column."""
        return {
            "count": self._count,
            "codes": len(self._codes),
            "names": list(self._names.items()),
            "created": list(self._created.items()),
            "started": self._started,
            "ended": self._ended,
            "subscribers": self.subscribers.kept_rest(),
        }

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled."""
        self._count = int(rest["count"])
        self._names, self._created = dict(rest["names"]), dict(rest["created"])
        self._started, self._ended = dict(rest["started"]), dict(rest["ended"])
        inferred, (firsts, sorts, places) = self._rows[_INFERRED], self._runs
        check_lengths(len(self._events), self._spans)
        check_lengths(len(firsts), sorts, places)
        check_lengths(rest["codes"], self._codes)
        check_lengths(len(inferred.at), inferred.orders)
        check_among(range(len(self._rows)), sorts)
        check_times(inferred.at)
        self.subscribers.restore(rest["subscribers"])
        if self._count != sum(len(rows.at) for rows in self._rows):
            raise ValueError("a mark has no row")

    def _code_of_number(self, order: int) -> int:
        """Return the code of an order by its number; orders that are new get theirs."""
        ids = self._events.numbers.ids
        for number in range(len(self._codes), len(ids) + 1):
            self._codes.append(self.code_for(ids[number - 1]))
        return self._codes[order]

    def code_for(self, order: OrderId | None) -> int:
        """Return the code of an order, which it has from now on.

        What has a name too many or too long stands apart from none.
        """
        if order is None:
            return NO_ORDER
        if isinstance(order, int) and 0 <= order < NAMED:
            return order
        known = self._names.get(order)
        if known is None:
            if len(self._names) >= MOST_NAMES or len(label_of(order)) > LONGEST_NAME:
                return NO_ORDER
            known = self._names[order] = NAMED + len(self._names)
        return known

    def code_of(self, order: OrderId | None) -> int:
        """Return the code of an order, `NO_ORDER` for one that has no mark by its own."""
        if isinstance(order, int) and 0 <= order < NAMED:
            return order
        self._code_of_number(0)
        return NO_ORDER if order is None else self._names.get(order, NO_ORDER)

    def sequences(self, first: int, last: int) -> Sequence[int]:
        """Return the sequence numbers behind the marks from ``first`` up to ``last``, left out."""
        found: list[int] = []
        for sort, start, end in self._parts(first, last):
            of_events = self.subscribers.numbers[start:end]
            named = {_EVENTS: range(start + 1, end + 1), _OF_SUBSCRIBERS: of_events}
            found += named.get(sort) or [NO_RECORD] * (end - start)
        return found

    def _parts(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """Return the rows behind these marks: the sort, the first place, the one after the last."""
        firsts, sorts, places = self._runs
        first, last = max(0, first), min(last, self._count)
        run = bisect_right(firsts, first) - 1
        while first < last:
            end = firsts[run + 1] if run + 1 < len(firsts) else self._count
            start = places[run] + first - firsts[run]
            count = min(end, last) - first
            yield sorts[run], start, start + count
            first, run = first + count, run + 1

    def columns(self, first: int, last: int) -> MarkColumns:
        """Return the marks from ``first`` up to ``last``, which is left out."""
        self._code_of_number(0)
        parts = list(self._parts(first, last))
        times, kinds, orders, amounts, spans = self._in_turn(parts)
        return MarkColumns(
            first=max(0, first),
            count=len(orders),
            times=times.tobytes(),
            kinds=kinds.tobytes(),
            orders=orders.tobytes(),
            amounts=amounts.tobytes(),
            spans=spans.tobytes(),
            names=self._names_of(orders) if self._names else {},
        )

    def _in_turn(self, parts: Sequence[tuple[int, int, int]]) -> "Sequence[array[Any]]":
        """Return the columns of these rows, times first: read sort by sort, then in their turns."""
        firsts = {sort: start for sort, start, _ in reversed(parts)}
        ends = {sort: end for sort, _, end in parts}
        shifts, by_sort = dict[int, int](), [array(code) for code in "dBIII"]
        for sort, start in firsts.items():
            shifts[sort] = len(by_sort[0]) - start
            at = self._rows[sort].at[start : ends[sort]]
            said: Sequence[array[Any]] = (at, *self._said_of(sort, start, ends[sort]))
            for column, rows in zip(by_sort, said, strict=True):
                column += rows
        if len(firsts) <= 1:
            return by_sort
        columns = [array(each.typecode) for each in by_sort]
        for sort, start, end in parts:
            turn = slice(start + shifts[sort], end + shifts[sort])
            for column, rows in zip(columns, by_sort, strict=True):
                column += rows[turn]
        return columns

    def _said_of(self, sort: int, start: int, end: int) -> "Sequence[array[int]]":
        """Return kinds, orders, amounts and spans of rows of a sort."""
        rows, span = self._rows[sort], slice(start, end)
        if sort == _EVENTS:
            orders = array("I", map(self._codes.__getitem__, rows.orders[span]))
            return (
                self._kinds_of(start, end),
                orders,
                self._events.amounts[span],
                self._spans[span],
            )
        if rows.kind is None:
            theirs = self.subscribers
            kinds = array("B", theirs.kinds[span])
            return kinds, rows.orders[span], theirs.sizes[span], theirs.spans[span]
        count = end - start
        kinds = array("B", (self._events.kind_code(rows.kind),)) * count
        nothing, no_span = array("I", (NO_AMOUNT,)) * count, array("I", (NO_SPAN,)) * count
        return kinds, rows.orders[span], nothing, no_span

    def _kinds_of(self, start: int, end: int) -> "array[int]":
        """Return the kinds of these records; a copy is of a kind of its own."""
        codes, known = self._events.kinds[start:end], tuple(self._events.kind_codes)
        for number in self._events.original.keys() & range(start + 1, end + 1):
            place = number - start - 1
            if codes[place] < len(known):
                source, detail_type = known[codes[place]]
                codes[place] = self._events.kind_code((source, f"{detail_type}{AGAIN}"))
        return codes

    def _names_of(self, orders: Sequence[int]) -> dict[int, str]:
        """Return the names among these codes; most logs have none at all."""
        codes = set(orders)
        return {code: label_of(order) for order, code in self._names.items() if code in codes}


_EVENTS, _MESSAGES, _INFERRED, _KNOWN, _OF_SUBSCRIBERS = range(5)
