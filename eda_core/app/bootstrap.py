"""The composition root: the one place that knows the clock, chance and every backend."""

import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from eda_core.app.large import open_large
from eda_core.domain.errors import BackendError, InvalidSettings
from eda_core.domain.settings import BusKind, Delays, Settings, WorldKind
from eda_core.log_files.folder import large_path, log_path, logs_folder
from eda_core.log_files.imported_log import large_backend, log_backend
from eda_core.ports import Backend
from eda_core.read_model import ReadModel
from eda_core.recordings import (
    Head,
    open_recording,
    recorded_backend,
    recording_path,
    recordings_folder,
)
from eda_core.rooms.catalog import RoomFolder
from eda_core.rooms.file import LESSONS_ENDING, Progress
from eda_core.rooms.opening import open_room
from eda_core.rooms.room import Room, RoomState
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.chance import AS_ON_AWS, INSTANT, Latencies
from eda_core.simulator.world import World
from eda_core.stack import Stack, demo_stack

RECORDS_AN_ORDER: Final = 22
"""Events, steps of deliveries and notifications an order has when all goes well."""

LATENCIES: Final = {Delays.AWS: AS_ON_AWS, Delays.NONE: INSTANT}

LATE_ON_AWS_MS: Final = 30_000
"""From when on a hop is late on AWS: its log is readable after 2 to 20 seconds."""

MANY_LINES: Final = 700_000
"""Lines of a recording of 100,000 events, roughly; where there are fewer it is soon read."""

USUAL_BYTES: Final = 450
"""What a record takes in the file of an imported log, roughly."""


def _nothing() -> None:
    """What closing a world takes that keeps nothing open."""


def _always() -> bool:
    """What says that a world is still the one of its name where no file can take its place."""
    return True


def _unheard(_: int) -> None:
    """Tell nobody how far it has come."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A backend and the model that reads it, shared by everybody who looks at it.

    ``clock`` tells the time outside, in epoch milliseconds; ``ends`` the time in the world where
    it stands still, after all that happened there. ``room`` is the room's file, where the world is
    kept in one, ``recording`` what a recording says of itself; ``notice`` is what happened when
    the world was opened, if it matters. ``is_current`` says whether what was opened is still what
    has its name: any file may be deleted, and another one be called so. Where it is not,
    ``leave`` closes it, and returns a sentence on what became of it, if it matters; it raises
    `BackendError` for a world that could not be kept and is open still.
    """

    settings: Settings
    backend: Backend
    model: ReadModel
    clock: Callable[[], int]
    ends: Callable[[], int] | None = None
    room: Room | None = None
    recording: Head | None = None
    notice: str = ""
    close: Callable[[], None] = _nothing
    is_current: Callable[[], bool] = _always
    leave: Callable[[], str] | None = None

    @property
    def tells_events_alone(self) -> bool:
        """Whether nothing but the log is known: it is an imported one, or was one when recorded."""
        origin = self.settings.world if self.recording is None else self.recording.origin
        return origin == WorldKind.FILE

    @property
    def identity(self) -> str:
        """What this world is known by wherever it is opened, for ids that are to stay the same."""
        settings = self.settings
        named = {
            WorldKind.SIMULATOR: settings.room_title,
            WorldKind.FILE: settings.file,
            WorldKind.RECORDING: settings.file,
            WorldKind.AWS: f"{settings.region} {settings.stack}",
        }
        return f"{settings.world}: {named[settings.world]}"

    def now_ms(self) -> int:
        """Return the time in the world at the last look, which may stand still or run ahead."""
        time = self.model.instant.time
        return (self.ends or self.clock)() if time is None else time.now_ms

    def free_order_number(self, first: int = 0) -> int:
        """Return a number from ``first`` on that no order has.

        The table is asked too: it knows of an order before the log does.
        """
        number = max(self.model.next_order_number(), first)
        with suppress(BackendError):  # placing an order says what is wrong
            while self.backend.orders.history(number):
                number += 1
        return number

    def room_state(self) -> RoomState | None:
        """Return how the room's file stands; None for a world that is kept in none."""
        return None if self.room is None else self.room.state()


