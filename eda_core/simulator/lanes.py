"""How a subscriber stands: where on the bus it is, which groups it holds, what it gathers.

FIFO (User Guide, eb-custom-bus-ordering): the events of a group are handed over in the order they
were published, and a call that fails holds up its own groups only; groups go side by side. What
ends a hold is documented up to "as long as it is retried": that the group then goes on is inferred.
One copy of the page on retries lets a failed call hold up every group: assumed, unknown 31, it is
as the page on ordering says.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from eda_core.simulator.bus import Delivery


class HeldEvent(NamedTuple):
    """An event that waits for its turn within its group, and when it may go at the earliest."""

    due_ms: int
    delivery: Delivery


class EventGroup:
    """A group with an event that has not ended: ``is_due`` while that is on its way, ``calls``
    while it is with the target. Those behind it are ``waiting``.
    """

    __slots__ = ("calls", "is_due", "waiting")

    def __init__(self) -> None:
        self.waiting: deque[HeldEvent] = deque()
        self.is_due = False
        self.calls = False

    def next_due(self) -> HeldEvent | None:
        """Take the next that waits, which is due now, unless another has not ended."""
        if self.is_due or self.calls or not self.waiting:
            return None
        self.is_due = True
        return self.waiting.popleft()


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

    def end(self, delivery: Delivery) -> Sequence[str]:
        """Note that a call has ended, well or given up; return the groups that may go on."""
        left = []
        for name in group_names(delivery):
            group = self.groups.get(name)
            if group is None:  # the subscriber was deleted and made again meanwhile
                continue
            group.calls = False
            if group.waiting or group.is_due:
                left.append(name)
            else:
                del self.groups[name]
        return left


def group_names(delivery: Delivery) -> tuple[str, ...]:
    """Return the groups of the events of a call, each once."""
    if not delivery.batch:
        return (group_of(delivery),)
    return tuple(dict.fromkeys(map(group_of, delivery.batch)))


def group_of(delivery: Delivery) -> str:
    """Return the group of one event: without one it is a group of its own."""
    return delivery.event.id if delivery.how is None else delivery.how.group
