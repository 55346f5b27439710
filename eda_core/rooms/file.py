"""One room, one file: who may open it, whether it is whole, and how it is kept from growing.

A room is locked by a file beside it, ``NAME.lock``: the lock ends with the process that holds it,
however that ends. What must hold for SQLite is in its documentation, "Write-Ahead Logging" and
"PRAGMA Statements".
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from eda_core.domain.errors import BackendError, BackendUnavailable, InvalidSettings
from eda_core.ports import Cursor
from eda_core.rooms.file_errors import backend_errors, damaged
from eda_core.rooms.kept_columns import ENDING, READ, ColumnsFile
from eda_core.rooms.packing import unpacked
from eda_core.rooms.store import APPLICATION_ID, TABLES, VERSION, create_tables

Progress = Callable[[str, float], None]
"""Told what is being done, and which share of it is done."""

_MAGIC: Final = b"SQLite format 3\x00"
_SMALLEST: Final = 512
OWN_ENDING: Final = ".room"
"""How the name of a room ends. What is called otherwise, and is no room, was meant to be none."""

LESSONS_ENDING: Final = ".lessons"
"""Beside a room: how far those who are in it have come in their lessons."""

JOURNAL_ENDING: Final = "-wal"
"""Beside a room that is open, or was not closed: what SQLite has not yet written to its file."""

LOCK_ENDING: Final = ".lock"
"""Beside a room: the process that has it open, or had it open last."""

_COMPANIONS: Final = ("", JOURNAL_ENDING, "-shm", ENDING, f"{ENDING}.part", LESSONS_ENDING)
_SETTINGS: Final = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA cache_size = -32000",
)


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """How large a room may get, and how much it may do between two checkpoints.

    Over ``max_bytes`` it takes no new orders; from ``warn_share`` of that on it says so before.
    ``reserve_share`` more is for what is under way then; beyond that nothing moves.
    """

    max_bytes: int = 2 * 1024**3
    warn_share: float = 0.8
    reserve_share: float = 0.25
    checkpoint_every: int = 10_000

    @property
    def most_bytes(self) -> int:
        """What the file never exceeds."""
        return int(self.max_bytes * (1 + self.reserve_share))


@contextmanager
def open_connection(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """A connection to a file for a while; ``mode`` is that of a SQLite URI: ro, rw or rwc."""
    with closing(_connect(path, mode)) as connection:
        yield connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"file:{quote(str(path.absolute()), safe='/')}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=1)


_MOST_DIGITS: Final = 19


def hold(path: Path) -> int:
    """Lock a room for this process; answers what `release` takes.

    Raises `BackendUnavailable` if somebody else holds it, or the folder cannot be written.
    """
    with backend_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(f"{path}{LOCK_ENDING}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = _holder(lock)
        os.close(lock)
        raise BackendUnavailable(
            f"The room {path.name} is already open{holder}: close it there."
        ) from None
    with suppress(OSError):  # a full disk: then nobody learns who holds it
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
    return lock


def _holder(lock: int) -> str:
    """Return where a room is open, as far as its lock says: whoever holds it has written its
    process.
    """
    with suppress(OSError, ValueError):
        number = int(os.pread(lock, _MOST_DIGITS, 0))
        return " here" if number == os.getpid() else f" in process {number}"
    return ", here or in another process"


@contextmanager
def no_lock_left(path: Path) -> Iterator[None]:
    """Leave no lock beside what turns out to be no room of ours, unless one was there before."""
    lock = Path(f"{path}{LOCK_ENDING}")
    was_there = lock.exists()
    try:
        yield
    except (InvalidSettings, BackendUnavailable) as fault:
        is_another = isinstance(fault, InvalidSettings) or path.is_dir()
        if is_another and not was_there:
            with suppress(OSError):
                lock.unlink()
        raise


def release(lock: int) -> None:
    """Let others open the room."""
    os.close(lock)


def open_file(
    path: Path, limits: RoomLimits, progress: Progress, columns: ColumnsFile | None = None
) -> sqlite3.Connection:
    """Open a room file, or make it; ``columns`` says which records need not be unpacked to check.

    Raises `InvalidSettings` for a file that is somebody else's or of a newer version,
    `DamagedRoom` for one that is damaged, `BackendUnavailable` for one that cannot be used.
    """
    check_header(path)
    with backend_errors(path):
        connection = _connect(path, "rwc")
        try:
            new = is_new(connection, path)
            _set_up(connection, limits)
            if new:
                create_tables(connection)
            check_whole(connection, path, progress, columns)
        except BaseException:
            connection.close()
            raise
    return connection


def check_header(path: Path) -> None:
    """Refuse what is no database before SQLite takes the remains of one for an empty file.

    Raises `DamagedRoom`, or `InvalidSettings` where the name is not that of a room: such a file is
    somebody's, named by mistake, and is not to be set aside.
    """
    with backend_errors(path):
        if not path.exists() or (size := path.stat().st_size) == 0:
            return
        if path.is_dir():
            raise BackendUnavailable(f"{path} cannot be a room: it is a folder. Name a file.")
        with path.open("rb") as file:
            if size < _SMALLEST or file.read(len(_MAGIC)) != _MAGIC:
                raise _no_database(path)


def _no_database(path: Path) -> BackendError | InvalidSettings:
    if path.suffix == OWN_ENDING:
        return damaged(path, "it is no database")
    return InvalidSettings(f"The file {path} is no room, and stays as it is: name another.")


def is_new(connection: sqlite3.Connection, path: Path) -> bool:
    """Return whether there is nothing in the file yet; raises for a file that is none of ours."""
    (identity,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if identity == 0 and tables == 0:
        return True
    if identity != APPLICATION_ID:
        raise InvalidSettings(f"The file {path} is no room but a database of another program.")
    if version > VERSION:
        raise InvalidSettings(
            f"The room {path.name} was made by a newer version of this program (format {version}; "
            f"this one reads up to {VERSION}): open it with that one."
        )
    return False


def _set_up(connection: sqlite3.Connection, limits: RoomLimits) -> None:
    for setting in _SETTINGS:
        connection.execute(setting).fetchall()
    (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.execute(f"PRAGMA max_page_count = {max(64, limits.most_bytes // page_size)}")


def check_whole(
    connection: sqlite3.Connection, path: Path, progress: Progress, columns: ColumnsFile | None
) -> None:
    """Raise `DamagedRoom` unless the file is whole; what is compressed has checksums.

    Chunks of which columns are kept were all read for these: they need no other check.
    """
    try:
        if _schema(connection) != _own_schema():
            raise damaged(path, "its tables are not those of a room")
        whole = Cursor() if columns is None else columns.check(connection)
        tables = [name for name in TABLES if whole == Cursor() or name != "chunks"]
        for number, table in enumerate(tables):
            progress("checking the file", number / (len(tables) + 1))
            (answer,) = connection.execute(f"PRAGMA quick_check('{table}')").fetchone()
            if answer != "ok":
                raise damaged(path, answer)
        for data in _compressed(connection, whole):
            unpacked(data)
    except (ValueError, TypeError) as fault:
        raise damaged(path, str(fault)) from fault
    progress("checking the file", 1.0)


def _compressed(connection: sqlite3.Connection, whole: Cursor) -> Iterator[bytes]:
    """Yield what is compressed, but for the records that are known to be whole."""
    query = "SELECT data FROM flight UNION ALL SELECT data FROM chunks WHERE NOT "
    known = " OR ".join("kind = ? AND first <= ?" for _ in READ)
    values = [value for kind in READ for value in (kind, getattr(whole, kind))]
    yield from (row[0] for row in connection.execute(f"{query} ({known})", values))


def _schema(connection: sqlite3.Connection) -> Sequence[Any]:
    query = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    return connection.execute(query).fetchall()


def _own_schema() -> Sequence[Any]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create_tables(connection)
        return _schema(connection)


def set_aside(path: Path) -> Path:
    """Give a damaged file another name, and keep it; answers the name."""
    names = (path.with_name(f"{path.name}.damaged-{number}") for number in count(1))
    kept = next(name for name in names if not name.exists())
    with backend_errors(path):
        for ending in _COMPANIONS:
            with suppress(FileNotFoundError):
                Path(f"{path}{ending}").rename(f"{kept}{ending}")
    return kept


def copy_room(source: Path, target: Path) -> None:
    """Copy a room as it stands, open or not, in one piece; orders answered so far are in it.

    Raises `InvalidSettings` for a source that is no room or a target that exists.
    """
    if not source.is_file():
        raise InvalidSettings(f"There is no room {source}.")
    check_header(source)
    with backend_errors(source), open_connection(source, "ro") as origin:
        if is_new(origin, source):
            raise InvalidSettings(f"The room {source} is empty.")
        copy_open(origin, target)


def copy_open(origin: sqlite3.Connection, target: Path) -> None:
    """Copy what a connection sees to a new file, also of a room whose own file is gone.

    Raises `InvalidSettings` for a target that exists.
    """
    with new_file(target) as part, open_connection(part, "rwc") as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()


def _publish(part: Path, target: Path) -> None:
    """Give a file its name unless another has it; unlike a rename, a link replaces nothing."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise InvalidSettings(f"The file {target} exists: choose another name.") from None


def delete_room(path: Path) -> None:
    """Delete a room that nobody has open; one that is not there is no fault.

    Raises `BackendUnavailable` for one that is open, or cannot be deleted.
    """
    lock = hold(path)
    try:
        with backend_errors(path):
            for ending in _COMPANIONS:
                Path(f"{path}{ending}").unlink(missing_ok=True)
    finally:
        release(lock)


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A file to write that becomes ``target`` once the block ends well, and else is gone.

    Raises `InvalidSettings` if ``target`` exists by then.
    """
    if target.exists():
        raise InvalidSettings(f"The file {target} exists: choose another name.")
    part = target.with_name(f"{target.name}.part")
    try:
        with backend_errors(target):
            for ending in _COMPANIONS:
                Path(f"{part}{ending}").unlink(missing_ok=True)
        yield part
        with backend_errors(target):
            _publish(part, target)
    finally:
        for ending in _COMPANIONS:
            with suppress(OSError):
                Path(f"{part}{ending}").unlink()
