"""What customers were told, by order.

Messages are read from one source in its order; each names its order in its JSON text.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from eda_core.domain.orders import OrderId, order_id_of


class SentMessage(Protocol):
    """A message to the customer; ``sent_ms`` in epoch milliseconds."""

    @property
    def sent_ms(self) -> int:
        """When it was sent."""

    @property
    def subject(self) -> str:
        """Its subject."""

    @property
    def message(self) -> str:
        """Its text: JSON with ``order``, if the notification service wrote it."""


class NotificationBook:
    """Folds messages by the order they speak of. ``count`` is how many were folded."""

    def __init__(self) -> None:
        self._by_order: defaultdict[OrderId, list[SentMessage]] = defaultdict(list)
        self.count = 0

    def fold(self, message: SentMessage) -> OrderId | None:
        """Take one more message into account; answers the order it speaks of, if it does."""
        self.count += 1
        order = _order_of(message.message)
        if order is not None:
            self._by_order[order].append(message)
        return order

    def of_order(self, order: OrderId) -> Sequence[SentMessage]:
        """The messages about an order, as they were sent."""
        return tuple(self._by_order.get(order, ()))


def _order_of(text: str) -> OrderId | None:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return order_id_of({"id": told.get("order")}) if isinstance(told, dict) else None