def connect(
    settings: Settings, progress: Progress | None = None, *, set_damaged_aside: bool = True
) -> Connection:
    """Connect to the world the settings name.

    Raises `InvalidSettings` for one that cannot be named, `BackendError` for one that cannot be
    opened: a damaged room is only where it is not ``set_damaged_aside``, to begin anew.
    ``progress`` hears how far the opening of a large world has come.
    """
    if settings.world is WorldKind.AWS:
        return _on_aws(settings)
    if settings.world is WorldKind.FILE:
        return _in_file(settings, progress)
    if settings.world is WorldKind.RECORDING:
        return _in_recording(settings, progress)
    if settings.data is None:
        return _in_memory(settings)
    return _in_room(settings, progress, set_damaged_aside=set_damaged_aside)


def _connected(settings: Settings, backend: Backend, stack: Stack | None = None) -> Connection:
    model = ReadModel(backend, stack or demo_stack())
    return Connection(settings, backend, model, epoch_now_ms)


def stack_of_logs() -> Stack:
    """Return the stack that logs are taken to be of as they are imported: the demo's, on AWS."""
    return _stack_on_aws(BusKind.CLASSIC)


def _stack_on_aws(kind: BusKind) -> Stack:
    """Return the demo as it runs on AWS, or as a log of it tells of it.

    AWS is asked for nothing before somebody looks, and no event says which kind of bus it was on:
    the settings do.
    """
    return replace(demo_stack(kind), late_ms=LATE_ON_AWS_MS)


def _on_aws(settings: Settings) -> Connection:
    connection = _connected(settings, _deployed(settings), _stack_on_aws(settings.bus))
    feed = connection.backend.feed
    return connection if feed is None else replace(connection, close=feed.close)


def _in_memory(settings: Settings) -> Connection:
    latencies = LATENCIES[settings.delays]
    stack = demo_stack(settings.bus)
    world = simulated_world(stack, epoch_now_ms(), _seed(settings), latencies)
    return _connected(settings, simulated_backend(world, epoch_now_ms), stack)


def _in_room(
    settings: Settings, progress: Progress | None, *, set_damaged_aside: bool
) -> Connection:
    path = rooms_of(settings).make_way(settings.room, epoch_now_ms())
    room = open_room(
        path,
        demo_stack(settings.bus),
        epoch_now_ms,
        seed=_seed(settings),
        latencies=LATENCIES[settings.delays],
        progress=progress,
        set_damaged_aside=set_damaged_aside,
    )
    with ExitStack() as opened:
        opened.callback(room.close)  # also when whoever waits leaves while the room is read
        connection = _connected(settings, room.backend(), demo_stack(room.world.stack.kind))
        connection.model.restore()
        expected = room.state().orders * RECORDS_AN_ORDER
        connection.model.refresh(progress and _reading(progress, expected))
        opened.pop_all()

    return _kept(connection, room)


def _kept(connection: Connection, room: Room) -> Connection:
    """Return a connection to a room with what closing it takes."""
    settings = connection.settings

    def leave() -> str:
        return rooms_of(settings).keep(settings.room, room)

    def close() -> None:
        try:
            if room.is_current():
                connection.model.keep()
            else:
                leave()
        finally:
            room.close()

    connection = replace(connection, room=room, notice=room.notice, close=close)
    return replace(connection, is_current=room.is_current, leave=leave)


