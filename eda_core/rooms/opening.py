"""How a room is opened: its file, its last checkpoint, and then its journal.

A room goes on where it stopped, whatever ended the process that had it open.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from eda_core.domain.errors import BackendError, EdaError
from eda_core.domain.settings import BusKind
from eda_core.rooms.checkpoint import restore
from eda_core.rooms.file import (
    Progress,
    RoomLimits,
    hold,
    no_lock_left,
    open_file,
    release,
    set_aside,
)
from eda_core.rooms.file_errors import DamagedRoom, damaged
from eda_core.rooms.journal import replay
from eda_core.rooms.kept_columns import ColumnsFile
from eda_core.rooms.older_records import RoomTable
from eda_core.rooms.room import Room
from eda_core.rooms.store import RoomStore
from eda_core.simulator.chance import AS_ON_AWS, Latencies, Latency
from eda_core.simulator.commands import Pacing
from eda_core.simulator.shared import WallClock
from eda_core.simulator.world import World
from eda_core.stack import Stack, demo_stack

USUAL_LIMITS: Final = RoomLimits()


def open_room(  # noqa: PLR0913 - two that are needed more than read; four are by name
    path: Path,
    stack: Stack,
    clock: WallClock,
    *,
    seed: int,
    limits: RoomLimits = USUAL_LIMITS,
    latencies: Latencies = AS_ON_AWS,
    progress: Progress | None = None,
    set_damaged_aside: bool = True,
    fresh: bool = False,
) -> Room:
    """Open the room in this file, or make it.

    ``seed``, ``latencies`` and the kind of bus of ``stack`` are those of a new room; one that
    exists keeps its own, and its rules, definition and pace. ``stack`` names the resources. A
    damaged file is set aside under another name and a new room begins: ``notice`` says so; unless
    ``set_damaged_aside`` is off: then `DamagedRoom` is raised. ``fresh`` says to use nothing that
    was kept beside the records.

    Raises `BackendUnavailable` for a room that is open elsewhere or cannot be written, and
    `InvalidSettings` for a file of another program or of a newer version.
    """
    columns = ColumnsFile(path)
    request = _Request(
        path, stack, clock, seed, limits, latencies, progress or _ignore, columns, fresh
    )
    with no_lock_left(path):
        return _hold_open(request, _open_or_begin if set_damaged_aside else _open)


@dataclass(frozen=True, slots=True)
class _Request:
    """How a room is to be opened, and what a new one begins with."""

    path: Path
    stack: Stack
    clock: WallClock
    seed: int
    limits: RoomLimits
    latencies: Latencies
    progress: Progress
    columns: ColumnsFile
    fresh: bool


def _hold_open(request: _Request, open_it: Callable[[_Request], Room]) -> Room:
    """Return the room, locked for this process; where it cannot be opened it is not."""
    lock = hold(request.path)
    try:
        room = open_it(request)
    except BaseException:
        release(lock)
        raise
    room.file_lock = lock
    return room


def _open_or_begin(request: _Request) -> Room:
    try:
        return _open(request)
    except DamagedRoom as fault:
        kept = set_aside(request.path)
        room = _open(request)
        room.notice = f"{fault.reason} It is kept as {kept.name}: this room begins anew."
        return room


def _open(request: _Request) -> Room:
    columns = None if request.fresh else request.columns
    connection = open_file(request.path, request.limits, request.progress, columns)
    store = RoomStore(connection, request.path)
    try:
        room = _new_room(request, store)
        _restore(room, request.progress)
    except BaseException:
        store.close()
        raise
    return room


def _new_room(request: _Request, store: RoomStore) -> Room:
    """Return a room in which nothing has happened yet."""
    began, table = _beginning(request, store), RoomTable(store)
    stack = request.stack if request.stack.kind is began.bus else demo_stack(began.bus)
    world = World(stack, began.created_ms, began.seed, began.latencies, table)
    world.pacing = Pacing(stepped_ms=began.created_ms, tied=True)  # it begins on the wall clock
    return Room(world, table, store, request.limits, request.clock, request.columns)


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What a room began with."""

    created_ms: int
    seed: int
    latencies: Latencies
    bus: BusKind = BusKind.CLASSIC


def _beginning(request: _Request, store: RoomStore) -> _Beginning:
    fields = store.get("room")
    if fields is None:
        kind = request.stack.kind
        began = _Beginning(request.clock(), request.seed, request.latencies, kind)
        store.put("room", asdict(began))
        return began
    try:
        latencies = {name: Latency(**hop) for name, hop in fields["latencies"].items()}
        bus = BusKind(fields.get("bus", BusKind.CLASSIC))
        created_ms, seed = int(fields["created_ms"]), int(fields["seed"])
        return _Beginning(created_ms, seed, Latencies(**latencies), bus)
    except (TypeError, KeyError, ValueError, AttributeError) as fault:
        raise damaged(request.path, f"what it began with makes no sense, {fault!r}") from fault


def _restore(room: Room, progress: Progress) -> None:
    """Bring a new room to where its file says; raises `DamagedRoom` where that makes no sense."""
    try:
        _load_checkpoint(room)
        rows = room.store.journal()
        replay(room.world, rows, room.repeat, progress)
    except BackendError:
        raise
    except (EdaError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as fault:
        raise damaged(room.store.path, f"its state makes no sense, {fault!r}") from fault
    room.go_on(len(rows))


def _load_checkpoint(room: Room) -> None:
    state, checkpoints = room.store.get("state"), room.checkpoints
    if state is not None:
        restore(room.world, state, room.store.flight(), checkpoints.definitions)
        checkpoints.orders = int(state["orders"])
    checkpoints.mark()
    room.measure()


def _ignore(what: str, share: float) -> None:
    """Report progress to nobody."""
