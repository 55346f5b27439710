"""Rooms: simulated worlds that are kept, each in a file of its own.

A room goes on where it stood, whatever ended the process that had it open.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from threading import RLock
from typing import Final

from eda_core.ports import Backend
from eda_core.rooms.durable import DurableWorld
from eda_core.rooms.export import export_room, import_room
from eda_core.rooms.file import (
    Progress,
    RoomLimits,
    copy_room,
    delete_room,
    hold,
    open_file,
    release,
    set_aside,
)
from eda_core.rooms.file_errors import DamagedRoom, damaged
from eda_core.rooms.recall import recall
from eda_core.rooms.store import RoomStore
from eda_core.simulator.backend import backend_over
from eda_core.simulator.chance import AS_ON_AWS, Latencies, Latency
from eda_core.simulator.shared import SharedWorld, WallClock
from eda_core.stack import Stack

__all__ = [
    "OpenRoom",
    "RoomLimits",
    "RoomState",
    "copy_room",
    "delete_room",
    "export_room",
    "import_room",
    "open_room",
]

AS_ASKED: Final = RoomLimits()
ANEW: Final = "this room begins anew."


@dataclass(frozen=True, slots=True)
class RoomState:
    """How a room stands. ``warning`` is a sentence, or empty; times are epoch milliseconds."""

    bytes: int
    limit: int
    warning: str
    orders: int
    created_ms: int


class OpenRoom:
    """A room that this process has open.

    ``notice`` says what happened on opening that somebody should know; empty most of the time.
    Whoever uses ``world`` by itself has it alone; many at once go through ``backend()``.
    """

    def __init__(
        self, world: DurableWorld, clock: WallClock, lock: int, created_ms: int, notice: str
    ) -> None:
        self.world = world
        self.notice = notice
        self._lock: int | None = lock
        self._created_ms = created_ms
        self._clock = clock
        self._shared: SharedWorld | None = None
        self._turn = RLock()

    def backend(self) -> Backend:
        """The ports over this room, on the wall clock it was opened with."""
        with self._turn:  # made on demand: whoever used the world alone may have run it ahead
            if self._shared is None:
                self._shared = SharedWorld(self.world, self._clock, self._turn)
            return backend_over(self._shared, "Simulator")

    def state(self) -> RoomState:
        """How the room stands."""
        with self._turn:
            return RoomState(
                self.world.bytes,
                self.world.limits.max_bytes,
                self.world.warning(),
                self.world.orders,
                self._created_ms,
            )

    def checkpoint(self) -> None:
        """Write everything down now; raises `BackendError` where that cannot be."""
        with self._turn:
            self.world.check_open()
            self.world.checkpoint()

    def close(self) -> None:
        """Write everything down and let others open the room; more than once is no fault.

        Raises `BackendError` where it could not all be written: it is closed then all the same,
        and the next to open it goes on from its journal.
        """
        with self._turn:
            lock, self._lock = self._lock, None
            if lock is None:
                return
            try:
                self.world.close()
            finally:
                release(lock)


def open_room(  # noqa: PLR0913 - two that are needed more than read; four are by name
    path: Path,
    stack: Stack,
    clock: WallClock,
    *,
    seed: int,
    limits: RoomLimits = AS_ASKED,
    latencies: Latencies = AS_ON_AWS,
    progress: Progress | None = None,
) -> OpenRoom:
    """Open the room in this file, or make it.

    ``seed`` and ``latencies`` are those of a new room; one that exists keeps its own, and its
    rules, definition and pace. ``stack`` names the resources. A damaged file is set aside under
    another name and the room begins anew: ``notice`` says so.

    Raises `BackendUnavailable` for a room that is open elsewhere or cannot be written, and
    `InvalidSettings` for a file of another program or of a newer version.
    """
    lock = hold(path)
    asked = _Asked(path, stack, clock, seed, limits, latencies, progress or _say_nothing)
    try:
        try:
            return _opened(asked, lock, "")
        except DamagedRoom as fault:
            kept = set_aside(path)
            return _opened(asked, lock, f"{fault.reason} It is kept as {kept.name}: {ANEW}")
    except BaseException:
        release(lock)
        raise


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a room is to be opened, and what a new one begins with."""

    path: Path
    stack: Stack
    clock: WallClock
    seed: int
    limits: RoomLimits
    latencies: Latencies
    progress: Progress


def _opened(asked: _Asked, lock: int, notice: str) -> OpenRoom:
    connection = open_file(asked.path, asked.limits, asked.progress)
    store = RoomStore(connection, asked.path)
    try:
        born = _born(asked, store)
        world = DurableWorld(
            asked.stack, born.created_ms, born.seed, born.latencies, store, asked.limits
        )
        recall(world, asked.progress)
    except BaseException:
        store.close()
        raise
    return OpenRoom(world, asked.clock, lock, born.created_ms, notice)


@dataclass(frozen=True, slots=True)
class _Born:
    """What a room began with."""

    created_ms: int
    seed: int
    latencies: Latencies


def _born(asked: _Asked, store: RoomStore) -> _Born:
    fields = store.get("room")
    if fields is None:
        born = _Born(asked.clock(), asked.seed, asked.latencies)
        store.put("room", asdict(born))
        return born
    try:
        latencies = {name: Latency(**hop) for name, hop in fields["latencies"].items()}
        return _Born(int(fields["created_ms"]), int(fields["seed"]), Latencies(**latencies))
    except (TypeError, KeyError, ValueError, AttributeError) as fault:
        raise damaged(asked.path, f"what it began with makes no sense, {fault!r}") from fault


def _say_nothing(what: str, share: float) -> None:
    """Progress nobody wants to hear of."""
