"""Takes log files in: reads them row by row and keeps them as our own JSON lines.

Rows are kept in the order the log received them, for some tools export the newest first; to put
them in order, 24 bytes a row are held and nothing else that grows with the file.
"""

import json
import shutil
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

from eda_core.domain.bus_log import bus_log_step
from eda_core.domain.errors import InvalidEvent, InvalidLogFile
from eda_core.domain.events import event_from_envelope, iso_milliseconds
from eda_core.log_files.bus_records import STEP, EventsWithin, is_record
from eda_core.log_files.delivery_steps import MOST_STEPS, step_line
from eda_core.log_files.folder import log_path, replaced, steps_beside
from eda_core.log_files.json_rows import compact
from eda_core.log_files.reader import PartRead, read_parts
from eda_core.log_files.rows import BadRow, LeftOut, LogRow, beginning, kind_of
from eda_core.log_files.times import FIRST_MS, OldTimes
from eda_core.log_files.writing import line_from

MOST_BYTES: Final = 500 * 2**20
"""Bytes of the files that are taken in together."""

MOST_UNPACKED: Final = 4 * MOST_BYTES
"""Bytes they may have unpacked."""

LISTED: Final = 100
"""Bad rows that are listed; all are counted."""

EVERY: Final = 2000
"""Rows between two reports of the progress."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to take in: its name, its size in bytes, and its bytes, piece by piece."""

    name: str
    size: int
    chunks: Iterable[bytes]


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
    ``left_out`` says how many rows of what kind were not meant to be log events. ``forms`` are
    the forms the ``files`` were taken for, the commonest first. ``steps`` of deliveries came with
    them, from a bus log.
    """

    name: str
    records: int
    malformed: int
    bad_rows: int
    listed: tuple[BadRow, ...]
    forms: tuple[str, ...]
    files: int
    left_out: tuple[tuple[int, str], ...]
    steps: int = 0

    @property
    def events(self) -> int:
        """How many of the records are events."""
        return self.records - self.malformed


Report = Callable[[Progress], None]


@dataclass(slots=True)
class _Taking:
    """An import under way: what was counted, and where and of when each line written is."""

    report: Report
    bytes_all: int
    old_times: bool
    step_lines: IO[bytes]
    steps: int = 0
    bytes_read: int = 0
    unpacked: int = 0
    malformed: int = 0
    bad_rows: int = 0
    rows: int = 0
    listed: list[BadRow] = field(default_factory=list)
    forms: "Counter[str]" = field(default_factory=Counter)
    looks_like: str = ""
    left_out: "Counter[str]" = field(default_factory=Counter)
    within: EventsWithin = field(default_factory=EventsWithin)
    times: "array[int]" = field(default_factory=lambda: array("q"))
    places: "array[int]" = field(default_factory=lambda: array("q"))
    end: int = 0

    def counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.bytes_read += len(chunk)
            if self.bytes_read > MOST_BYTES:
                raise InvalidLogFile(f"There is more than {MOST_BYTES // 2**20} MiB.")
            yield chunk

    def count_unpacked(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > MOST_UNPACKED:
            raise InvalidLogFile(f"It unpacks to more than {MOST_UNPACKED // 2**20} MiB.")

    def take(self, row: LogRow, file: IO[bytes]) -> None:
        if row.ingested_ms < FIRST_MS and not self.old_times:
            raise _old_times(self.rows, row)
        message = self._event_within(row)
        if message is None:
            return
        self.times.append(row.ingested_ms)
        self.places.append(self.end)
        self.end += file.write(line_from(row.ingested_ms, message))

    def _event_within(self, row: LogRow) -> str | None:
        """Return the message, or that of the event in a record about one; None where it
        holds none.
        """
        message = row.message
        try:
            value = json.loads(message)
            event_from_envelope(value)
        except InvalidEvent:
            if isinstance(value, dict) and is_record(value):
                told, envelope = self._took_step(value, row.ingested_ms), self._event_of(value)
                if envelope is None and not told:
                    self.left_out[STEP] += 1
                return envelope
            self.malformed += 1
        except (ValueError, RecursionError):
            self.malformed += 1
        return message

    def _took_step(self, record: dict[str, Any], ingested_ms: int) -> bool:
        """Keep what a record of a bus log tells of a delivery; return whether it tells anything."""
        step = bus_log_step(record, ingested_ms)
        if step is None or self.steps >= MOST_STEPS:
            return False
        self.steps += 1
        self.step_lines.write(step_line(step))
        return True

    def _event_of(self, record: dict[str, Any]) -> str | None:
        envelope = self.within.event_in(record)
        if envelope is None:
            return None
        try:
            event_from_envelope(envelope)
        except InvalidEvent:
            self.malformed += 1
        return compact(envelope)

    def refuse(self, row: BadRow) -> None:
        self.bad_rows += 1
        if len(self.listed) < LISTED:
            self.listed.append(row)

    def say(self) -> None:
        self.report(Progress(self.bytes_read, self.bytes_all, len(self.times), self.bad_rows))


def import_log(
    sources: Sequence[SourceFile],
    folder: Path,
    name: str,
    report: Report = lambda _: None,
    *,
    old_times: bool = False,
) -> Imported:
    """Take in files as the log ``name`` in the folder.

    Raises `OldTimes` at a time before 2014 unless ``old_times`` says that they are right, and
    `InvalidLogFile` for a name that cannot be or is taken, for files that are too large, and for
    files without a single log event; nothing is kept then.
    """
    path = log_path(folder, name)
    if path.exists():
        raise InvalidLogFile(f"There is a log {name} already: delete it, or choose another name.")
    size = sum(source.size for source in sources)
    if size > MOST_BYTES:
        raise InvalidLogFile(f"There is more than {MOST_BYTES // 2**20} MiB.")
    with replaced(path) as file, TemporaryFile(dir=folder) as unsorted, TemporaryFile() as steps:
        taking = _Taking(report, size, old_times, steps)
        for source in sources:
            _read(source, taking, unsorted, several=len(sources) > 1)
        taking.say()
        _check(taking)
        _write_in_order(taking, unsorted, file)
        _write_steps(taking, steps_beside(path))
    return _imported(name, taking)


def _imported(name: str, taking: _Taking) -> Imported:
    return Imported(
        name,
        len(taking.times),
        taking.malformed,
        taking.bad_rows,
        tuple(taking.listed),
        tuple(form for form, _ in taking.forms.most_common()),
        taking.forms.total(),
        tuple((n, kind_of(n, kind)) for kind, n in taking.left_out.items()),
        taking.steps,
    )


def _write_steps(taking: _Taking, path: Path) -> None:
    """Keep the steps of deliveries beside the log, if there are any."""
    path.unlink(missing_ok=True)
    if taking.steps:
        with replaced(path) as file:
            taking.step_lines.seek(0)
            shutil.copyfileobj(taking.step_lines, file)


def _read(source: SourceFile, taking: _Taking, file: IO[bytes], *, several: bool) -> None:
    for part in read_parts(source.name, taking.counted(source.chunks), taking.count_unpacked):
        named = part.name if several or part.name != source.name else ""
        _read_part(part, named, taking, file)


def _read_part(part: PartRead, named: str, taking: _Taking, file: IO[bytes]) -> None:
    records = len(taking.times)
    for row in part.rows:
        taking.rows += 1
        if isinstance(row, LogRow):
            taking.take(row, file)
        elif isinstance(row, LeftOut):
            taking.left_out[row.kind] += 1
        else:
            taking.looks_like = taking.looks_like or part.looks_like
            taking.refuse(BadRow(row.number, row.reason, row.text, named))
        if taking.rows % EVERY == 0:
            taking.say()
    if len(taking.times) > records:
        taking.forms[part.form] += 1


def _old_times(rows_before: int, row: LogRow) -> OldTimes:
    return OldTimes(
        f"Row {rows_before} is of {iso_milliseconds(row.ingested_ms)}, before CloudWatch Logs "
        f"began (2014): is its time in another unit? Its message begins {beginning(row.message)}"
    )


def _check(taking: _Taking) -> None:
    if taking.times:
        return
    if taking.bad_rows:
        raise InvalidLogFile(_none_taken(taking))
    left_out = taking.left_out + Counter({STEP: taking.steps})
    if left_out:
        kinds = ", ".join(f"{n} {kind_of(n, kind)}" for kind, n in left_out.items())
        hint = _HINT if STEP in left_out else ""
        raise InvalidLogFile(f"No event is in it, only {kinds}.{hint}")
    raise InvalidLogFile("The file has no rows.")


_HINT: Final = (
    " Include the detail of events in the bus log, or take it in together with the catch-all log."
)


def _none_taken(taking: _Taking) -> str:
    first = taking.listed[0]
    place = first.place
    begins = f" It begins {beginning(first.text)}" if first.text else ""
    looks_like = f" It looks most like {taking.looks_like}." if taking.looks_like else ""
    rows = f"None of the {taking.bad_rows:,} rows" if taking.bad_rows > 1 else "The one row"
    return (
        f"{rows} {'is' if taking.bad_rows > 1 else 'is not'} a log event.{looks_like} "
        f"{place[:1].upper()}{place[1:]}: {first.reason}{begins}"
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
