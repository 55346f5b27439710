"""The orders table of a room: newer items in memory, all of them in the file."""

from typing import Any, Final

from eda_core.domain.errors import BackendError
from eda_core.rooms.store import RoomStore
from eda_core.simulator.table import OrdersTable
from eda_core.stack.order_service import Item

MOST_ORDERS: Final = 20_000
"""Orders whose items stay in memory after a checkpoint."""


class RoomTable(OrdersTable):
    """Keeps whole orders: what it has of an order is all there is of it."""

    __slots__ = ("_greatest", "_store", "new")

    def __init__(self, store: RoomStore) -> None:
        super().__init__()
        self._store = store
        self._greatest = store.greatest_order()
        self.new: list[Item] = []
        """Items written since the last checkpoint, in the order they were."""

    def put(self, item: Item) -> None:
        """Write an item; one with the same key is replaced, as PutItem does."""
        self._of(item["id"])[item["timestamp"]] = item
        self.new.append(item)

    def _of(self, order_id: Any) -> dict[str, Item]:
        known = self._items.get(self._checked(order_id))
        if known is None:
            known = self._items[order_id] = self._read(order_id)
        return known

    def _read(self, order_id: int | float) -> dict[str, Item]:
        """Return what the file has of an order; a number above all others it need not be
        asked for.
        """
        if order_id > self._greatest:
            self._greatest = order_id
            return {}
        try:
            return {item["timestamp"]: item for item in self._store.items_of(order_id)}
        except BackendError as fault:
            self._store.unread = f"{fault} Close the room and open it again."
            raise

    def forget(self) -> None:
        """The file has everything now: keep only the orders asked for last."""
        self.new.clear()
        if len(self._items) > MOST_ORDERS:
            for order_id in list(self._items)[: len(self._items) - MOST_ORDERS // 2]:
                del self._items[order_id]
