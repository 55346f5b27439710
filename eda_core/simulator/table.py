"""The orders table, as the part of DynamoDB the demo uses: a number key and a sort key."""

from collections.abc import Sequence
from typing import Any, Final

from eda_core.stack.order_service import Item

_NUMBERS: Final = (int, float)


class OrdersTable:
    """Items by ``id`` (a number) and ``timestamp``: every status of an order is an item."""

    __slots__ = ("_items",)

    def __init__(self) -> None:
        self._items: dict[int | float, dict[str, Item]] = {}

    def put(self, item: Item) -> None:
        """Write an item; one with the same key is replaced, as PutItem does."""
        self._items.setdefault(item["id"], {})[item["timestamp"]] = item

    def latest(self, order_id: Any) -> Item | None:
        """Return the newest item of an order; raises `ValueError` for a key that is no number."""
        items = self._of(order_id)
        return items[max(items)] if items else None

    def history(self, order_id: Any) -> Sequence[Item]:
        """Return the items of an order, oldest first; raises `ValueError` as `latest` does."""
        items = self._of(order_id)
        return [items[timestamp] for timestamp in sorted(items)]

    def _of(self, order_id: Any) -> dict[str, Item]:
        return self._items.get(self._checked(order_id), {})

    def _checked(self, order_id: Any) -> int | float:
        if type(order_id) is int:  # nearly always
            return order_id
        if isinstance(order_id, bool) or not isinstance(order_id, _NUMBERS):
            raise ValueError("Query refused: the key `id` must be a number.")
        return order_id
