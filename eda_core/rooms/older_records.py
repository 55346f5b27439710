"""What a room no longer holds in memory, read from its file when the world is asked for it."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from eda_core.asl import Execution
from eda_core.domain.chunks import Chunk
from eda_core.domain.errors import BackendError, InvalidDefinition, InvalidRequest
from eda_core.ports import Cursor, PackedNews
from eda_core.rooms.checkpoint import run_from
from eda_core.rooms.definitions import Definitions
from eda_core.rooms.file_errors import damaged
from eda_core.rooms.store import RoomStore, Sequences
from eda_core.simulator.custom_bus import CustomBus
from eda_core.simulator.table import OrdersTable
from eda_core.simulator.world import World
from eda_core.stack.order_service import Item


def read_older_from(store: RoomStore, world: World, definitions: Definitions) -> None:
    """Let the world read in the file what it forgets at a checkpoint."""
    world.log.older = partial(store.read, Sequences.LOG)
    world.deliveries.older = partial(store.read, Sequences.DELIVERIES)
    world.notifications.older = partial(store.read, Sequences.NOTIFICATIONS)
    world.changes.older = partial(store.read, Sequences.CHANGES)
    if isinstance(world.bus, CustomBus):
        world.bus.kept.older = partial(store.read, Sequences.KEPT)
    world.packed_after = partial(_packed_after, store, world)
    executions = _Executions(store, world, definitions)
    world.payments.failed.older = executions.failed_after
    world.payments.older = executions.by_arn
    world.payments.older_newest = executions.newest


PACKED_RECORDS: Final = 4_096
PACKED_CHUNKS: Final = 16
"""Records of the log handed over packed in one answer, and chunks of any sequence at most."""


def _packed_after(store: RoomStore, world: World, cursor: Cursor) -> PackedNews:
    """Return what the file has after a cursor, some of each sequence, of about one time.

    A sequence that is read to the end of the file is not asked for: every refresh of a page comes
    here.
    """
    log = world.log.before
    reached = min(log, cursor.log + PACKED_RECORDS)
    share = reached / log if log else 1.0

    def some(kind: Sequences, after: int, before: int) -> Sequence[Chunk]:
        return store.chunks(kind, after, share * before, PACKED_CHUNKS) if after < before else ()

    return PackedNews(
        some(Sequences.LOG, cursor.log, log),
        some(Sequences.DELIVERIES, cursor.deliveries, world.deliveries.before),
        some(Sequences.NOTIFICATIONS, cursor.notifications, world.notifications.before),
    )


class _Executions:
    """The executions in the file; every method raises `DamagedRoom` for one that makes no sense."""

    def __init__(self, store: RoomStore, world: World, definitions: Definitions) -> None:
        self._store = store
        self._world = world
        self._definitions = definitions

    def failed_after(self, count: int, most: int) -> Sequence[Execution]:
        """Return those that failed after the first ``count``, oldest first, at most ``most``."""
        return [self._restored(fields) for fields in self._store.failed_after(count, most)]

    def by_arn(self, arn: str) -> Execution | None:
        """Return the execution with this ARN, or None."""
        found = map(self._restored, self._store.executions_with(key_of(arn)))
        return next((each for each in found if each.arn == arn), None)

    def newest(self) -> Iterator[Execution]:
        """Return all of them, those that ended last first."""
        return map(self._restored, self._store.newest_executions())

    def _restored(self, fields: Any) -> Execution:
        try:
            return run_from(self._world, fields, self._definitions).execution
        except (InvalidDefinition, InvalidRequest, ValueError, TypeError, LookupError) as fault:
            raise damaged(self._store.path, f"an execution, {fault!r}") from fault


def key_of(arn: str) -> int:
    """Return a number to find an execution by, from the start of its name; 0 for no such name."""
    name = arn.rpartition(":")[2].replace("-", "")[:15]
    try:
        return int(name, 16)
    except ValueError:
        return 0


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
