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
from typing import IO, Any, Final, Protocol

from eda_core.domain.bus_log import BusLogStep
from eda_core.domain.errors import InvalidEvent, InvalidLogFile
from eda_core.domain.events import Event, event_from_envelope, iso_milliseconds
from eda_core.domain.subscriber_log import steps_told
from eda_core.log_files.bus_records import STEP, EventsWithin, is_record
from eda_core.log_files.folder import check_free, log_path, replace_file, steps_beside
from eda_core.log_files.imported_log import MOST_STEPS, step_line
from eda_core.log_files.json_rows import compact
from eda_core.log_files.reader import BEFORE, PartRead, read_parts
from eda_core.log_files.rows import BadRow, LeftOut, LogRow, beginning, kind_of
from eda_core.log_files.times import FIRST_MS, OldTimes
from eda_core.log_files.writing import line_from

MOST_BYTES: Final = 500 * 2**20
"""Bytes of the files that are taken in together."""

UNPACKED_TIMES: Final = 4
"""How many times as many bytes they may have unpacked."""

BEYOND: Final = "Take it in as a large log: python -m eda_core logs import --large FILE NAME"
"""What to do about a log that is larger."""

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


class Keeper(Protocol):
    """Where what an import reads is kept."""

    def keep(self, at_ms: int, message: str, event: Event | None) -> None:
        """Keep a log event: when the log received it (epoch milliseconds), its message, and the
        event that it is, if it is one.
        """

    def keep_step(self, step: BusLogStep) -> bool:
        """Keep what a record of a bus log tells of a delivery; return whether it is kept here."""


