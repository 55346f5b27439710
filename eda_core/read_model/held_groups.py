"""Events that a FIFO subscriber holds back: they wait behind a failing one of their group.

A hold begins when a call fails and others of its group wait, or when another comes while it is
failing; it ends when the failing one is taken or given up (User Guide, eb-custom-bus-ordering). The
group of an event is its order, unless its record says another. Records that come late, as those of
a log may, are taken as if they came just then.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from eda_core.domain.chunks import Json
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.read_model.columns import Columns, check_lengths, check_times

COMES: Final = frozenset((DeliveryStep.RULE_MATCH, DeliveryStep.DLQ_REDRIVE))
FAILS: Final = frozenset((
    DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE,
    DeliveryStep.INVOCATION_ATTEMPT_THROTTLE,
    DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE,
))  # fmt: skip
ENDS: Final = frozenset((
    DeliveryStep.INVOCATION_SUCCESS,
    DeliveryStep.INVOCATION_FAILURE,
    DeliveryStep.INVOCATION_DLQ,
))  # fmt: skip

STILL: Final = 0
"""Stands for the end of a hold that has none yet."""


class Hold(NamedTuple):
    """The event with this number waits since a time, or did ``until_ms``; `STILL` while it does.

    ``behind`` is the number of the failing event that it waits, or waited, behind.
    """

    number: int
    since_ms: int
    behind: int
    until_ms: int = STILL


@dataclass(slots=True)
class _Waits:
    """An event that waits for its call; ``row`` is that of its hold, -1 while it is not held."""

    number: int
    order: int
    row: int = -1
    behind: int = 0


@dataclass(slots=True)
class _Group:
    """Events of a group at a subscriber by their ids: those that wait; those failing, each with
    since when and its number.
    """

    waiting: dict[str, _Waits] = field(default_factory=dict)
    failing: dict[str, tuple[int, int]] = field(default_factory=dict)


_Key = tuple[str, str]
"""A subscriber, and a group."""


class HeldGroups:
    """Follows the deliveries of FIFO subscribers; every hold has a row in the columns."""

    def __init__(self) -> None:
        self.since = array("d")
        self.until = array("d")
        self.orders = array("I")
        self.rules = bytearray()
        self._names: dict[str, int] = {}
        self._groups: dict[_Key, _Group] = {}
        self._group_of: dict[tuple[str, str], str] = {}
        self._calls: dict[tuple[str, DeliveryStep, int], list[_Key]] = {}

    @property
    def is_any_failing(self) -> bool:
        """Whether a group has a failing event."""
        return any(group.failing for group in self._groups.values())

    def is_open(self, rule: str, event_id: str) -> bool:
        """Return whether a subscriber has yet to take this event."""
        return (rule, event_id) in self._group_of

    def note_arrival(
        self, record: DeliveryRecord, name: str, number: int, order: int
    ) -> Iterator[Hold]:
        """An event has come to a subscriber, in the group of this name: the one with this number,
        of the order with this.
        """
        key = record.rule, name
        group = self._groups.setdefault(key, _Group())
        event_id = record.event_id
        if event_id in group.waiting or event_id in group.failing:
            return
        self._group_of[record.rule, event_id] = name
        waits = group.waiting[event_id] = _Waits(number, order)
        if group.failing:
            yield self._begin(key, waits, record.at_ms)

    def note_answer(self, record: DeliveryRecord) -> Iterator[Hold]:
        """A call has failed, or ended; what comes of it is said once for all events of the call."""
        name = self._group_of.get((record.rule, record.event_id))
        if name is None:
            return
        key = record.rule, name
        self._note(key, record)
        call = record.rule, record.step, record.at_ms
        together = self._calls.setdefault(call, [])
        together.append(key)
        if len(together) < record.batch and not record.bus_log:
            return
        del self._calls[call]
        for each in dict.fromkeys(together):
            yield from self._go_on(each, record.at_ms)

    def _note(self, key: _Key, record: DeliveryRecord) -> None:
        group, event_id = self._groups[key], record.event_id
        waits = group.waiting.pop(event_id, None)
        if waits is not None and waits.row >= 0:  # its own call was told before the end of the hold
            self.until[waits.row] = record.at_ms
        if waits is not None and record.step in FAILS:
            group.failing[event_id] = record.at_ms, waits.number
        elif record.step in ENDS:
            group.failing.pop(event_id, None)
            del self._group_of[record.rule, event_id]

    def _go_on(self, key: _Key, at_ms: int) -> Iterator[Hold]:
        """Hold what waits in a group, or let it go, as its other events are."""
        group = self._groups.get(key)
        if group is None:
            return
        for waits in group.waiting.values():
            if group.failing and waits.row < 0:
                yield self._begin(key, waits, at_ms)
            elif not group.failing and waits.row >= 0:
                yield self._end(waits, at_ms)
        if not group.waiting and not group.failing:
            del self._groups[key]

    def _begin(self, key: _Key, waits: _Waits, at_ms: int) -> Hold:
        rule, _ = key
        failing_ms, waits.behind = next(iter(self._groups[key].failing.values()))
        at_ms = max(at_ms, failing_ms)
        waits.row = len(self.since)
        self.since.append(at_ms)
        self.until.append(STILL)
        self.orders.append(waits.order)
        self.rules.append(self._names.setdefault(rule, min(len(self._names), _MOST_NAMES)))
        return Hold(waits.number, at_ms, waits.behind)

    def _end(self, waits: _Waits, at_ms: int) -> Hold:
        since_ms = int(self.since[waits.row])
        self.until[waits.row], waits.row = at_ms, -1
        return Hold(waits.number, since_ms, waits.behind, at_ms)

    def held_at(self, rule: str, at_ms: float) -> list[int]:
        """Return the orders of the events that a subscriber held back at a moment."""
        code = self._names.get(rule)
        rows = zip(self.rules, self.since, self.until, self.orders, strict=True)
        return [
            order
            for each, since, until, order in rows
            if each == code and since <= at_ms and (until == STILL or until > at_ms)
        ]

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        return {
            "held since": self.since,
            "held until": self.until,
            "held orders": self.orders,
            "held rules": self.rules,
        }

    def kept_rest(self) -> Json:
        """Return what is in no column."""
        groups = [
            (
                *key,
                [
                    (event, each.number, each.order, each.row, each.behind)
                    for event, each in g.waiting.items()
                ],
                g.failing,
            )
            for key, g in self._groups.items()
        ]
        return {"rules": list(self._names), "groups": groups}

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled."""
        self._names = {rule: code for code, rule in enumerate(rest["rules"])}
        for rule, name, waiting, failing in rest["groups"]:
            group = self._groups[rule, name] = _Group()
            for event_id, *waits in waiting:
                group.waiting[event_id] = _Waits(*waits)
            group.failing = {event: (at_ms, number) for event, (at_ms, number) in failing.items()}
            for event_id in (*group.waiting, *group.failing):
                self._group_of[rule, event_id] = name
        check_lengths(len(self.since), self.until, self.orders, self.rules)
        check_times(self.since, self.until)


_MOST_NAMES: Final = 255
"""Subscribers beyond so many share a code; a bus here has a few."""
