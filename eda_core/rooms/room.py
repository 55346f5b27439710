"""A room: a world that outlives its process, by a journal of commands and by checkpoints.

A room has a world and a store. It writes each command down, has the world handle it, and now and
then writes a checkpoint: what has come of the commands, and what is under way; the journal is then
forgotten. Whoever opens the room again loads the last checkpoint, does what the journal says, and
has the same world, ids and delays included.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from typing import Any, Final, TypeVar, cast

from eda_core.domain.errors import BackendError, BackendUnavailable
from eda_core.ports import ApiResponse, Backend
from eda_core.rooms.checkpoint_writer import CheckpointWriter
from eda_core.rooms.file import RoomLimits, copy_open, release
from eda_core.rooms.file_errors import backend_errors
from eda_core.rooms.journal import fits_in_a_full_room, journal_fields
from eda_core.rooms.kept_columns import ColumnsFile, RoomColumns
from eda_core.rooms.older_records import RoomTable, read_older_from
from eda_core.rooms.store import RoomStore
from eda_core.simulator.backend import backend_over
from eda_core.simulator.commands import Command, PlaceOrder
from eda_core.simulator.shared import SharedWorld, WallClock
from eda_core.simulator.world import World

CHECKED_EVERY_MS: Final = 1000
"""How often commands look whether the file is there still: a look costs a twentieth of an order."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RoomState:
    """How large a room is, and what it took. ``warning`` is a sentence, or empty.

    ``orders`` are those that its API answered with 202, the same id as often as it was sent; what
    a screen counts as orders are those of the log.

    Times are epoch milliseconds.
    """

    bytes: int
    limit: int
    warning: str
    orders: int
    created_ms: int


