"""What customers were sent, oldest first.

A message says again what its event says, so the event is kept, and the message is written when
somebody reads it, as the notification service writes it.
"""

from collections.abc import Sequence
from typing import Final

from eda_core.domain.events import Event
from eda_core.ports import SLICE, Notification
from eda_core.simulator.recent import Recent
from eda_core.stack.notification_service import message_about

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
