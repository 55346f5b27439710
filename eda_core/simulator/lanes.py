"""How a subscriber stands: where on the bus it is, which groups it holds, what it gathers.

FIFO (User Guide, eb-custom-bus-ordering): the events of a group are handed over in the order they
were published, and a call that fails holds up its own groups only; groups go side by side. What
ends a hold is documented up to "as long as it is retried": that the group then goes on is inferred.
"""

from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from eda_core.domain.events import Event
from eda_core.simulator.bus import Delivery, PublishedAs


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


class HeldEvent(NamedTuple):
    """An event that waits for its turn within its group, and when it may go at the earliest."""

    due_ms: int
    delivery: Delivery


class EventGroup:
    """The events of a group that wait; ``is_due`` while the next is scheduled, ``calls`` while one
    is with the target.
    """

    __slots__ = ("calls", "is_due", "waiting")

    def __init__(self) -> None:
        self.waiting: deque[HeldEvent] = deque()
        self.is_due = False
        self.calls = False

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to remember of it."""
        return not (self.waiting or self.is_due or self.calls)


LIVE: Final = -1


class SubscriberLane:
    """One subscriber's way along the bus.

    ``position`` is how many events it has gone past, or `LIVE` while it takes each as it comes. It
    stands still while ``stopped``. Up to ``replay_until`` events are marked REPLAY, those beyond
    ``until_ms`` are not taken, and then it has ``ended``. ``batch`` is what is gathered for a call,
    the ``batches``-th.
    """

    __slots__ = (
        "batch",
        "batches",
        "ended",
        "groups",
        "position",
        "replay_until",
        "stopped",
        "until_ms",
    )

    def __init__(
        self, position: int = LIVE, replay_until: int = 0, until_ms: int | None = None
    ) -> None:
        self.position = position
        self.stopped = False
        self.replay_until = replay_until
        self.until_ms = until_ms
        self.ended = False
        self.groups: dict[str, EventGroup] = {}
        self.batch: list[Delivery] = []
        self.batches = 0

    @property
    def is_live(self) -> bool:
        """Whether it takes each event as it comes."""
        return self.position == LIVE and not self.stopped

    def stop(self, total: int) -> None:
        """Stand still: what is published from now on, after ``total`` events, is its backlog."""
        self.stopped = True
        if self.position == LIVE:
            self.position = total

    def wait(self, group: str, due_ms: int, delivery: Delivery) -> EventGroup:
        """Let an event wait for its turn within its group; returns the group."""
        found = self.groups.get(group)
        if found is None:
            found = self.groups[group] = EventGroup()
        found.waiting.append(HeldEvent(due_ms, delivery))
        return found

    def held(self) -> Iterator[Delivery]:
        """Yield the events that wait behind another of their group."""
        for group in self.groups.values():
            yield from (each.delivery for each in group.waiting)

    @property
    def holding(self) -> int:
        """How many groups hold events back behind another."""
        return sum(1 for group in self.groups.values() if group.calls and group.waiting)

    def begin(self, delivery: Delivery) -> None:
        """Note that a call begins: its groups wait until it has ended."""
        for name in group_names(delivery):
            self.groups.setdefault(name, EventGroup()).calls = True

    def end(self, delivery: Delivery) -> Iterator[str]:
        """Note that a call has ended, well or given up; yields the groups that may go on."""
        for name in group_names(delivery):
            group = self.groups.get(name)
            if group is None:  # the subscriber was deleted and made again meanwhile
                continue
            group.calls = False
            if group.is_idle:
                del self.groups[name]
            else:
                yield name


def group_names(delivery: Delivery) -> tuple[str, ...]:
    """Return the groups of the events of a call, each once."""
    if not delivery.batch:
        return () if delivery.how is None else (delivery.how.group,)
    hows = (each.how for each in delivery.events)
    return tuple(dict.fromkeys(how.group for how in hows if how is not None))
