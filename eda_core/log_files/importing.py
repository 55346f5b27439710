"""Takes a log file in: reads it row by row and keeps it as our own JSON lines.

Rows are kept in the order the log received them, for some tools export the newest first; to put
them in order, 24 bytes a row are held and nothing else that grows with the file.
"""

import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from eda_core.domain.errors import InvalidLogFile
from eda_core.domain.events import MalformedRecord, record_from_text
from eda_core.log_files.folder import log_path, replaced
from eda_core.log_files.reader import read_rows
from eda_core.log_files.rows import BadRow, LogRow
from eda_core.log_files.writing import line_from

MOST_BYTES: Final = 500 * 2**20
"""Bytes of a file that is taken in."""

LISTED: Final = 100
"""Bad rows that are listed; all are counted."""

EVERY: Final = 2000
"""Rows between two reports of the progress."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come: bytes read of all, log events and bad rows so far."""

    bytes_read: int
    bytes_all: int
    records: int
    bad_rows: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.bytes_read / self.bytes_all) if self.bytes_all else 1.0


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to.

    ``malformed`` of the ``records`` are no events: they are kept and shown as grey marks.
    ``bad_rows`` are no log events and are left out; ``listed`` holds the first `LISTED` of them.
    """

    name: str
    records: int
    malformed: int
    bad_rows: int
    listed: tuple[BadRow, ...]


Report = Callable[[Progress], None]


@dataclass(slots=True)
class _Taking:
    """An import under way: what was counted, and where and of when each line written is."""

    report: Report
    bytes_all: int
    bytes_read: int = 0
    malformed: int = 0
    bad_rows: int = 0
    listed: list[BadRow] = field(default_factory=list)
    times: "array[int]" = field(default_factory=lambda: array("q"))
    places: "array[int]" = field(default_factory=lambda: array("q"))
    end: int = 0

    def counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.bytes_read += len(chunk)
            if self.bytes_read > MOST_BYTES:
                raise InvalidLogFile(f"The file has more than {MOST_BYTES // 2**20} MiB.")
            yield chunk

    def take(self, row: LogRow, file: IO[bytes]) -> None:
        line = line_from(row.ingested_ms, row.message)
        self.times.append(row.ingested_ms)
        self.places.append(self.end)
        self.end += file.write(line)
        record = record_from_text(len(self.times), row.ingested_ms, row.message)
        self.malformed += isinstance(record, MalformedRecord)

    def refuse(self, row: BadRow) -> None:
        self.bad_rows += 1
        if len(self.listed) < LISTED:
            self.listed.append(row)

    def say(self) -> None:
        self.report(Progress(self.bytes_read, self.bytes_all, len(self.times), self.bad_rows))


def import_log(
    chunks: Iterable[bytes], size: int, folder: Path, name: str, report: Report = lambda _: None
) -> Imported:
    """Take in a file of ``size`` bytes, read in ``chunks``, as the log ``name`` in the folder.

    Raises `InvalidLogFile` for a name that cannot be or is taken, for a file that is too large,
    and for one without a single log event; nothing is kept then.
    """
    path = log_path(folder, name)
    if path.exists():
        raise InvalidLogFile(f"There is a log {name} already: delete it, or choose another name.")
    if size > MOST_BYTES:
        raise InvalidLogFile(f"The file has more than {MOST_BYTES // 2**20} MiB.")
    taking = _Taking(report, size)
    with replaced(path) as file, TemporaryFile(dir=folder) as unsorted:
        _read(chunks, taking, unsorted)
        _check(taking)
        _write_in_order(taking, unsorted, file)
    return Imported(
        name, len(taking.times), taking.malformed, taking.bad_rows, tuple(taking.listed)
    )


def _read(chunks: Iterable[bytes], taking: _Taking, file: IO[bytes]) -> None:
    for number, row in enumerate(read_rows(taking.counted(chunks))):
        if isinstance(row, LogRow):
            taking.take(row, file)
        else:
            taking.refuse(row)
        if number % EVERY == 0:
            taking.say()
    taking.say()


def _check(taking: _Taking) -> None:
    if taking.times:
        return
    if not taking.listed:
        raise InvalidLogFile("The file has no rows.")
    first = taking.listed[0]
    text = json.dumps(first.text[:60], ensure_ascii=False)
    raise InvalidLogFile(
        f"None of the {taking.bad_rows} rows is a log event. Row {first.number}: "
        f"{first.reason} It begins {text}."
    )


def _write_in_order(taking: _Taking, unsorted: IO[bytes], file: IO[bytes]) -> None:
    times, places = taking.times, taking.places
    if all(times[at] <= times[at + 1] for at in range(len(times) - 1)):
        unsorted.seek(0)
        while piece := unsorted.read(2**20):
            file.write(piece)
        return
    for at in sorted(range(len(times)), key=times.__getitem__):
        unsorted.seek(places[at])
        file.write(unsorted.readline())
