"""The marks of what subscribers of a custom bus did with events, which a classic bus does not do.

An event of the past was given to one that replays, several were taken by one call, or one was held
back behind a failing event of its order. Such a mark stands in the lane of the service that is
given the event, or of the event's own where the target is none.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from eda_core.domain.chunks import Json, StepColumns
from eda_core.domain.deliveries import REPLAYED, DeliveryRecord, DeliveryStep
from eda_core.domain.orders import Source
from eda_core.read_model.columns import NO_AMOUNT, Columns, check_lengths, check_most, check_times
from eda_core.read_model.event_table import EventTable, Kind
from eda_core.read_model.held_groups import COMES, ENDS, FAILS, STILL, HeldGroups, Hold
from eda_core.stack import Stack
from eda_core.stack.published_terms import event_group

BEHIND: Final = ", replayed"
"""Stands behind the detail-type of such a mark, as the others do of theirs."""

BATCHED: Final = ", in a batch"
HELD: Final = ", held"
RELEASED: Final = ", no longer held"

NOTIFICATION_LANE: Final = "notification-service"

MOST_TOGETHER: Final = 10_000
"""The most events of a call that a mark tells of."""

LONGEST_MS: Final = 2**32 - 1
_MOST: Final = 255
"""Subscribers with their targets beyond so many share a code; a bus here has a few."""

NumberOf = Callable[[DeliveryRecord], int]
"""Returns the number of the event of a step, 0 where the log does not have it yet."""


class _Mark(NamedTuple):
    """A mark of the event with this number; ``other`` is the number of the one it waits behind."""

    number: int
    at_ms: int
    behind: str
    size: int = NO_AMOUNT
    span_ms: int = 0
    other: int = 0


class BusNote(NamedTuple):
    """What a subscriber did with an event of an order; ``what`` is one of the ends of kinds here.

    ``size`` is how many events a call had, ``span_ms`` how long one was held, ``behind`` the
    detail-type of the one it waited behind.
    """

    at_ms: int
    what: str
    detail_type: str
    subscriber: str
    target: str
    size: int = 1
    span_ms: int = 0
    behind: str = ""


class SubscriberMarks:
    """When, of which order and kind, the number of the event, how many were taken together, for how
    long it was held and behind which, and by which subscriber for which target, in columns.
    """

    def __init__(self, events: EventTable) -> None:
        self._events = events
        self._lanes: dict[str, str] = {}
        self._fifo: set[str] = set()
        self.held = HeldGroups()
        self.at = array("d")
        self.orders = array("I")
        self.kinds = bytearray()
        self.numbers = array("q")
        self.sizes = array("I")
        self.spans = array("I")
        self.others = array("q")
        self.rules = bytearray()
        self._rules: dict[tuple[str, str], int] = {}
        self._early: dict[str, list[DeliveryRecord]] = {}

    def note_stack(self, stack: Stack) -> None:
        """Take into account which subscribers there are from now on; their order is fixed."""
        self._fifo |= {each.name for each in stack.subscribers if each.is_fifo}
        self._lanes |= {
            stack.state_machine: Source.PAYMENT_SERVICE.value,
            stack.update_order: Source.ORDER_SERVICE.value,
            stack.notification: NOTIFICATION_LANE,
        }

    def note_logged(self, event_id: str, number: int) -> Iterator[int]:
        """The log has this event now; yields the numbers of the events of new marks."""
        for record in self._early.pop(event_id, ()):
            yield from self.note_step(record, number)

    def note_all_logged(self, first: int, ids: Sequence[str]) -> Iterator[int]:
        """The log has these events now, from number ``first`` on; yields as `note_logged`."""
        early = self._early.keys() & {*ids} if self._early else ()
        for event_id in early:
            yield from self.note_logged(event_id, first + ids.index(event_id))

    def note_step(self, record: DeliveryRecord, number: int) -> Iterator[int]:
        """Take a step into account; yields the number of the event of each mark that is new."""
        if record.inferred or record.takes_back or not self._is_of_interest(record):
            return
        if not number:
            self._early.setdefault(record.event_id, []).append(record)
            return
        for mark in self._marks_of(record, number):
            self._draw(mark, record.rule, record.target)
            yield mark.number

    def _is_of_interest(self, record: DeliveryRecord) -> bool:
        return (
            record.batch > 1
            or is_replay(record)
            or (record.rule in self._fifo and record.step in _FOLLOWED)
        )

    def _marks_of(self, record: DeliveryRecord, number: int) -> Iterator[_Mark]:
        at_ms = record.at_ms
        if is_replay(record):
            yield _Mark(number, at_ms, BEHIND)
        if record.batch > 1 and record.attempt == 1 and record.step in _CALLS:
            yield _Mark(number, at_ms, BATCHED, min(record.batch, MOST_TOGETHER))
        if record.rule in self._fifo:
            yield from map(_of_hold, self._holds(record, number))

    def _holds(self, record: DeliveryRecord, number: int) -> Iterator[Hold]:
        if record.step not in COMES:
            return self.held.note_answer(record)
        order = self._events.orders[number - 1]
        order_id = self._events.numbers.ids[order - 1] if order else ""
        group = record.group or event_group({"id": order_id})
        return self.held.note_arrival(record, group, number, order)

    def _draw(self, mark: _Mark, rule: str, target: str) -> None:
        source, detail_type = self._kind(mark.number)
        kind = self._lanes.get(target, source), f"{detail_type}{mark.behind}"
        self.at.append(mark.at_ms)
        self.kinds.append(self._events.kind_code(kind))
        self.numbers.append(mark.number)
        self.sizes.append(mark.size)
        self.spans.append(min(max(0, mark.span_ms), LONGEST_MS))
        self.others.append(mark.other)
        self.rules.append(self._rules.setdefault((rule, target), min(len(self._rules), _MOST)))

    def _kind(self, number: int) -> Kind:
        """Return source and detail-type of the event with this number."""
        known, code = tuple(self._events.kind_codes), self._events.kinds[number - 1]
        return known[code] if code < len(known) else ("", "an event")

    def notes_of(self, order: int, until_ms: float | None) -> Sequence[BusNote]:
        """Return what was done with the events of the order with this code, by a moment."""
        found: list[BusNote] = []
        row = -1
        with suppress(ValueError):  # no more of this order
            while True:
                row = self.orders.index(order, row + 1)
                if until_ms is None or self.at[row] <= until_ms:
                    found.append(self._note(row))
        return tuple(found)

    def _note(self, row: int) -> BusNote:
        _, kind = tuple(self._events.kind_codes)[self.kinds[row]]
        detail_type, comma, what = kind.rpartition(", ")
        subscriber, target = tuple(self._rules)[self.rules[row]]
        other, size = self.others[row], self.sizes[row]
        logged_ms = self._events.at[self.numbers[row] - 1]  # first that it came, then what was done
        return BusNote(
            int(max(self.at[row], logged_ms)),
            f"{comma}{what}",
            detail_type,
            subscriber,
            target,
            1 if size == NO_AMOUNT else size,
            self.spans[row],
            self._kind(other)[1] if other else "",
        )

    def note_steps(self, columns: StepColumns, first: int, number_of: NumberOf) -> Iterator[int]:
        """Take a chunk of steps into account, the first of which has this number; yields as
        `note_step` does.
        """
        followed = self._followed(columns)
        is_plain = not (self.held.is_any_failing or any(s in FAILS for s, _ in followed.values()))
        places = {*columns.odd}
        if is_plain:
            places |= {*self._left_open(columns, followed)}
        else:
            places |= {*columns.places_of(followed)}
        for place in sorted(places):
            record = columns.record(place, first + place)
            if self._is_of_interest(record):
                yield from self.note_step(record, number_of(record))

    def _followed(self, columns: StepColumns) -> dict[int, tuple[DeliveryStep, str]]:
        """Return the steps of FIFO subscribers by their codes, with the subscriber."""
        return {
            code: (step, rule)
            for code, (step, (rule, _)) in columns.meanings.items()
            if rule in self._fifo and step in _FOLLOWED
        }

    def _left_open(
        self, columns: StepColumns, followed: dict[int, tuple[DeliveryStep, str]]
    ) -> Iterator[int]:
        """Yield the places of steps that count where no call fails: an event has come whose call is
        not in this chunk, or a call was made for one that came before.
        """
        for rule in {rule for _, rule in followed.values()}:
            come, taken = (self._places(columns, followed, rule, steps) for steps in (COMES, ENDS))
            yield from (place for event, place in come.items() if event not in taken)
            ids = columns.events
            before = (event for event in taken if event not in come)
            yield from (taken[e] for e in before if self.held.is_open(rule, ids[e]))

    def _places(
        self,
        columns: StepColumns,
        followed: dict[int, tuple[DeliveryStep, str]],
        rule: str,
        steps: frozenset[DeliveryStep],
    ) -> dict[int, int]:
        """Return the places of these steps of a subscriber, by the places of their events."""
        codes = {c for c, (step, of) in followed.items() if of == rule and step in steps}
        return {columns.event_places[place]: place for place in columns.places_of(codes)}

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        return {
            "subscriber marks at": self.at,
            "subscriber marks orders": self.orders,
            "subscriber marks kinds": self.kinds,
            "subscriber marks numbers": self.numbers,
            "subscriber marks sizes": self.sizes,
            "subscriber marks spans": self.spans,
            "subscriber marks others": self.others,
            "subscriber marks rules": self.rules,
            **self.held.kept_columns(),
        }

    def kept_rest(self) -> Json:
        """Return what is in no column."""
        rules = list(self._rules)
        return {"early": self._early, "held": self.held.kept_rest(), "rules": rules}

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned; raises `ValueError` unless the columns hang together."""
        self._early = {
            event: [
                DeliveryRecord(number, at_ms, DeliveryStep(step), *more)
                for number, at_ms, step, *more in records
            ]
            for event, records in rest["early"].items()
        }
        self.held.restore(rest["held"])
        self._rules = {(rule, target): code for code, (rule, target) in enumerate(rest["rules"])}
        columns = self.orders, self.kinds, self.numbers, self.sizes, self.spans
        check_lengths(len(self.at), *columns, self.others, self.rules)
        check_times(self.at)
        check_most(len(self._events), self.numbers, self.others)
        check_most(max(0, len(self._rules) - 1), self.rules)


_CALLS: Final = FAILS | {DeliveryStep.INVOCATION_SUCCESS}
"""Steps that say that a call was made."""

_FOLLOWED: Final = COMES | FAILS | ENDS


def _of_hold(hold: Hold) -> _Mark:
    if hold.until_ms == STILL:
        return _Mark(hold.number, hold.since_ms, HELD, other=hold.behind)
    lasted_ms = hold.until_ms - hold.since_ms
    return _Mark(hold.number, hold.until_ms, RELEASED, span_ms=lasted_ms, other=hold.behind)


def is_replay(record: DeliveryRecord) -> bool:
    """Return whether a step says that a subscriber was given an event of the past."""
    return record.step is DeliveryStep.RULE_MATCH and record.reason == REPLAYED