@dataclass(slots=True)
class _Taking:
    """An import under way: what was counted. ``most_bytes`` is None where there is no limit."""

    keeper: Keeper
    report: Report
    bytes_all: int
    most_bytes: int | None
    old_times: bool
    records: int = 0
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

    def count_read(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.bytes_read += len(chunk)
            if self.most_bytes is not None and self.bytes_read > self.most_bytes:
                raise _too_large(self.most_bytes)
            yield chunk

    def count_unpacked(self, size: int) -> None:
        self.unpacked += size
        most = None if self.most_bytes is None else UNPACKED_TIMES * self.most_bytes
        if most is not None and self.unpacked > most:
            raise InvalidLogFile(f"It unpacks to more than {most // 2**20:,} MiB. {BEYOND}")

    def take(self, row: LogRow) -> None:
        if row.ingested_ms < FIRST_MS and not self.old_times:
            raise _old_times(self.rows, row)
        try:
            value = json.loads(row.message)
            self._keep(row.ingested_ms, row.message, event_from_envelope(value))
        except InvalidEvent:
            if isinstance(value, dict) and is_record(value):
                self._take_record(row.ingested_ms, value)
            else:
                self._keep(row.ingested_ms, row.message, None)
        except (ValueError, RecursionError):
            self._keep(row.ingested_ms, row.message, None)

    def _take_record(self, at_ms: int, record: dict[str, Any]) -> None:
        """Take the event in a record about one, and what it tells of a delivery; a record with
        neither is left out.
        """
        told = self._took_step(record, at_ms)
        envelope = self.within.event_in(record)
        if envelope is None:
            self.left_out[STEP] += not told
            return
        try:
            self._keep(at_ms, compact(envelope), event_from_envelope(envelope))
        except InvalidEvent:
            self._keep(at_ms, compact(envelope), None)

    def _took_step(self, record: dict[str, Any], at_ms: int) -> bool:
        """Keep what a record of a bus log tells of a delivery; return whether it was kept."""
        before = self.steps
        for step in steps_told(record, at_ms):
            self.steps += self.steps < MOST_STEPS and self.keeper.keep_step(step)
        return self.steps > before

    def _keep(self, at_ms: int, message: str, event: Event | None) -> None:
        self.records += 1
        self.malformed += event is None
        self.keeper.keep(at_ms, message, event)

    def refuse(self, row: BadRow) -> None:
        self.bad_rows += 1
        if len(self.listed) < LISTED:
            self.listed.append(row)

    def say(self) -> None:
        self.report(Progress(self.bytes_read, self.bytes_all, self.records, self.bad_rows))


class _Lines:
    """Writes JSON lines as they come, and knows where and of when each is."""

    def __init__(self, file: IO[bytes], steps: IO[bytes]) -> None:
        self._file = file
        self.steps = steps
        self._end = 0
        self.times = array("q")
        self.places = array("q")

    def keep(self, at_ms: int, message: str, _event: Event | None) -> None:
        self.times.append(at_ms)
        self.places.append(self._end)
        self._end += self._file.write(line_from(at_ms, message))

    def keep_step(self, step: BusLogStep) -> bool:
        return bool(self.steps.write(step_line(step)))


def import_log(
    sources: Sequence[SourceFile],
    folder: Path,
    name: str,
    report: Report = lambda _: None,
    *,
    old_times: bool = False,
) -> Imported:
    """Take in files as the log ``name`` in the folder, as JSON lines.

    Raises what `take_in` does, and `InvalidLogFile` for a name that cannot be or is taken, and for
    files that are too large; nothing is kept then.
    """
    check_free(folder, name)
    size = sum(source.size for source in sources)
    if size > MOST_BYTES:
        raise _too_large(MOST_BYTES)
    path = log_path(folder, name)
    with (
        replace_file(path) as file,
        TemporaryFile(dir=folder) as unsorted,
        TemporaryFile() as steps,
    ):
        lines = _Lines(unsorted, steps)
        imported = take_in(name, sources, lines, report, MOST_BYTES, old_times=old_times)
        _write_in_order(lines, unsorted, file)
        _write_steps(lines, steps_beside(path))
    return imported


def _too_large(most_bytes: int) -> InvalidLogFile:
    return InvalidLogFile(f"There is more than {most_bytes // 2**20:,} MiB. {BEYOND}")


def take_in(
    name: str,
    sources: Sequence[SourceFile],
    keeper: Keeper,
    report: Report,
    most_bytes: int | None = None,
    *,
    old_times: bool = False,
) -> Imported:
    """Read the log events of files, and have each kept; without ``most_bytes`` of any size.

    Raises `OldTimes` at a time before 2014 unless ``old_times`` says that they are right, and
    `InvalidLogFile` for files that are too large, or without a single log event.
    """
    size = sum(source.size for source in sources)
    taking = _Taking(keeper, report, size, most_bytes, old_times)
    for source in sources:
        _read(source, taking, several=len(sources) > 1)
    taking.say()
    _check(taking)
    return _imported(name, taking)


def _imported(name: str, taking: _Taking) -> Imported:
    return Imported(
        name,
        taking.records,
        taking.malformed,
        taking.bad_rows,
        tuple(taking.listed),
        tuple(form for form, _ in taking.forms.most_common()),
        taking.forms.total(),
        tuple((n, kind_of(n, kind)) for kind, n in taking.left_out.items()),
        taking.steps,
    )


def _write_steps(lines: _Lines, path: Path) -> None:
    """Keep the steps of deliveries beside the log, if there are any."""
    path.unlink(missing_ok=True)
    if lines.steps.tell():
        with replace_file(path) as file:
            lines.steps.seek(0)
            shutil.copyfileobj(lines.steps, file)


def _read(source: SourceFile, taking: _Taking, *, several: bool) -> None:
    for part in read_parts(source.name, taking.count_read(source.chunks), taking.count_unpacked):
        named = part.name if several or part.name != source.name else ""
        _read_part(part, named, taking)


def _read_part(part: PartRead, named: str, taking: _Taking) -> None:
    records = taking.records
    for row in part.rows:
        taking.rows += 1
        if isinstance(row, LogRow):
            taking.take(row)
        elif isinstance(row, LeftOut):
            taking.left_out[row.kind] += 1
        else:
            taking.looks_like = taking.looks_like or part.looks_like
            taking.refuse(BadRow(row.number, row.reason, row.text, named))
        if taking.rows % EVERY == 0:
            taking.say()
    if taking.records > records:
        taking.forms[part.form] += 1


def _old_times(rows_before: int, row: LogRow) -> OldTimes:
    return OldTimes(
        f"Row {rows_before} is of {iso_milliseconds(row.ingested_ms)}, before CloudWatch Logs "
        f"began (2014): is its time in another unit? Its message begins {beginning(row.message)}"
    )


def _check(taking: _Taking) -> None:
    if taking.records:
        return
    if taking.bad_rows:
        raise InvalidLogFile(_none_taken(taking))
    left_out = taking.left_out + Counter({STEP: taking.steps})
    if left_out:
        kinds = ", ".join(f"{n} {kind_of(n, kind)}" for kind, n in left_out.items())
        hint = _HINT if STEP in left_out else ""
        raise InvalidLogFile(f"No event is in it, only {kinds}.{hint}")
    raise InvalidLogFile("There are no rows in it.")


_HINT: Final = (
    " Include the detail of events in the bus log, or take it in together with the catch-all log."
)


def _none_taken(taking: _Taking) -> str:
    first = next((row for row in taking.listed if row.reason != BEFORE), taking.listed[0])
    place = first.place
    begins = f" It begins {beginning(first.text)}" if first.text else ""
    looks_like = f" It looks most like {taking.looks_like}." if taking.looks_like else ""
    rows = f"None of the {taking.bad_rows:,} rows" if taking.bad_rows > 1 else "The one row"
    return (
        f"{rows} {'is' if taking.bad_rows > 1 else 'is not'} a log event.{looks_like} "
        f"{place[:1].upper()}{place[1:]}: {first.reason}{begins}"
    )


def _write_in_order(lines: _Lines, unsorted: IO[bytes], file: IO[bytes]) -> None:
    times, places = lines.times, lines.places
    if all(times[at] <= times[at + 1] for at in range(len(times) - 1)):
        unsorted.seek(0)
        while piece := unsorted.read(2**20):
            file.write(piece)
        return
    for at in sorted(range(len(times)), key=times.__getitem__):
        unsorted.seek(places[at])
        file.write(unsorted.readline())