class Room:
    """A room that this process has open; `open_room` opens one.

    ``world`` is for reading: what is done to it goes through `handle`, `advance` and `step`, or the
    file will never know. ``bytes`` is the size of the file, and of what was written down since it
    was measured. ``notice`` is what happened on opening that somebody should know, if it matters;
    ``file_lock`` is let go of on closing. Whoever uses a room by itself has it alone; many at once
    go through ``backend()``.
    """

    def __init__(
        self,
        world: World,
        table: RoomTable,
        store: RoomStore,
        limits: RoomLimits,
        clock: WallClock,
        columns: ColumnsFile,
    ) -> None:
        self.world = world
        self.store = store
        self.limits = limits
        self._most_bytes = limits.most_bytes
        self.created_ms = world.scheduler.now_ms
        self.bytes = 0
        self.notice = ""
        self.file_lock: int | None = None
        self.checkpoints = CheckpointWriter(world, table, store, limits.checkpoint_every)
        read_older_from(store, world, self.checkpoints.definitions)
        self._clock = clock
        self._columns = RoomColumns(columns, store, self._turn, self._checkpoint)
        self._closed = False
        self._checked_ms = 0
        self._shared: SharedWorld | None = None
        self._lock = RLock()

    def handle(self, command: Command[R]) -> R:
        """Write a command down, have the world handle it, and return its answer.

        An order is answered with 507 where it cannot be written down; any other command raises
        `BackendError` then. Raises `InvalidRequest` for what a room cannot keep, and what the
        handler raises.
        """
        try:
            self._write_down(command)
        except BackendError as fault:
            if isinstance(command, PlaceOrder):
                return cast(R, ApiResponse(507, {"error": str(fault)}))
            raise
        answer = self.repeat(command)
        if self.checkpoints.commands >= self.checkpoints.due:
            self._write_if_due()  # time may stand still; where it goes on, `advance` sees to it
        return answer

    def _write_down(self, command: Command[Any]) -> None:
        self._check_open()
        now_ms = self._clock()
        if abs(now_ms - self._checked_ms) >= CHECKED_EVERY_MS:
            self._check_current()
            self._checked_ms = now_ms
        if self.bytes >= self.limits.max_bytes and not fits_in_a_full_room(command):
            raise BackendUnavailable(self._is_full())
        fields = journal_fields(self.world, command)
        self.store.record(fields)
        self.checkpoints.commands += 1
        self.bytes += len(fields[-1])

    def repeat(self, command: Command[R]) -> R:
        """Have the world handle a command that is written down, and return its answer."""
        answer = self.world.handle(command)
        if isinstance(answer, ApiResponse):
            self.checkpoints.orders += answer.accepted
        return answer

    def advance(self, to_ms: int | None, most: int | None = None) -> None:
        """Let everything happen that is due, with a checkpoint now and then.

        Nothing moves in a room that has outgrown its limit and the reserve for what was under way,
        or that could not be written for long.
        """
        while self._may_move():
            due = self.checkpoints.due
            some = due if most is None else min(most, due)
            done = self.world.scheduler.run(to_ms, some)
            if not done:
                return
            self._write_if_due()
            most = None if most is None else most - done
            if most == 0 or done < some:
                return

    def step(self) -> bool:
        """Let the next thing happen; return whether there was one."""
        stepped = self._may_move() and self.world.step()
        self._write_if_due()
        return stepped

    def _may_move(self) -> bool:
        within = self.bytes < self._most_bytes and not self.checkpoints.gave_up
        return within and not self.store.unread

    def _write_if_due(self) -> None:
        if self.checkpoints.write_if_due():
            self.measure()

    def go_on(self, commands: int) -> None:
        """Begin after so many commands of the journal were repeated."""
        self.checkpoints.commands = commands
        self._write_if_due()

    def measure(self) -> None:
        """Take the size of the file as it is now."""
        self.bytes = self.store.size()

    def checkpoint(self) -> None:
        """Write everything down now; raises `BackendError` where that cannot be."""
        with self._turn():
            self._checkpoint()

    def _checkpoint(self) -> None:
        self._check_open()
        self._check_current()
        if self.checkpoints.write():
            self.measure()

    def _check_open(self) -> None:
        if self._closed or self.store.unread:
            why = self.store.unread or f"The room {self.store.path.name} is closed: open it again."
            raise BackendUnavailable(why)

    def _check_current(self) -> None:
        if not self.is_current():
            raise BackendUnavailable(
                f"The file {self.store.path} was deleted or replaced by another program, and "
                "nothing more is written to it: open the room again."
            )

    def is_current(self) -> bool:
        """Return whether what is written here is written to the file of this name."""
        return self.store.is_current()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold the room for one of those who share it; raises `BackendUnavailable` once closed."""
        with self._lock:
            self._check_open()
            yield

    def backend(self) -> Backend:
        """Return the ports over this room, on the wall clock it was opened with."""
        with self._lock:  # made on demand: whoever used the room alone may have run it ahead
            if self._shared is None:
                self._shared = SharedWorld(self.world, self._clock, self, self._turn)
            return replace(backend_over(self._shared, "Simulator"), columns=self._columns)

    def state(self) -> RoomState:
        """Return how large the room is, what it took, and what is wrong with it."""
        with self._lock:
            limit, orders = self.limits.max_bytes, self.checkpoints.orders
            return RoomState(self.bytes, limit, self._warning(), orders, self.created_ms)

    def _warning(self) -> str:
        """Return what is wrong with the room, or soon will be; empty most of the time."""
        if self.checkpoints.trouble or self.store.unread:
            return self.store.unread or self.checkpoints.trouble
        if self.bytes >= self.limits.max_bytes:
            return self._is_full()
        if self.bytes >= self.limits.max_bytes * self.limits.warn_share:
            return f"{self._measured('nearly full')}; full, it takes no new orders."
        return ""

    def _is_full(self) -> str:
        return f"{self._measured('full')} and takes no new orders: export it, or reset it."

    def _measured(self, how: str) -> str:
        used, most = self.bytes / 2**20, self.limits.max_bytes / 2**20
        return f"The room {self.store.path.stem} is {how} ({used:.1f} of {most:.1f} MiB)"

    def close(self) -> None:
        """Write everything down and let others open the room; more than once is no fault.

        Raises `BackendError` where it could not all be written: the room is closed then all the
        same, and the next to open it goes on from its journal.
        """
        with self._lock:
            if self._closed:
                return
            try:
                if not self.store.unread:
                    self._checkpoint()
            finally:
                self._let_go()

    def move_to(self, target: Path) -> None:
        """Write all there is to a new file, and close: for a room whose own is not there any more.

        Raises `BackendError` where it cannot be written, and stays open; `InvalidSettings` for a
        target that exists.
        """
        with self._lock:
            self._check_open()
            self.checkpoints.write()  # to the file that has lost its name, and is copied then
            with backend_errors(target):
                target.parent.mkdir(parents=True, exist_ok=True)
            self.store.read_by(lambda connection: copy_open(connection, target))
            self._let_go()

    def _let_go(self) -> None:
        self._closed = True
        self.store.close()
        self._release()

    def _release(self) -> None:
        lock, self.file_lock = self.file_lock, None
        if lock is not None:
            release(lock)
