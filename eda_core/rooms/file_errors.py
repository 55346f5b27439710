"""What went wrong with a room file, as a sentence."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from eda_core.domain.errors import BackendError, BackendUnavailable

_LOW_BYTE: Final = 0xFF
_SENTENCES: Final = {
    sqlite3.SQLITE_FULL: "there is no room left for {path}: free some disk space, or reset it",
    sqlite3.SQLITE_READONLY: "{path} may not be written: give it and its folder write access",
    sqlite3.SQLITE_PERM: "{path} may not be opened: give it and its folder write access",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened: see that its folder exists, with access",
    sqlite3.SQLITE_BUSY: "{path} is in use by another program: close it there first",
    sqlite3.SQLITE_LOCKED: "{path} is in use by another program: close it there first",
    sqlite3.SQLITE_IOERR: "{path} could not be read or written: the disk answered with an error",
}
"""By SQLite's result code (SQLite documentation, "Result and Error Codes")."""

DAMAGED: Final = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))


class DamagedRoom(BackendError):
    """A room file that cannot be read any more; opening it sets it aside."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} Opening it again sets it aside.")
        self.reason = reason


def code_of(fault: sqlite3.Error) -> int:
    """SQLite's primary result code, 0 where it is the library that refused."""
    return int(getattr(fault, "sqlite_errorcode", 0)) & _LOW_BYTE


def to_error(fault: sqlite3.Error, path: Path) -> BackendError:
    """Return the error to raise for what SQLite answered."""
    code = code_of(fault)
    if code in DAMAGED:
        return damaged(path, str(fault))
    if isinstance(fault, sqlite3.ProgrammingError):
        return BackendUnavailable(f"The room {path.name} is closed: open it again.")
    sentence = _SENTENCES.get(code, "{path} could not be used")
    return BackendUnavailable(f"The room stands still, {sentence.format(path=path)} ({fault}).")


def damaged(path: Path, reason: str) -> DamagedRoom:
    """Return the error to raise for what cannot be read any more."""
    return DamagedRoom(f"The file {path} is damaged: {reason}.")


@contextmanager
def backend_errors(path: Path) -> Iterator[None]:
    """Raise what SQLite and the file system answer as `BackendError`, with a sentence."""
    try:
        yield
    except sqlite3.Error as fault:
        raise to_error(fault, path) from fault
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        raise BackendUnavailable(f"The room {path} cannot be used: {reason}.") from fault
