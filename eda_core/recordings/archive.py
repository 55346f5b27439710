"""The file of a recording: JSON lines, packed as gzip. The first says what it is (`acts.Head`).

Each other line is an array whose first item says what it holds, in the order of `_LINES`. Nothing
in it is run; a file may come from anybody, so each value is looked at before it is used, and what
is unpacked is counted.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from gzip import BadGzipFile, GzipFile
from typing import IO, Any, Final

from eda_core.asl import Execution, ExecutionStatus
from eda_core.asl.execution import HistoryEvent
from eda_core.domain.chunks import Chunk, compressed
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.errors import InvalidRecording
from eda_core.domain.events import AnyRecord, record_from_text
from eda_core.domain.orders import OrderId
from eda_core.ports import Notification, StackChange
from eda_core.recordings.acts import FORMAT, Head, head_from, stack_from
from eda_core.recordings.packed_steps import LATEST_MS, checked_steps

SUFFIX: Final = ".recording.jsonl.gz"
MOST_BYTES: Final = 64 * 2**20
"""Bytes of a file that is taken in."""

MOST_UNPACKED: Final = 1024 * 2**20
MOST_LINE: Final = 8 * 2**20
MOST_LINES: Final = 8_000_000
MOST_BEGINNING: Final = 4096
"""Bytes of a first line in which the format is looked for: it is the first thing a head says."""

EVERY: Final = 20_000
"""Lines between two reports of the progress."""

_DEEPEST: Final = 100
"""Levels of arrays and objects in a value of a line."""

Report = Callable[[int], None]
"""Hears how many lines have been read."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A world as it was, in the order of its sequences.

    Steps of deliveries are packed (``steps``), or where some are inferred all of them loose.
    ``executions`` are those whose history was kept, by ARN; ``failed`` are those that failed, in
    their order; ``items`` are those of the orders table.
    """

    head: Head
    log: Sequence[AnyRecord] = ()
    steps: Sequence[Chunk] = ()
    deliveries: Sequence[DeliveryRecord] = ()
    notifications: Sequence[Notification] = ()
    changes: Sequence[StackChange] = ()
    failed: Sequence[Execution] = ()
    executions: Mapping[str, Execution] = field(default_factory=dict)
    items: Mapping[OrderId, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def write_recording(recording: Recording, file: IO[bytes]) -> None:
    """Write the file of a recording; the same recording makes the same bytes."""
    with packing(file) as packed:
        for line in (recording.head.to_json(), *_lines(recording)):
            packed.write(_text(line).encode("ascii") + b"\n")


def packing(file: IO[bytes]) -> GzipFile:
    """Return what packs lines into a file; the same lines make the same bytes."""
    return GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0)


def is_unpacked(beginning: bytes) -> bool:
    """Return whether a file that begins so has the lines of a recording that are not packed."""
    line = beginning[:MOST_BEGINNING].partition(b"\n")[0]
    return f'"{FORMAT}"'.encode() in line


_text: Final = json.JSONEncoder(separators=(",", ":")).encode
"""ASCII only: a text may hold half of a surrogate pair, which UTF-8 does not take."""


def _lines(recording: Recording) -> Iterator[list[Any]]:
    yield from (["log", each.ingested_ms, each.text] for each in recording.log)
    yield from (["steps", each.value()] for each in recording.steps)
    yield from (["step", *each[1:]] for each in recording.deliveries)
    yield from (["message", *each] for each in recording.notifications)
    yield from (["change", *_change_values(each)] for each in recording.changes)
    yield from (["failed", _execution_json(each)] for each in recording.failed)
    yield from (["execution", _execution_json(each)] for each in recording.executions.values())
    yield from (["items", order, list(items)] for order, items in recording.items.items())


def _change_values(change: StackChange) -> list[Any]:
    known = [change.at_ms, change.what, list(change.rules), change.definition, change.idempotent]
    return [*known, *([True] if change.unpacks else [])]


def _execution_json(execution: Execution) -> dict[str, Any]:
    names = ("arn", "status", "input", "output", "error", "cause", "started_ms", "ended_ms")
    known = {name: getattr(execution, name) for name in names}
    history = [asdict(event) for event in execution.history]
    return {**known, "path_taken": list(execution.path_taken), "history": history}


def read_recording(file: IO[bytes], report: Report = lambda _: None) -> Recording:
    """Return the recording in a file; raises `InvalidRecording` naming the line at fault."""
    lines = _values(_unpacked(file))
    first = next(lines, None)
    head = head_from(None if first is None else first[1])
    head.stack()
    taking = _Taking()
    for number, line in lines:
        _take(taking, number, line)
        if number % EVERY == 0:
            report(number)
    return taking.recording(head)


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines; of a damaged file or a bomb no more than is allowed."""
    size = 0
    try:
        with GzipFile(fileobj=file) as packed:
            while line := packed.readline(MOST_LINE + 1):
                size += len(line)
                if len(line) > MOST_LINE or size > MOST_UNPACKED:
                    raise InvalidRecording("The recording is larger than any that is made here.")
                yield line
    except (OSError, EOFError, zlib.error) as fault:
        is_other = isinstance(fault, BadGzipFile) and size == 0
        raise InvalidRecording(_NOT_PACKED if is_other else _DAMAGED) from None


