"""An imported log behind the ports: it can be looked at, and nothing can be done in it.

Steps of deliveries that came with it, which its bus log told, are kept in one JSON line each.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import IO, Any, Final, NoReturn

from eda_core.asl import Execution
from eda_core.domain.bus_log import BusLogStep
from eda_core.domain.chunks import to_json
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.delivery_ledger import DeliveryLedger
from eda_core.domain.errors import BackendUnavailable, InvalidLogFile, InvalidRequest
from eda_core.domain.events import AnyRecord, MalformedRecord, record_from_text
from eda_core.domain.orders import OrderId
from eda_core.log_files.folder import log_path, steps_beside
from eda_core.log_files.json_rows import row_of
from eda_core.ports import (
    SLICE,
    ApiResponse,
    Backend,
    Capabilities,
    Cursor,
    EntryResult,
    News,
    NewsSource,
)

_REFUSAL: Final = "An imported log is read-only: choose the simulator or AWS to submit orders."


class FileLog:
    """The log in a file of our JSON lines; a record's sequence number is that of its line.

    It keeps where each slice it has read ends, and no record. What a bus log told of deliveries is
    in the file beside it; ``targets`` are those of known rules.
    """

    def __init__(self, path: Path, targets: Mapping[str, str] | None = None) -> None:
        self._path = path
        self._targets = targets or {}
        self._ledger: DeliveryLedger | None = None
        self._ends: dict[int, int] = {0: 0}
        self._lock = Lock()

    def after(self, cursor: Cursor, most: int = SLICE, *, packed: bool = False) -> News:  # noqa: ARG002 - a file is read by slices, and not packed
        """See `eda_core.ports.NewsSource`."""
        records = self.records_after(cursor.log)
        steps = self._steps_after(cursor.deliveries, most)
        read = replace(
            cursor, log=cursor.log + len(records), deliveries=cursor.deliveries + len(steps)
        )
        is_more = len(records) >= SLICE or len(steps) >= most
        return News(read, log=records, deliveries=steps, is_more=is_more)

    def _steps_after(self, number: int, most: int) -> Sequence[DeliveryRecord]:
        """Return the steps of deliveries after this number; raises `BackendUnavailable`."""
        try:
            with self._lock:
                if self._ledger is None:
                    self._ledger = ledger_of(steps_beside(self._path), self._targets)
                return tuple(self._ledger.read_after(number, most))
        except OSError as fault:
            reason = fault.strerror or str(fault)
            raise BackendUnavailable(f"What is known of deliveries is gone: {reason}.") from None

    def records_after(self, sequence: int) -> Sequence[AnyRecord]:
        """Return the records after this number, at most `SLICE`; raises `BackendUnavailable`."""
        try:
            with self._lock, self._path.open("rb") as file:
                return self._read(file, sequence)
        except OSError as fault:
            reason = fault.strerror or str(fault)
            raise BackendUnavailable(f"The log {self._path.stem} is gone: {reason}.") from None

    def _read(self, file: IO[bytes], sequence: int) -> Sequence[AnyRecord]:
        known = max(end for end in self._ends if end <= max(0, sequence))
        file.seek(self._ends[known])
        for _ in range(sequence - known):
            if not file.readline():
                return ()
        records = []
        for number in range(sequence + 1, sequence + 1 + SLICE):
            if not (line := file.readline()):
                break
            records.append(_record(number, line))
        self._ends[sequence + len(records)] = file.tell()
        return records


def _record(sequence: int, line: bytes) -> AnyRecord:
    text = line.decode("utf-8", "replace").rstrip("\n")
    try:
        row = row_of(json.loads(text))
    except (InvalidLogFile, ValueError, RecursionError, AttributeError):
        return MalformedRecord(sequence, 0, text, "Not a line of an imported log.")
    return record_from_text(sequence, row.ingested_ms, row.message)


class ReadOnly:
    """Every door of a world in which nothing can be done and nothing else is known.

    ``refusal`` is the sentence for whoever tries.
    """

    def __init__(self, refusal: str = _REFUSAL) -> None:
        self._refusal = refusal

    def place(self, body: str) -> ApiResponse:  # noqa: ARG002 - the port's; refused unread
        """See `eda_core.ports.OrderApi`; raises `InvalidRequest`."""
        self._refuse()

    def put_events(
        self,
        entries: Sequence[Mapping[str, Any]],  # noqa: ARG002 - the port's; refused unread
    ) -> tuple[EntryResult, ...]:
        """See `eda_core.ports.EventBus`; raises `InvalidRequest`."""
        self._refuse()

    def by_arn(self, arn: str) -> Execution | None:  # noqa: ARG002 - the port's; none is known
        """See `eda_core.ports.Executions`."""
        return None

    def history(self, order: OrderId) -> Sequence[Mapping[str, Any]]:  # noqa: ARG002 - none known
        """See `eda_core.ports.Orders`."""
        return ()

    def _refuse(self) -> NoReturn:
        raise InvalidRequest("ReadOnly", self._refusal)


def log_backend(folder: Path, name: str, targets: Mapping[str, str] | None = None) -> Backend:
    """Return the imported log of this name as a world to look at.

    ``targets`` are those of known rules, by their names; of others a bus log tells. Raises
    `InvalidLogFile` for a name that cannot be, or when there is no such log.
    """
    path = log_path(folder, name)
    if not path.is_file():
        raise InvalidLogFile(
            f"There is no imported log {name}; import it on the Event log page, or by "
            "`python -m eda_core logs import`."
        )
    return read_only(name, FileLog(path, targets), moments=True)


def large_backend(name: str) -> Backend:
    """Return the large log of this name as a world to look at: it is asked, and tells no news."""
    return read_only(name, NoNews(), moments=False)


class NoNews:
    """A world that tells nothing by itself: it is asked."""

    def after(self, cursor: Cursor, most: int = SLICE, *, packed: bool = False) -> News:  # noqa: ARG002 - the port's
        """See `eda_core.ports.NewsSource`."""
        return News(cursor)


def read_only(name: str, news: NewsSource, *, moments: bool) -> Backend:
    """Return a world of this log to look at, in which nothing can be done."""
    closed = ReadOnly()
    known = Capabilities(notifications=False, deliveries=False, executions=False, moments=moments)
    return Backend(
        world=f"Imported log {name}",
        api=closed,
        bus=closed,
        news=news,
        executions=closed,
        orders=closed,
        capabilities=known,
    )


MOST_STEPS: Final = 1_000_000
"""Steps of one log that are kept: what is known of deliveries is held in memory."""


def step_line(step: BusLogStep) -> bytes:
    """Return a step as a line; `steps_in` reads it."""
    return f"{to_json(list(step))}\n".encode("ascii")


def steps_in(path: Path) -> Iterator[BusLogStep]:
    """Yield the steps of a file, none where there is no such file; a damaged line is passed over.

    Raises `OSError` where the file cannot be read.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                event_id, invocation, name, at_ms, *more = json.loads(line)
                yield BusLogStep(event_id, invocation, DeliveryStep(name), int(at_ms), *more)
            except (ValueError, TypeError, RecursionError):
                continue


def ledger_of(path: Path, targets: Mapping[str, str]) -> DeliveryLedger:
    """Return what the steps of a file say of deliveries; ``targets`` are those of known rules.

    Raises `OSError` where the file cannot be read.
    """
    ledger = DeliveryLedger(targets)
    for step in steps_in(path):
        ledger.note_step(step, 0)
    ledger.release(float("inf"))
    return ledger
