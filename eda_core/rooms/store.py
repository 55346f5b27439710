"""What a room file holds, and how it is written and read: SQLite, one file a room.

``commands`` is the journal: what was done from outside since the last checkpoint. All else is as
the last checkpoint left it: what has happened (``chunks``, ``items``, ``executions``), and what
is still to happen (``flight``, and ``state`` in ``meta``).
"""

import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from eda_core.domain.chunks import Chunk
from eda_core.ports import SLICE
from eda_core.rooms.file_errors import backend_errors, damaged, to_error
from eda_core.rooms.packing import (
    Packed,
    changes_from,
    compressed,
    expanded,
    kept_from,
    log_from,
    notifications_from,
    steps_from,
    to_json,
    unpacked,
)

APPLICATION_ID: Final = 0x65646C72
"""Says that a SQLite file is a room of ours ("edlr")."""

VERSION: Final = 1
"""Of the tables below; a file of a newer one is refused."""

TABLES: Final = {
    "meta": "name TEXT PRIMARY KEY, value TEXT NOT NULL",
    "commands": "number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, executed INTEGER NOT NULL, "
    "ahead_ms INTEGER NOT NULL, stepped_ms INTEGER NOT NULL, "
    "kind TEXT NOT NULL, given BLOB NOT NULL",
    "chunks": "kind TEXT NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, "
    "data BLOB NOT NULL, PRIMARY KEY (kind, first)",
    "items": "id NOT NULL, timestamp BLOB NOT NULL, item TEXT NOT NULL, "
    "PRIMARY KEY (id, timestamp)",
    "executions": "number INTEGER PRIMARY KEY, key INTEGER NOT NULL, failed INTEGER, "
    "data TEXT NOT NULL",
    "definitions": "number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE",
    "flight": "number INTEGER PRIMARY KEY, kind TEXT NOT NULL, data BLOB NOT NULL",
}
"""Names and columns. ``items.id`` has no type: a number is kept as the number it is."""