_DAMAGED: Final = "The file is no recording, or it is damaged."
_NOT_PACKED: Final = (
    "The file is no recording: it is not packed with gzip, nor does its first line say that it is "
    "one. A log is taken in on the Event log page."
)


def _values(lines: Iterable[bytes]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines, 1):
        if number > MOST_LINES:
            raise InvalidRecording(f"The recording has more than {MOST_LINES:,} lines.")
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError):
            raise InvalidRecording(f"Line {number} is not JSON.") from None


@dataclass(slots=True)
class _Taking:
    """A recording that is being read."""

    log: list[AnyRecord] = field(default_factory=list)
    steps: list[Chunk] = field(default_factory=list)
    deliveries: list[DeliveryRecord] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)
    changes: list[StackChange] = field(default_factory=list)
    failed: list[Execution] = field(default_factory=list)
    executions: dict[str, Execution] = field(default_factory=dict)
    items: dict[OrderId, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    """The numbers of deliveries that a later one takes back."""
    names: dict[str, str] = field(default_factory=dict)
    """Rules, targets and ids that come again and again: each is kept once."""

    def recording(self, head: Head) -> Recording:
        return Recording(
            head,
            self.log,
            self.steps,
            self.deliveries,
            self.notifications,
            self.changes,
            self.failed,
            self.executions,
            self.items,
        )


def _take(taking: _Taking, number: int, line: Any) -> None:
    if not isinstance(line, list) or not line or not isinstance(line[0], str):
        raise InvalidRecording(f"Line {number} must be an array that begins with its kind.")
    take = _LINES.get(line[0])
    if take is None:
        raise InvalidRecording(f"Line {number}: no line is of the kind {line[0][:40]!r}.")
    try:
        take(taking, *line[1:])
    except InvalidRecording as fault:
        raise InvalidRecording(f"Line {number}: {fault}") from None
    except (TypeError, ValueError, LookupError, AttributeError) as fault:
        raise InvalidRecording(f"Line {number} cannot be used: {str(fault)[:120]}.") from None


def _log(taking: _Taking, at_ms: Any, text: Any) -> None:
    sequence = len(taking.log) + 1
    taking.log.append(record_from_text(sequence, _time(at_ms), _string(text)))


def _steps(taking: _Taking, value: Any) -> None:
    """Take packed steps: `packed_steps` made them, or a stranger."""
    if taking.deliveries:
        raise InvalidRecording("Packed steps come before all others.")
    first = taking.steps[-1].end if taking.steps else 1
    taking.steps.append(Chunk(first, checked_steps(value), compressed(_text(value))))


def _step(taking: _Taking, at_ms: Any, step: Any, event: Any, *rest: Any) -> None:
    """Take a step as `DeliveryRecord` has it; files made before end at ``inferred``, or at
    ``takes_back``.
    """
    rule, target, attempt, reason, retry_ms, inferred, *known = rest
    bus_log, takes_back, batch, group = [*known, *_LATER[len(known) :]]
    once = taking.names.setdefault
    event, rule, target = (once(_string(name), name) for name in (event, rule, target))
    retry_ms = None if retry_ms is None else _time(retry_ms)
    outcome = (_number(attempt), _string(reason), retry_ms, _flag(inferred), _flag(bus_log))
    first = taking.steps[-1].end if taking.steps else 1
    sequence, step = first + len(taking.deliveries), DeliveryStep(step)
    record = DeliveryRecord(sequence, _time(at_ms), step, event, rule, target, *outcome)
    record = record._replace(batch=_number(batch), group=_string(group))
    taking.deliveries.append(_take_back(taking, record, _number(takes_back)))


_LATER: Final[tuple[Any, ...]] = (False, 0, 1, "")
"""What a file says of the last fields of `DeliveryRecord` that was made before them."""


def _take_back(taking: _Taking, record: DeliveryRecord, number: int) -> DeliveryRecord:
    """Return the record as one that takes back that of this number; 0 stands for none."""
    if number == 0:
        return record
    place = number - (record.sequence - len(taking.deliveries))
    before = taking.deliveries[place] if 0 <= place < len(taking.deliveries) else None
    if before is None or before != record._replace(sequence=number) or number in taking.gone:
        raise InvalidRecording("A step can only take back one before it that says the same, once.")
    taking.gone.add(number)
    return record._replace(takes_back=number)


def _message(taking: _Taking, at_ms: Any, subject: Any, message: Any) -> None:
    taking.notifications.append(Notification(_time(at_ms), _string(subject), _string(message)))


def _change(taking: _Taking, at_ms: Any, what: Any, rules: Any, *rest: Any) -> None:
    definition, idempotent, *more = rest
    said = _string(what), tuple(rules), _string(definition), _flag(idempotent)
    change = StackChange(_time(at_ms), *said, *map(_flag, more))
    stack_from(tuple(change.rules), change.definition, change.idempotent, 1)
    taking.changes.append(change)


def _failed(taking: _Taking, value: Any) -> None:
    taking.failed.append(_execution_from(value))


def _execution(taking: _Taking, value: Any) -> None:
    execution = _execution_from(value)
    taking.executions[execution.arn] = execution


def _execution_from(value: Any) -> Execution:
    """Return an execution that was kept; `_execution_json` is the inverse."""
    _check_depth(value)
    ended_ms, (error, cause) = value["ended_ms"], (value["error"], value["cause"])
    return Execution(
        arn=_string(value["arn"]),
        status=ExecutionStatus(value["status"]),
        input=value["input"],
        output=value["output"],
        error=None if error is None else _string(error),
        cause=None if cause is None else _string(cause),
        started_ms=_time(value["started_ms"]),
        ended_ms=None if ended_ms is None else _time(ended_ms),
        path_taken=tuple(map(_string, value["path_taken"])),
        source=tuple(map(_history_event, value["history"])),
    )


def _history_event(value: Any) -> HistoryEvent:
    details = value["details"]
    if not isinstance(details, dict):
        raise InvalidRecording("The details of an event of a history must be an object.")
    return HistoryEvent(
        _number(value["id"]),
        _number(value["previous_event_id"]),
        _string(value["type"]),
        _time(value["timestamp_ms"]),
        details,
    )


def _items(taking: _Taking, order: Any, items: Any) -> None:
    _check_depth(items)
    if isinstance(order, bool) or not isinstance(order, int | str):
        raise InvalidRecording("An order must be a number or text.")
    if not all(isinstance(item, dict) for item in items):
        raise InvalidRecording("The items of an order must be objects.")
    taking.items[order] = tuple(items)


_LINES: Final[Mapping[str, Callable[..., None]]] = {
    "log": _log,
    "steps": _steps,
    "step": _step,
    "message": _message,
    "change": _change,
    "failed": _failed,
    "execution": _execution,
    "items": _items,
}


def _time(value: Any) -> int:
    if not 0 <= _number(value) <= LATEST_MS:
        raise InvalidRecording(f"{value} is no time in milliseconds.")
    return int(value)


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LATEST_MS:
        raise InvalidRecording(f"{str(value)[:40]!r} is no whole number that can be.")
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidRecording(f"{str(value)[:40]!r} is no text.")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidRecording(f"{str(value)[:40]!r} is neither true nor false.")
    return value


def _check_depth(value: Any, depth: int = 0) -> None:
    if depth > _DEEPEST:
        raise InvalidRecording("A value is nested too deep.")
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inside:
        _check_depth(each, depth + 1)
