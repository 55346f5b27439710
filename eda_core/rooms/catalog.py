"""The rooms of a data folder: worlds of the simulator, one file each, known by their names.

A name is one of its kind of bus: ``anna`` on the classic bus and ``anna`` on the custom one are two
rooms, so that another kind of bus is never put under orders that are there.

A room nobody has opened for a month is removed; a week before, its line says so. The folder as a
whole is bounded too: where it is full, no new room is made.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from eda_core.domain.errors import BackendError, BackendUnavailable, InvalidSettings
from eda_core.domain.names import free_name
from eda_core.domain.settings import DEFAULT_ROOM, BusKind, room_from
from eda_core.rooms.export import export_room, import_room
from eda_core.rooms.file import JOURNAL_ENDING, LOCK_ENDING, OWN_ENDING, copy_room, delete_room
from eda_core.rooms.kept_columns import ENDING
from eda_core.rooms.room import Room

SUFFIXES: Final = {BusKind.CLASSIC: OWN_ENDING, BusKind.CUSTOM: f".custom{OWN_ENDING}"}
"""How the file of a room ends; no name of a room has a dot."""

DAY_MS: Final = 24 * 3600 * 1000
KEPT_MS: Final = 30 * DAY_MS
WARNED_MS: Final = 23 * DAY_MS
MOST_ROOMS: Final = 200
MOST_BYTES: Final = 20 * 1024**3
_WRITTEN_AGAIN: Final = "All that was in it is written again; to begin anew, reset it."


@dataclass(frozen=True, slots=True)
class RoomFile:
    """A room on disk: its size in bytes, and when it was last used (epoch milliseconds).

    Both are with what is kept beside the file: SQLite writes what is new to a journal first, of a
    small room for as long as it is open; the columns are another file; the lock is written by who
    opens it.
    """

    name: str
    size: int
    used_ms: int
    bus: BusKind = BusKind.CLASSIC

    def warning(self, now_ms: int) -> str:
        """Return what its owner should know, or nothing."""
        left_ms = self.used_ms + KEPT_MS - now_ms
        if self.name == DEFAULT_ROOM or now_ms - self.used_ms < WARNED_MS:
            return ""
        return f"Unused for long: removed in {max(0, left_ms // DAY_MS)} days unless it is opened."


class RoomFolder:
    """The rooms in one folder that have this kind of bus.

    Names are checked before they become part of a path.
    """

    def __init__(self, folder: Path, bus: BusKind = BusKind.CLASSIC) -> None:
        self._data = folder
        self._folder = folder / "rooms"
        self._bus = bus

    @property
    def kinds(self) -> "Sequence[RoomFolder]":
        """The same folder for each kind of bus."""
        return [RoomFolder(self._data, bus) for bus in BusKind]

    def path(self, name: str) -> Path:
        """Return where the room of this name is kept; raises `InvalidSettings` for no
        usable name.
        """
        return self._folder / f"{room_from(name)}{SUFFIXES[self._bus]}"

    def rooms(self) -> Sequence[RoomFile]:
        """Return the rooms there are, by name."""
        found = (
            _room_file(path, self._bus) for path in self._folder.glob(f"*{SUFFIXES[self._bus]}")
        )
        return sorted((room for room in found if room is not None), key=lambda room: room.name)

    def all_rooms(self) -> Sequence[RoomFile]:
        """Return those of either kind of bus."""
        return [room for folder in self.kinds for room in folder.rooms()]

    def free_name(self, like: str = DEFAULT_ROOM) -> str:
        """Return a name no room has yet, like a given one: ``anna``, else ``anna-2`` and so on."""
        return free_name(like, {room.name for room in self.rooms()}, DEFAULT_ROOM)

    def make_way(self, name: str, now_ms: int) -> Path:
        """Return where to keep this room, new or not.

        Rooms unused for too long are removed first. Raises `BackendError` where the folder cannot
        be written, or where it is full and this room would be one more.
        """
        path = self.path(name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for folder in self.kinds:
                folder._remove_unused(name, now_ms)
        except OSError as fault:
            raise BackendError(_cannot(self._folder, fault)) from None
        rooms = self.all_rooms()
        if not path.exists() and (len(rooms) >= MOST_ROOMS or _sizes(rooms) >= MOST_BYTES):
            raise BackendError(
                f"The folder {self._folder} is full: {len(rooms)} rooms, "
                f"{_sizes(rooms) / 1024**3:.1f} GiB. Reset or remove some first."
            )
        return path

    def _remove_unused(self, wanted: str, now_ms: int) -> None:
        for room in self.rooms():
            unused = now_ms - room.used_ms > KEPT_MS
            if unused and room.name not in (DEFAULT_ROOM, wanted):
                with suppress(BackendUnavailable):  # one that is open is in use
                    self.reset(room.name)

    def reset(self, name: str) -> None:
        """Forget a room and all that is in it; raises `InvalidSettings` if there is none.

        Raises `BackendUnavailable` while it is open, here or elsewhere.
        """
        delete_room(self.existing(name))

    def copy(self, name: str, to: str) -> None:
        """Make a room that is like this one; raises `InvalidSettings` where ``to`` is taken."""
        self.take_copy_of(self.existing(name), to)

    def take_copy_of(self, source: Path, name: str) -> None:
        """Make a room that is like the one in this file, open or not."""
        copy_room(source, self._free(name))

    def keep(self, name: str, room: Room) -> str:
        """Close a room of this name whose file was deleted or replaced, and keep all it had.

        It is kept under its name where nothing else has that by now, else as one like it. Returns
        a sentence on what happened. Raises what `Room.move_to` does, and then it is open still.
        """
        kept = self.free_name(name)
        room.move_to(self.path(kept))
        if kept == name:
            return f"The file of the room {name} was deleted by another program. {_WRITTEN_AGAIN}"
        said = f"The file of the room {name} was replaced by another program."
        return f"{said} What was here is the room {kept}."

    def export(self, name: str, out: IO[str]) -> int:
        """Write a room as JSON lines; answers how many."""
        return export_room(self.existing(name), out)

    def import_(self, lines: Iterable[str], name: str) -> int:
        """Make a room from exported lines; answers how many were read.

        Raises `InvalidSettings` for those of a room on the other kind of bus.
        """
        target = self._free(name)
        self._folder.mkdir(parents=True, exist_ok=True)
        return import_room(lines, target, self._bus)

    def existing(self, name: str) -> Path:
        """Return where this room is kept; raises `InvalidSettings` if there is none."""
        path = self.path(name)
        if path.exists():
            return path
        others = [f._bus for f in self.kinds if f._bus is not self._bus and f.path(name).exists()]
        hint = f" There is one on the {others[0]} bus: EDA_BUS={others[0]}." if others else ""
        raise InvalidSettings(f"There is no room {name!r} in {self._folder}.{hint}")

    def _free(self, name: str) -> Path:
        path = self.path(name)
        if path.exists():
            raise InvalidSettings(f"There is a room {name!r} already; choose another name.")
        return path


def _room_file(path: Path, bus: BusKind) -> RoomFile | None:
    """Return what there is to say of a file; None for one that is no room or has just gone."""
    try:
        name, status = room_from(path.name.removesuffix(SUFFIXES[bus])), path.stat()
    except (InvalidSettings, OSError):
        return None
    beside = {
        ending: _status(f"{path}{ending}") for ending in (JOURNAL_ENDING, ENDING, LOCK_ENDING)
    }
    kept = (status, beside[JOURNAL_ENDING], beside[ENDING])
    used = (status, beside[JOURNAL_ENDING], beside[LOCK_ENDING])
    size = sum(each.st_size for each in kept if each is not None)
    used_ns = max(each.st_mtime_ns for each in used if each is not None)
    return RoomFile(name, size, used_ns // 1_000_000, bus)


def _status(path: str) -> os.stat_result | None:
    try:
        return Path(path).stat()
    except OSError:
        return None


def _sizes(rooms: Iterable[RoomFile]) -> int:
    return sum(room.size for room in rooms)


def _cannot(path: Path, fault: OSError) -> str:
    return f"Rooms cannot be kept in {path}: {fault.strerror}. Set EDA_DATA to another folder."
