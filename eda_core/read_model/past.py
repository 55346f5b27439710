"""Everything a world has told so far, by when it was: what an earlier moment is folded from.

It is read only when somebody looks back; until then it costs nothing.
"""

import gc
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, repeat
from operator import attrgetter
from threading import RLock
from typing import Any, Final

from eda_core.asl import Execution
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.ports import SLICE, Backend
from eda_core.read_model.folds import Folds
from eda_core.read_model.reading import Reading
from eda_core.stack import Stack

Fold = Callable[[Folds, Any], None]
"""How one thing that was told enters the projections."""


class Strand:
    """What one source told, in the order it was told, with the times it was told of."""

    def __init__(self, fold: Fold, at_ms: Callable[[Any], int]) -> None:
        self.fold = fold
        self._at_ms = at_ms
        self.items: list[Any] = []
        self.times = array("q")
        self._order = array("q")
        self.ordered = True

    def add(self, items: Iterable[Any]) -> None:
        """Take over what was told next."""
        for item in items:
            at_ms = self._at_ms(item)
            latest = self._order[-1] if self._order else at_ms
            self.ordered = self.ordered and at_ms >= latest
            self.items.append(item)
            self.times.append(at_ms)
            self._order.append(max(latest, at_ms))

    def between(self, known: int, after_ms: int, until_ms: int) -> Sequence[int]:
        """The places of what is of ``until_ms`` or before, in the order it was told.

        Left out is what was known when ``after_ms`` was looked at: among the first ``known``.
        """
        if self.ordered:
            first = min(known, bisect_right(self.times, after_ms))
            return range(first, bisect_right(self.times, until_ms))
        return [
            place
            for place, at_ms in enumerate(self.times)
            if at_ms <= until_ms and (place >= known or at_ms > after_ms)
        ]

    def is_folded_beyond(self, place: int, known: int, after_ms: int) -> bool:
        """Whether something further on than this place was folded when ``after_ms`` was."""
        return not self.ordered and any(at_ms <= after_ms for at_ms in self.times[place:known])

    def in_turn(self, places: Sequence[int]) -> Iterable[tuple[int, Any]]:
        """What is at these places, each with a time that never falls: when its turn comes."""
        return ((self._order[place], self.items[place]) for place in places)


Known = tuple[int, ...]
"""How much of each strand was known once."""

NOTHING_KNOWN: Final[Known] = (0, 0, 0, 0, 0)
_FOR_EVER_AGO: Final = -1


class Past:
    """The strands of one world. ``first`` is its stack before any change."""

    def __init__(self, backend: Backend, live: Reading, first: Stack) -> None:
        self.backend = backend
        self.first = first
        self._live = live
        self._lock = RLock()
        self._changes = Strand(Folds.fold_change, attrgetter("since_ms"))
        self._records = Strand(Folds.fold, attrgetter("ingested_ms"))
        self._deliveries = Strand(Folds.fold_delivery, attrgetter("at_ms"))
        self._failed = Strand(Folds.fold_failed, _ended_ms)
        self._messages = Strand(Folds.fold_notification, attrgetter("sent_ms"))

    @property
    def _strands(self) -> tuple[Strand, ...]:
        return self._changes, self._records, self._deliveries, self._failed, self._messages

    def read(self) -> None:
        """Take over what is new; raises `BackendError` where a source cannot be read."""
        backend, deliveries = self.backend, self._deliveries
        with self._lock:
            self._changes.add(self._live.changes()[len(self._changes.items) :])
            self._records.add(self._live.ask(self._new_records))
            _read_on(backend.executions.failed_after, self._failed, len)
            _read_on(backend.notifications.read_after, self._messages, len)
            _read_on(backend.deliveries.read_after, deliveries, _last_sequence)

    def _new_records(self, folds: Folds) -> Sequence[Any]:
        new = len(folds.records) - len(self._records.items)
        return tuple(islice(reversed(folds.records.values()), new))[::-1]

    def event_after(self, at_ms: int) -> int | None:
        """When the log next received something after this moment."""
        with self._lock:
            times = self._records.times
            if not self._records.ordered:
                return min((time for time in times if time > at_ms), default=None)
            place = bisect_right(times, at_ms)
            return times[place] if place < len(times) else None

    def event_before(self, at_ms: int) -> int | None:
        """When the log last received something before this moment."""
        with self._lock:
            times = self._records.times
            if not self._records.ordered:
                return max((time for time in times if time < at_ms), default=None)
            place = bisect_left(times, at_ms)
            return times[place - 1] if place else None

    def carry_on(self, folds: Folds, known: Known, after_ms: int, until_ms: int) -> Known | None:
        """Fold what came in between; answers what is known now.

        None, with nothing folded, where something is of an earlier turn than what was folded: all
        must be folded anew. Log records have no turn: they fold in any order.
        """
        with self._lock:
            found = [
                strand.between(count, after_ms, until_ms)
                for strand, count in zip(self._strands, known, strict=True)
            ]
            if self._is_out_of_turn(found, known, after_ms):
                return None
            for (_, item), fold in sorted(self._told(found), key=_turn):
                fold(folds, item)
            return tuple(len(strand.items) for strand in self._strands)

    def _told(self, found: Sequence[Sequence[int]]) -> Iterator[tuple[tuple[int, Any], Fold]]:
        """What is at these places with how to fold it, strand by strand."""
        for strand, places in zip(self._strands, found, strict=True):
            yield from zip(strand.in_turn(places), repeat(strand.fold))

    def _is_out_of_turn(self, found: Sequence[Sequence[int]], known: Known, after_ms: int) -> bool:
        turns = zip(self._strands, found, known, strict=True)
        return any(
            strand.is_folded_beyond(places[0], count, after_ms)
            for strand, places, count in turns
            if places and strand is not self._records
        )

    def anew(self, until_ms: int) -> tuple[Folds, Known]:
        """Everything until then, folded from the beginning."""
        folds = Folds(self.first)
        with _collector_at_rest():
            known = self.carry_on(folds, NOTHING_KNOWN, _FOR_EVER_AGO, until_ms)
        return folds, known or NOTHING_KNOWN


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Fold without garbage collections: all that is made here stays, and they took 2/5 of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _turn(told: tuple[tuple[int, Any], Fold]) -> int:
    return told[0][0]


def _ended_ms(execution: Execution) -> int:
    return execution.started_ms if execution.ended_ms is None else execution.ended_ms


def _last_sequence(told: Sequence[DeliveryRecord]) -> int:
    return told[-1].sequence if told else 0


def _read_on(
    read_after: Callable[[int], Sequence[Any]], strand: Strand, place: Callable[[list[Any]], int]
) -> None:
    """Read a source on from what the strand has of it, slice by slice."""
    told = read_after(place(strand.items))
    strand.add(told)
    while len(told) >= SLICE:
        told = read_after(place(strand.items))
        strand.add(told)
