"""The tables of a large log that are kept elsewhere, as files that DuckDB opens.

It reads the parts of them it needs, and keeps what it read within the memory it has. Its own way to
S3 is an extension that is fetched from a server of DuckDB's at its first use, and knows neither
sign-ins nor profiles; so it is handed what the store of these files reads (DuckDB documentation,
"Python client, using fsspec filesystems").

They are read ahead. DuckDB reads a column of a row group at a time, some kilobytes, and each is a
request for which S3 takes some 20 ms and a price. What is read here are blocks: the parts of the
next columns, and the end of a file with its whole index, are mostly in a block that is there. Where
blocks are read one after the other, each request takes in as much again as was read without a gap
before it.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from io import RawIOBase
from threading import Lock
from typing import Any, Final

from fsspec import AbstractFileSystem

from eda_core.domain.errors import BackendError, InvalidLogFile
from eda_core.domain.stored_files import FileStore, StoredFile

BLOCK: Final = 256 * 2**10
"""Bytes of a block. S3 delivers them in some milliseconds, less than it takes to begin."""

AHEAD: Final = 16
"""Blocks at most that are read beyond those asked for: 4 MiB."""

KEPT: Final = 256
"""Blocks that are kept, those asked for last: 64 MiB."""


class ReadAhead:
    """Reads parts of the files of a store; safe to be asked by several threads at once.

    Blocks are counted from the end of a file, where its index is, so that the first is the short
    one. A block that one thread is reading is waited for by the others.
    """

    def __init__(self, store: FileStore) -> None:
        self._store = store
        self._lock = Lock()
        self._blocks: OrderedDict[tuple[str, int], Future[bytes]] = OrderedDict()

    def read(self, file: StoredFile, first: int, count: int) -> bytes:
        """Return bytes of a file as `FileStore.read` does; raises what it raises."""
        end = min(first + count, file.size)
        if end <= first:
            return b""
        shift = -file.size % BLOCK
        places = range((first + shift) // BLOCK, (end - 1 + shift) // BLOCK + 1)
        blocks, missing = self._claim(file, places)
        for run in missing:
            self._fetch(file, run)
        start = max(0, places[0] * BLOCK - shift)
        found = b"".join(block.result() for block in blocks)
        return found[first - start : end - start]

    def _claim(
        self, file: StoredFile, places: range
    ) -> tuple[list["Future[bytes]"], list[dict[int, "Future[bytes]"]]]:
        """Return the blocks at these places, and those that this call has to read: each run of
        them, with what is to be read ahead, is one request.
        """
        with self._lock:
            missing = [place for place in places if (file.name, place) not in self._blocks]
            if missing and missing[-1] == places[-1]:
                missing += self._ahead(file, places)
            for place in missing:
                self._blocks[file.name, place] = Future()
            blocks = [self._blocks[file.name, place] for place in places]
            runs = [{at: self._blocks[file.name, at] for at in run} for run in _runs(missing)]
            for place in places:
                self._blocks.move_to_end((file.name, place))
            while len(self._blocks) > max(KEPT, len(places)):
                self._blocks.popitem(last=False)
        return blocks, runs

    def _ahead(self, file: StoredFile, places: range) -> Sequence[int]:
        """Return the places after these that are to be read with them."""
        before = places[0]
        while before and places[0] - before < AHEAD and (file.name, before - 1) in self._blocks:
            before -= 1
        last = (file.size - 1 + -file.size % BLOCK) // BLOCK
        ahead: list[int] = []
        for place in range(places[-1] + 1, min(last, places[-1] + places[0] - before) + 1):
            if (file.name, place) in self._blocks:
                break
            ahead.append(place)
        return ahead

    def _fetch(self, file: StoredFile, run: dict[int, "Future[bytes]"]) -> None:
        """Read a run of blocks by one request; what fails is kept for nobody who asks later."""
        shift = -file.size % BLOCK
        starts = {place: max(0, place * BLOCK - shift) for place in run}
        begin, end = min(starts.values()), min((max(run) + 1) * BLOCK - shift, file.size)
        try:
            found = self._store.read(file, begin, end - begin)
        except BaseException as failure:  # whoever waits for a block must hear of any
            with self._lock:
                for place in run:
                    self._blocks.pop((file.name, place), None)
            for block in run.values():
                block.set_exception(failure)
            raise
        for place, block in run.items():
            block.set_result(found[starts[place] - begin : (place + 1) * BLOCK - shift - begin])


def _runs(places: Sequence[int]) -> Iterator[Sequence[int]]:
    """Return places in rising order in runs without a gap."""
    begin = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or places[at] != places[at - 1] + 1:
            if places:
                yield places[begin:at]
            begin = at


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
        self._files = {file.name: file for file in store.list_files()}

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