_INDEXES: Final = (
    "CREATE INDEX executions_by_key ON executions (key)",
    "CREATE UNIQUE INDEX executions_failed ON executions (failed) WHERE failed IS NOT NULL",
)
_RECORD: Final = (
    "INSERT INTO commands (at_ms, executed, ahead_ms, stepped_ms, kind, given) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)
INT64: Final = 2**63
_NEWEST: Final = (
    "SELECT number, data FROM executions WHERE number < ? ORDER BY number DESC LIMIT 200"
)

T = TypeVar("T")


class Sequences(StrEnum):
    """The sequences that only grow."""

    LOG = "log"
    DELIVERIES = "deliveries"
    NOTIFICATIONS = "notifications"
    CHANGES = "changes"
    KEPT = "kept"


RECORDS_FROM: Final[dict[str, Callable[[int, Any], list[Any]]]] = {
    Sequences.LOG: log_from,
    Sequences.DELIVERIES: steps_from,
    Sequences.NOTIFICATIONS: notifications_from,
    Sequences.CHANGES: changes_from,
    Sequences.KEPT: kept_from,
}
"""How the records of a chunk are read, from the number of the first of them."""


Fields = tuple[int, int, int, int, str, bytes]
"""A `JournalRow` to be written: sqlite3 binds the values of no other sequence as quickly."""


class JournalRow(NamedTuple):
    """One thing done from outside: when, after how many actions of the scheduler, and what.

    ``ahead_ms`` and ``stepped_ms`` are those of the world's `Pacing` then.
    """

    at_ms: int
    executed: int
    ahead_ms: int
    stepped_ms: int
    kind: str
    given: bytes


ExecutionRow = tuple[int, int | None, str]
"""An execution that ended: its key, its number among those that failed, and itself."""


def create_tables(connection: sqlite3.Connection) -> None:
    """Make an empty room of an empty file, all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    for name, columns in TABLES.items():
        rowless = " WITHOUT ROWID" if name == "items" else ""
        connection.execute(f"CREATE TABLE {name} ({columns}){rowless}")
    for index in _INDEXES:
        connection.execute(index)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("COMMIT")


def number_key(number: int | float) -> int | float | str:
    """Return a number as a key: equal for equal numbers, also those SQLite has no integer for."""
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, int) and not -INT64 <= number < INT64:
        return str(number)
    return number


def as_blob(text: str) -> bytes:
    """Return a text that may hold half of a surrogate pair, as bytes."""
    return text.encode("utf-8", "surrogatepass")


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class RoomStore:
    """The tables of one open room. Every method raises `BackendError` with a sentence."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self.unread = ""
        """Why the world went another way than its journal will: a read failed; a sentence."""
        self._connection = connection
        self._file = _identity(path)
        beside = (Path(f"{path}{ending}") for ending in ("-wal", "-shm"))
        self._beside = {each: _identity(each) for each in beside}
        """What SQLite keeps beside a file that is open."""
        self._run = connection.execute
        self._record = connection.cursor().execute

    def is_current(self) -> bool:
        """Return whether the file of this name is still the one that is open here: another program
        may delete it, or put another in its place.
        """
        return _identity(self.path) == self._file

    def record(self, row: Fields) -> None:
        """Write a command down; it survives the end of this process once this returns."""
        try:
            self._record(_RECORD, row)
        except sqlite3.Error as fault:
            raise to_error(fault, self.path) from fault

    def journal(self) -> Sequence[JournalRow]:
        """Return what was done since the last checkpoint, oldest first."""
        query = f"SELECT {', '.join(JournalRow._fields)} FROM commands ORDER BY number"  # noqa: S608
        return [JournalRow(*row) for row in self._all(query)]

    def _all(self, query: str, given: Sequence[Any] = ()) -> list[Any]:
        try:
            return self._run(query, given).fetchall()
        except sqlite3.Error as fault:
            raise to_error(fault, self.path) from fault

    @contextmanager
    def checkpoint(self) -> Iterator[None]:
        """Write all that is written inside, and forget the commands it covers: or neither."""
        with backend_errors(self.path):
            self._run("BEGIN IMMEDIATE")
            try:
                self._run("DELETE FROM commands")
                yield
                self._run("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._run("ROLLBACK")

    def append(self, kind: Sequences, before: int, chunks: Iterable[Packed]) -> None:
        """Add records to a sequence that is ``before`` long."""
        for count, data in chunks:
            row = (kind, before + 1, count, data)
            self._run("INSERT INTO chunks VALUES (?, ?, ?, ?)", row)
            before += count

    def read(self, kind: Sequences, after: int, most: int = SLICE) -> list[Any]:
        """Records of a sequence after this number, at most ``most``."""
        query = (
            "SELECT first, data FROM chunks WHERE kind = :kind AND first >= coalesce("
            "(SELECT max(first) FROM chunks WHERE kind = :kind AND first <= :first), 0) "
            "ORDER BY first"
        )
        found: list[Any] = []
        with backend_errors(self.path):
            for first, data in self._run(query, {"kind": kind, "first": after + 1}):
                records = self._decoded(RECORDS_FROM[kind], first, data)
                found += records[max(0, after + 1 - first) :][: most - len(found)]
                if len(found) == most:
                    break
        return found

    def chunks(self, kind: Sequences, after: int, until: float, most: int) -> list[Chunk]:
        """Return the chunks of a sequence that begin right after this number.

        They begin up to ``until``, and are at most so many.
        """
        query = (
            "SELECT first, count, data FROM chunks WHERE kind = ? AND first > ? AND first <= ? "
            "ORDER BY first LIMIT ?"
        )
        found: list[Chunk] = []
        for first, count, data in self._all(query, (kind, after, max(until, after + 1), most)):
            if first != after + 1:
                break
            found.append(Chunk(first, count, data, self._unpacked(first, data)))
            after += count
        return found

    def packed_until(self, kind: Sequences, last: int) -> list[Chunk]:
        """Return the chunks of a sequence up to the one with this record, as they are kept."""
        query = "SELECT first, count, data FROM chunks WHERE kind = ? AND first <= ? ORDER BY first"
        return [Chunk(*row) for row in self._all(query, (kind, last))]

    def read_by(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``read`` finds in the file."""
        with backend_errors(self.path):
            return read(self._connection)

    def _unpacked(self, first: int, data: bytes) -> bytes:
        try:
            return unpacked(data)
        except ValueError as fault:
            raise damaged(self.path, f"the records from {first} on, {fault}") from fault

    def _decoded(self, read: Callable[[int, Any], T], first: int, data: bytes) -> T:
        try:
            return read(first, expanded(data))
        except (ValueError, TypeError, KeyError, IndexError) as fault:
            raise damaged(self.path, f"the records from {first} on, {fault}") from fault

    def put_items(self, items: Iterable[dict[str, Any]]) -> None:
        """Write items of the orders table; one with the same key is replaced."""
        rows = ((number_key(i["id"]), as_blob(i["timestamp"]), to_json(i)) for i in items)
        self._connection.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?)", rows)

    def items_of(self, order_id: float) -> list[dict[str, Any]]:
        """Return the items of an order."""
        rows = self._all("SELECT item FROM items WHERE id = ?", (number_key(order_id),))
        return [self._json(row[0]) for row in rows]

    def _json(self, text: str) -> Any:
        try:
            return json.loads(text)
        except (ValueError, TypeError) as fault:
            raise damaged(self.path, str(fault)) from fault

    def greatest_order(self) -> int | float:
        """No order in the table has a greater number than this."""
        top = self._all("SELECT max(id) FROM items WHERE id < 1e18")[0][0]
        more = self._all("SELECT count(*) FROM items WHERE id >= 1e18")[0][0]  # texts are above
        return math.inf if more else (0 if top is None else max(0, top))

    def put_executions(self, rows: Iterable[ExecutionRow]) -> None:
        """Write executions that ended."""
        query = "INSERT INTO executions (key, failed, data) VALUES (?, ?, ?)"
        self._connection.executemany(query, rows)

    def executions_with(self, key: int) -> list[Any]:
        """Return the data of the executions with this key: one, or few that share it by chance."""
        rows = self._all("SELECT data FROM executions WHERE key = ?", (key,))
        return [self._json(row[0]) for row in rows]

    def newest_executions(self) -> Iterator[Any]:
        """Yield the data of all executions, those that ended last first."""
        before = INT64 - 1
        while rows := self._all(_NEWEST, (before,)):
            yield from (self._json(data) for _, data in rows)
            before = rows[-1][0]

    def failed_after(self, count: int, most: int = SLICE) -> list[Any]:
        """Return the data of the executions that failed after the first ``count``, oldest first."""
        query = "SELECT data FROM executions WHERE failed > ? ORDER BY failed LIMIT ?"
        return [self._json(row[0]) for row in self._all(query, (count, most))]

    def definition_number(self, text: str) -> int:
        """Return the number of a definition, which it has from now on."""
        self._run("INSERT OR IGNORE INTO definitions (text) VALUES (?)", (text,))
        ((number,),) = self._all("SELECT number FROM definitions WHERE text = ?", (text,))
        return int(number)

    def definition(self, number: int) -> str:
        """Return the definition with this number."""
        rows = self._all("SELECT text FROM definitions WHERE number = ?", (number,))
        if not rows:
            raise damaged(self.path, f"definition {number} is missing")
        return str(rows[0][0])

    def put_flight(self, parts: Iterable[tuple[str, str]]) -> None:
        """Replace what is still to happen: parts of a kind, each a JSON text."""
        self._run("DELETE FROM flight")
        rows = ((kind, compressed(text)) for kind, text in parts)
        self._connection.executemany("INSERT INTO flight (kind, data) VALUES (?, ?)", rows)

    def flight(self) -> Iterator[tuple[str, Any]]:
        """Yield what is still to happen, part by part."""
        with backend_errors(self.path):
            for kind, data in self._run("SELECT kind, data FROM flight ORDER BY number"):
                yield kind, expanded(data)

    def put(self, name: str, value: Any) -> None:
        """Keep a JSON value under a name."""
        row = (name, to_json(value))
        with backend_errors(self.path):
            self._run("INSERT OR REPLACE INTO meta VALUES (?, ?)", row)

    def get(self, name: str) -> Any:
        """Return the JSON value with this name, or None."""
        rows = self._all("SELECT value FROM meta WHERE name = ?", (name,))
        return self._json(rows[0][0]) if rows else None

    def size(self) -> int:
        """Return the bytes of the file, without what is on its way there."""
        ((pages,),) = self._all("PRAGMA page_count")
        ((page_size,),) = self._all("PRAGMA page_size")
        return int(pages) * int(page_size)

    def close(self) -> None:
        """Let go of the file.

        Where another file has its name by now, what SQLite keeps beside it goes too: it would
        be taken for that one's.
        """
        is_current = self.is_current()
        self._connection.close()
        if not is_current:
            with suppress(OSError):
                self._clear()

    def _clear(self) -> None:
        for path, identity in self._beside.items():
            if _identity(path) == identity:
                path.unlink(missing_ok=True)
