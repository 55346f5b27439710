"""Sequences that only grow, of which the older part may be kept elsewhere; what customers were sent
is one.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from eda_core.domain.events import Event
from eda_core.ports import SLICE, Notification
from eda_core.stack.notification_service import message_about

T = TypeVar("T")

ReadOlder = Callable[[int, int], Sequence[Any]]
"""Elements of the older part after the first so many, at most so many."""


def nothing_older(_after: int, _most: int) -> Sequence[Any]:
    """Return nothing: all there is is in memory."""
    return ()


class Recent(list[T]):
    """The newer part of a sequence; the ``before`` older elements are what ``older`` reads.

    A world in memory keeps everything: nothing comes before.
    """

    __slots__ = ("before", "older")

    def __init__(self, before: int = 0, older: ReadOlder = nothing_older) -> None:
        super().__init__()
        self.before = before
        self.older = older

    @property
    def total(self) -> int:
        """How long the whole sequence is."""
        return self.before + len(self)

    def after(self, count: int, most: int = SLICE) -> Sequence[T]:
        """Return the elements after the first ``count`` of the whole sequence, at most ``most``."""
        if count >= self.before:
            return self.newer(count, most)
        found = self.older(count, most)
        return [*found, *self.newer(self.before, most - len(found))]

    def newer(self, count: int, most: int = SLICE) -> Sequence[T]:
        """Return what `after` does, as far as it is in memory."""
        first = max(0, count - self.before)
        return self[first : first + most]

    def forget(self) -> None:
        """Keep nothing of what there is: ``older`` reads it from now on."""
        self.before += len(self)
        self.clear()


Sent = Notification | tuple[int, Event]
"""A message, or when one was sent (epoch milliseconds) and of which event."""

_FLAT: Final = frozenset((int, str, float, bool, type(None)))
"""Types of an order id about which a message can be written without fail."""


class SentMessages(Recent[Sent]):
    """The messages; whoever reads them gets a `Notification` for each."""

    __slots__ = ()

    def note(self, sent_ms: int, event: Event) -> bool:
        """Note that an event was told to the customer; return False for one that must be tried."""
        if type(event.detail.get("id")) not in _FLAT:
            return False
        self.append((sent_ms, event))
        return True

    def read_after(self, count: int) -> Sequence[Notification]:
        """Return those after the first ``count``, at most `SLICE`."""
        return list(map(written, self.after(count, SLICE)))


def written(sent: Sent) -> Notification:
    """Return a message as it was sent."""
    if isinstance(sent, Notification):
        return sent
    sent_ms, event = sent
    order_id = event.detail.get("id")
    texts = message_about(event.source, event.detail_type, order_id, event.time)
    return Notification(sent_ms, *texts)
