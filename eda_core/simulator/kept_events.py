"""What a custom bus keeps of each event, and where in it a subscriber may start.

It is kept in columns: nothing of it is looked at again by Python's garbage collector but the event
itself.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.events import Event
from eda_core.ports import SLICE
from eda_core.simulator.bus import Delivery, PublishedAs
from eda_core.simulator.recent import ReadOlder, nothing_older
from eda_core.stack.subscribers import PointInTime


class Kept(NamedTuple):
    """An event as the bus keeps it; its place is that among all of them, from 1."""

    event: Event
    published_ms: int
    group: str
    deduplication_id: str


_made: Final = tuple.__new__


def delivery_of(kept: Kept, sequence: int, *, replayed: bool) -> Delivery:
    """Return an event that is kept as it is handed over."""
    event, published_ms, group, repeat = kept
    how = _made(PublishedAs, (sequence, group, repeat, replayed))
    return _made(Delivery, (event, event.to_envelope(), published_ms, how, ()))


class KeptEvents:
    """Appends events, numbered from 1. The ``before`` older ones are what ``older`` reads."""

    __slots__ = ("_events", "_groups", "_published_ms", "_repeats", "before", "older")

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._published_ms: list[int] = []
        self._groups: list[str] = []
        self._repeats: list[str] = []
        self.before = 0
        self.older: ReadOlder = nothing_older

    @property
    def total(self) -> int:
        """How many events there are, also the place of the newest."""
        return self.before + len(self._events)

    def append(self, event: Event, published_ms: int, group: str, repeat: str) -> int:
        """Keep an event; return its place."""
        events = self._events
        events.append(event)
        self._published_ms.append(published_ms)
        self._groups.append(group)
        self._repeats.append(repeat)
        return self.before + len(events)

    def at(self, place: int) -> Kept:
        """Return the event at a place; raises `IndexError` where there is none."""
        return self.after(place - 1, 1)[0]

    def after(self, count: int, most: int = SLICE) -> Sequence[Kept]:
        """Return the events after the first ``count``, at most ``most``."""
        found = self.older(count, most) if count < self.before else ()
        return [*found, *self._newer(max(0, count - self.before), most - len(found))]

    def count_before(self, at_ms: int) -> int:
        """Return how many events were published before this time (epoch milliseconds)."""
        low, high = 0, self.total
        while low < high:
            middle = (low + high) // 2
            if self.at(middle + 1).published_ms < at_ms:
                low = middle + 1
            else:
                high = middle
        return low

    def newer(self) -> Iterator[Kept]:
        """Return those in memory."""
        return self._newer(0, len(self._events))

    def _newer(self, start: int, most: int) -> Iterator[Kept]:
        columns = (self._events, self._published_ms, self._groups, self._repeats)
        return map(Kept, *(column[start : start + most] for column in columns))

    def forget(self) -> None:
        """Keep nothing of what there is: ``older`` reads it from now on."""
        self.before = self.total
        for column in (self._events, self._published_ms, self._groups, self._repeats):
            column.clear()


REFUSED: Final = "InvalidInputException"
REPLAY_AGE_MS: Final = 300_000
"""How old a time must be to start at (seen on AWS by others; no page says so). Assumed, unknown 17:
the oldest event kept (HORIZON) may be younger.
"""


def check_start(start: PointInTime, oldest_ms: int, now_ms: int) -> None:
    """Raise `InvalidRequest` for a start that a bus refuses which keeps events from ``oldest_ms``
    on; times are epoch milliseconds.
    """
    if start.from_s is None:
        return
    begins_ms = start.from_s * 1000
    if begins_ms < oldest_ms:
        raise InvalidRequest(REFUSED, "StartingPoint lies before the oldest event kept.")
    if begins_ms > now_ms - REPLAY_AGE_MS:
        raise InvalidRequest(REFUSED, "StartingPoint must be at least 5 minutes in the past.")
    if start.until_s is not None and start.until_s * 1000 > now_ms:
        raise InvalidRequest(REFUSED, "EndPoint lies in the future.")  # assumed, unknown 17
