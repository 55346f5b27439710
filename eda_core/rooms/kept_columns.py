"""The columns kept beside a room: what a reader has worked out of its records.

They are in a file of their own, ``NAME.room.columns``, which may be lost or thrown away: the room
has the records. It is believed only where it was written here, of records the room still has: its
end says of which records and which parts it is, by checksums, and is signed with a key that stays
in this folder. So one that is damaged, forged or of another room is as good as none.
"""

import hmac
import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from typing import IO, Any, Final

from eda_core.domain.chunks import to_json
from eda_core.ports import Buffer, Cursor, KeptColumns, PackedNews
from eda_core.rooms.file_errors import backend_errors
from eda_core.rooms.store import RoomStore, Sequences

ENDING: Final = ".columns"
KEY_FILE: Final = "columns.key"
"""Beside the rooms: what signs their columns. Whoever has it could forge them."""

READ: Final = (Sequences.LOG, Sequences.DELIVERIES, Sequences.NOTIFICATIONS)
"""The sequences that columns are worked out of."""

MISFITS: Final = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError)

_KEY_BYTES: Final = 32
_SEAL_BYTES: Final = 32
_TAIL_BYTES: Final = 4 + _SEAL_BYTES
_MOST_END: Final = 2**20


@dataclass(frozen=True, slots=True)
class End:
    """The end of a file of columns: what all before it is.

    ``records`` is the checksum of those up to ``until``, ``parts`` the name, the size and the
    checksum of each part, in their order.
    """

    version: str
    until: Cursor
    records: str
    parts: tuple[tuple[str, int, str], ...]

    @staticmethod
    def from_json(text: bytes) -> "End":
        """Return what was written; raises one of `MISFITS`."""
        said = json.loads(text)
        parts = tuple((name, size, checksum) for name, size, checksum in said["parts"])
        return End(said["version"], Cursor(**said["until"]), said["records"], parts)


def records_checksum(connection: sqlite3.Connection, until: Cursor) -> str:
    """Return a checksum of the records up to a cursor, as they stand in a room file.

    Raises `TypeError` where one of their chunks is no bytes.
    """
    found = sha256()
    for kind in READ:
        query = "SELECT first, count, data FROM chunks WHERE kind = ? AND first <= ? ORDER BY first"
        for first, count, data in connection.execute(query, (kind, getattr(until, kind))):
            found.update(f"{kind} {first} {count} {len(data)};".encode())
            found.update(data)
    return found.hexdigest()


class ColumnsFile:
    """The columns of one room. ``end`` says what they are, once `check` has found that they fit."""

    def __init__(self, room: Path) -> None:
        self.path = Path(f"{room}{ENDING}")
        self.end: End | None = None
        self._key_file = room.with_name(KEY_FILE)

    def check(self, connection: sqlite3.Connection) -> Cursor:
        """Return up to which record the columns fit the room; its beginning where they do not.

        Those records were all read when the columns were made, so they are whole.
        """
        self.end = None
        with suppress(*MISFITS, sqlite3.Error), self.path.open("rb") as file:
            end = _end_of(file, self._key())
            if hmac.compare_digest(records_checksum(connection, end.until), end.records):
                self.end = end
        return Cursor() if self.end is None else self.end.until

    def _key(self) -> bytes:
        key = self._key_file.read_bytes()
        if len(key) != _KEY_BYTES:
            raise ValueError("this is no key")
        return key

    def parts(self) -> dict[str, bytes]:
        """Return the parts; raises one of `MISFITS` where they are not what the end says."""
        with self.path.open("rb") as file:
            end = _end_of(file, self._key())
            if end != self.end:
                raise ValueError("the file is another one by now")
            file.seek(0)
            return {name: _part(file, size, checksum) for name, size, checksum in end.parts}

    def write(
        self, version: str, until: Cursor, records: str, parts: Iterable[tuple[str, Buffer]]
    ) -> None:
        """Write columns in place of those that are there; raises `OSError`."""
        key, part = self._make_key(), self.path.with_name(f"{self.path.name}.part")
        try:
            with part.open("wb") as file:
                written = tuple(_write(file, name, data) for name, data in parts)
                end = End(version, until, records, written)
                text = to_json(asdict(end)).encode("ascii")
                file.write(text + _seal(key, text) + len(text).to_bytes(4, "big"))
            part.replace(self.path)
        finally:
            with suppress(OSError):
                part.unlink()
        self.end = end

    def _make_key(self) -> bytes:
        """Return the key, which is made where there is none that can be read."""
        with suppress(OSError, ValueError):
            return self._key()
        key, part = token_bytes(_KEY_BYTES), self._key_file.with_name(f"{KEY_FILE}.part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
        part.replace(self._key_file)
        return key


def _end_of(file: IO[bytes], key: bytes) -> End:
    """Return the end of a file; raises `ValueError` where it was not signed with this key."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL_BYTES))
    tail = file.read(_TAIL_BYTES)
    seal, length = tail[:_SEAL_BYTES], int.from_bytes(tail[_SEAL_BYTES:], "big")
    if not 0 < length <= min(_MOST_END, size - _TAIL_BYTES):
        raise ValueError("the file has no end")
    file.seek(size - _TAIL_BYTES - length)
    text = file.read(length)
    if not hmac.compare_digest(_seal(key, text), seal):
        raise ValueError("the file was not written here")
    return End.from_json(text)


def _seal(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _part(file: IO[bytes], size: int, checksum: str) -> bytes:
    data = file.read(size)
    if len(data) != size or sha256(data).hexdigest() != checksum:
        raise ValueError("a part is damaged")
    return data


def _write(file: IO[bytes], name: str, data: Buffer) -> tuple[str, int, str]:
    file.write(data)
    return name, len(data), sha256(data).hexdigest()


class RoomColumns:
    """The columns kept beside an open room, as a store: see `eda_core.ports.ColumnStore`.

    ``turn`` holds the room for the caller, ``checkpoint`` writes down all that has happened in it.
    """

    def __init__(
        self,
        file: ColumnsFile,
        store: RoomStore,
        turn: Callable[[], AbstractContextManager[Any]],
        checkpoint: Callable[[], None],
    ) -> None:
        self._file = file
        self._store = store
        self._turn = turn
        self._checkpoint = checkpoint

    def read(self, version: str) -> KeptColumns | None:
        """See `eda_core.ports.ColumnStore`; what does not fit is as good as none."""
        end = self._file.end
        if end is None or end.version != version:
            return None
        try:
            parts = self._file.parts()
        except MISFITS:
            return None
        with self._turn():
            return KeptColumns(end.until, parts, self._records(end.until))

    def _records(self, until: Cursor) -> PackedNews:
        log, told = (
            self._store.packed_until(kind, getattr(until, kind))
            for kind in (Sequences.LOG, Sequences.NOTIFICATIONS)
        )
        return PackedNews(log=log, notifications=told)

    def keep(self, version: str, until: Cursor, parts: Iterable[tuple[str, Buffer]]) -> None:
        """See `eda_core.ports.ColumnStore`; all the records are written down before."""
        with self._turn():
            self._checkpoint()
            records = self._store.read_by(lambda room: records_checksum(room, until))
        with backend_errors(self._file.path):
            self._file.write(version, until, records, parts)
