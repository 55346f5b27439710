"""The tables of a large log that are kept elsewhere, as files that DuckDB opens.

It reads the parts of them it needs, and keeps what it read within the memory it has. Its own way to
S3 is an extension that is fetched from a server of DuckDB's at its first use, and knows neither
sign-ins nor profiles; so it is handed what the store of these files reads (DuckDB documentation,
"Python client, using fsspec filesystems").
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from io import RawIOBase
from typing import Any, Final

from fsspec import AbstractFileSystem

from eda_core.domain.errors import BackendError, InvalidLogFile
from eda_core.domain.stored_files import FileStore, StoredFile
from eda_core.large_logs.read_ahead import ReadAhead

PROTOCOL: Final = "eda-tables"
ROOT: Final = f"{PROTOCOL}://log"
"""The folder they are in, for DuckDB, whatever the address is."""

_LISTED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""When each file was written, for DuckDB: they do not change as long as they are open."""


class StoredTables(AbstractFileSystem):  # type: ignore[misc] # fsspec says no types
    """The files of a store, listed once."""

    protocol = PROTOCOL
    cachable = False

    def __init__(self, store: FileStore) -> None:
        super().__init__()
        self._failure: BackendError | None = None
        self._store = store
        self._parts = ReadAhead(store)
        self._files = {file.name: file for file in store.listed()}

    def text(self, name: str) -> str:
        """Return a small file as text; raises `InvalidLogFile` where there is none of this name."""
        file = self._files.get(name)
        if file is None:
            raise InvalidLogFile(f"There is no large log at {self._store.address}.")
        return self._store.read(file, 0, file.size).decode("utf-8", "replace")

    def glob(self, path: str, **_: Any) -> Sequence[str]:
        """Return the files whose names fit, as the first part of a path may have it."""
        wanted = _name(path)
        return [f"{ROOT}/{name}" for name in sorted(self._files) if fnmatchcase(name, wanted)]

    def info(self, path: str, **_: Any) -> Mapping[str, Any]:
        """Return what fsspec wants to be told of a file."""
        return {"name": path, "size": self._file(path).size, "type": "file"}

    def modified(self, path: str) -> datetime:  # noqa: ARG002 - of all files
        """Return when a file was written."""
        return _LISTED

    def open(self, path: str, mode: str = "rb", **_: Any) -> "StoredPart":  # noqa: ARG002 - it is only read
        """Return a file to read."""
        return StoredPart(self, self._file(path))

    def read(self, file: StoredFile, first: int, count: int) -> bytes:
        """Return a part of a file, and keep why there is none: DuckDB says it in its own words."""
        try:
            return self._parts.read(file, first, count)
        except BackendError as failure:
            self._failure = failure
            raise

    def take_failure(self) -> BackendError | None:
        """Return why something could not be read, once."""
        failure, self._failure = self._failure, None
        return failure

    def _file(self, path: str) -> StoredFile:
        return self._files[_name(path)]


def _name(path: str) -> str:
    return path.removeprefix(f"{ROOT}/")


class StoredPart(RawIOBase):
    """A file that is being read, from a place on."""

    def __init__(self, tables: StoredTables, file: StoredFile) -> None:
        self._tables, self._stored = tables, file
        self._at = 0

    def seekable(self) -> bool:
        """Return that a place in it can be gone to."""
        return True

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, counted from the beginning, from here, or from the end."""
        self._at = offset + (0, self._at, self._stored.size)[whence]
        return self._at

    def tell(self) -> int:
        """Return the place it is at."""
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        """Return as many bytes, fewer at the end only."""
        count = self._stored.size - self._at if size < 0 else size
        found = self._tables.read(self._stored, self._at, count)
        self._at += len(found)
        return found