def _in_file(settings: Settings, progress: Progress | None) -> Connection:
    """Return an imported log; time stands in it at its newest event, so nothing there gets late."""
    if settings.data is None:
        raise InvalidSettings("Imported logs need a folder; set EDA_DATA to one.")
    folder = logs_folder(settings.data)
    large, is_plain = large_path(folder, settings.file), log_path(folder, settings.file).is_file()
    if large.is_dir() or (settings.log_engine and not is_plain):
        return _in_large_log(settings, large)
    stack = _stack_on_aws(settings.bus)
    targets = {rule.name: rule.target.name for rule in stack.rules}
    path = log_path(folder, settings.file)
    is_current = _still(path)
    backend = log_backend(folder, settings.file, targets)
    connection = _connected(settings, backend, stack)
    model, size = connection.model, path.stat().st_size
    model.refresh(progress and _reading(progress, size // USUAL_BYTES))
    connection = replace(connection, is_current=is_current)
    return replace(connection, ends=lambda: model.last_event_ms() or epoch_now_ms())


def _still(path: Path) -> Callable[[], bool]:
    """Return what says whether the file, or folder, of this name is still the one it is now."""
    opened = _mark(path)
    return lambda: _mark(path) == opened


def _mark(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _in_recording(settings: Settings, progress: Progress | None) -> Connection:
    """Return a recording; time stands in it where it was stopped."""
    if settings.data is None:
        raise InvalidSettings("Recordings need a folder; set EDA_DATA to one.")
    folder = recordings_folder(settings.data)
    report = _unheard if progress is None else _reading(progress, MANY_LINES)
    is_current = _still(recording_path(folder, settings.file))
    recording = open_recording(folder, settings.file, report)
    head = recording.head
    connection = _connected(settings, recorded_backend(recording), head.stack())
    connection.model.refresh()
    return replace(connection, ends=lambda: head.until_ms, recording=head, is_current=is_current)


def _in_large_log(settings: Settings, path: Path) -> Connection:
    backend, is_current = large_backend(settings.file), _still(path)
    model, close = open_large(backend, path, settings, _stack_on_aws(settings.bus))
    last_ms = model.last_event_ms() or epoch_now_ms()
    connection = Connection(settings, backend, model, epoch_now_ms, ends=lambda: last_ms)
    return replace(connection, close=close, is_current=is_current)


def _deployed(settings: Settings) -> Backend:
    # Loaded here, for boto3 takes a quarter of a second that who looks at no stack need not wait.
    from eda_core.aws.deployed_stack import aws_backend
    from eda_core.aws.target import target_from

    target = target_from(
        name=settings.stack,
        region=settings.region,
        profile=settings.profile,
        endpoint_url=settings.endpoint,
    )
    return aws_backend(target, epoch_now_ms, kind=settings.bus)


def _reading(progress: Progress, expected: int) -> Callable[[int], None]:
    """Tell how much of a log has been read, of about as many records as are expected."""
    return lambda folded: progress(
        f"Reading: {folded:,} records so far", min(1.0, folded / max(1, expected))
    )


def rooms_of(settings: Settings) -> RoomFolder:
    """Return the rooms of the settings' kind of bus, in their folder; raises `InvalidSettings`
    where there is none.
    """
    if settings.data is None:
        raise InvalidSettings("Rooms are kept in memory only; set EDA_DATA to a folder.")
    return RoomFolder(settings.data, settings.bus)


def lessons_file(settings: Settings) -> Path | None:
    """Return where a room keeps how far its lessons have come; None for a world kept nowhere."""
    if settings.data is None or settings.world is not WorldKind.SIMULATOR:
        return None
    return Path(f"{rooms_of(settings).path(settings.room)}{LESSONS_ENDING}")


def _seed(settings: Settings) -> int:
    return secrets.randbits(32) if settings.seed is None else settings.seed


def simulated_world(
    stack: Stack, start_ms: int, seed: int, latencies: Latencies = AS_ON_AWS
) -> World:
    """Return a simulated world of its own, on a virtual clock that starts at ``start_ms``."""
    return World(stack, start_ms, seed, latencies)


def epoch_now_ms() -> int:
    """Return the wall clock in epoch milliseconds."""
    return time.time_ns() // 1_000_000
