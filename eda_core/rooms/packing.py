"""How records of a world are written in a room file: JSON texts, packed many to a chunk.

An event of a simulated world has the account, region and version of every other, so its other
fields say it all. A chunk is compressed, and its checksum tells when it is damaged.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from typing import Any, Final, TypeVar

from eda_core.asl import Json, TaskFailed, TaskResult
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.events import AnyRecord, Envelope, Event, LogRecord
from eda_core.ports import Notification, StackChange
from eda_core.simulator.bus import ACCOUNT, REGION
from eda_core.simulator.delivery_log import DeliveryJournal, Note

T = TypeVar("T")

to_json: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
"""ASCII only: a text may hold half of a surrogate pair, which no database takes."""

MAX_CHUNK: Final = 512
MAX_STEPS: Final = 4_096
MAX_CHUNK_CHARACTERS: Final = 1_000_000

MAX_UNPACKED: Final = 64 * 1024**2
"""Bytes of a chunk unpacked; the longest event makes some eight million of ASCII JSON."""

Packed = tuple[int, bytes]
"""How many records, and they themselves."""


def compressed(text: str) -> bytes:
    """A text for a chunk, which `expanded` reads."""
    return zlib.compress(text.encode("ascii"), 1)


def expanded(data: bytes) -> Any:
    """The JSON value in a chunk; raises `ValueError` for one that is damaged."""
    return json.loads(unpacked(data))


def unpacked(data: bytes) -> bytes:
    """The text in a chunk; raises `ValueError` for one that is damaged, or no chunk of ours."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, MAX_UNPACKED)
    except zlib.error as fault:
        raise ValueError(str(fault)) from None
    if not unpacker.eof:
        raise ValueError("a chunk is cut off, or too long")
    return text


def texts(rows: Iterable[Json], most: int = MAX_CHUNK) -> Iterator[tuple[int, str]]:
    """How many rows, and they as one JSON array: not too many, and not too much, at a time."""
    left = iter(rows)
    while some := list(islice(left, most)):
        yield from _halved(some)


def _halved(rows: list[Json]) -> Iterator[tuple[int, str]]:
    text = to_json(rows)  # one call for many: `json` sets up an encoder for each
    if len(text) <= MAX_CHUNK_CHARACTERS or len(rows) == 1:
        yield len(rows), text
        return
    middle = len(rows) // 2
    yield from _halved(rows[:middle])
    yield from _halved(rows[middle:])


def pack(rows: Iterable[Json]) -> Iterator[Packed]:
    """Chunks of rows."""
    return ((count, compressed(text)) for count, text in texts(rows))


def event_fields(event: Event) -> list[Json]:
    """What tells an event from all others; `event_from` is the inverse."""
    return [event.id, event.detail_type, event.source, event.time, event.resources, event.detail]


def event_from(fields: Sequence[Any]) -> Event:
    """The event with these fields."""
    event_id, detail_type, source, time, resources, detail = fields
    return Event(event_id, detail_type, source, ACCOUNT, time, REGION, tuple(resources), detail)


def envelope_fields(envelope: Envelope) -> list[Json]:
    """`event_fields` of the event in this envelope."""
    names = ("id", "detail-type", "source", "time", "resources", "detail")
    return [envelope[name] for name in names]


def pack_log(records: Iterable[AnyRecord]) -> Iterator[Packed]:
    """Chunks of log records."""
    events = (record for record in records if isinstance(record, LogRecord))
    return pack([r.ingested_ms, *event_fields(r.event)] for r in events)


def log_from(first: int, rows: Any) -> list[LogRecord]:
    """The log records of a chunk: `event_from` of each, in one go, for there are millions."""
    return [
        LogRecord(
            sequence,
            at,
            Event(name, detail_type, source, ACCOUNT, time, REGION, tuple(resources), detail),
        )
        for sequence, (at, name, detail_type, source, time, resources, detail) in enumerate(
            rows, first
        )
    ]


def pack_notifications(notifications: Iterable[Notification]) -> Iterator[Packed]:
    """Chunks of notifications."""
    return pack([n.sent_ms, n.subject, n.message] for n in notifications)


def notifications_from(_: int, rows: Any) -> list[Notification]:
    """The notifications of a chunk."""
    return [Notification(*row) for row in rows]


def pack_changes(changes: Iterable[StackChange]) -> Iterator[Packed]:
    """Chunks of changes of the stack."""
    return pack([c.at_ms, c.what, c.rules, c.definition, c.idempotent] for c in changes)


def changes_from(_: int, rows: Any) -> list[StackChange]:
    """The changes of a chunk."""
    return [StackChange(at, what, tuple(rules), *rest) for at, what, rules, *rest in rows]


def pack_steps(journal: DeliveryJournal) -> Iterator[Packed]:
    """Chunks of delivery steps: a column for each field, and what few of them have apart."""
    for start in range(0, len(journal.notes), MAX_STEPS):
        some = slice(start, start + MAX_STEPS)
        notes = journal.notes[some]
        columns = _columns(journal.at_ms[some], journal.event_ids[some], notes)
        yield len(notes), compressed(to_json(columns))


def _columns(at: list[int], events: list[str], notes: list[Note]) -> dict[str, Json]:
    numbers = {event: place for place, event in enumerate(dict.fromkeys(events))}
    different, places = _placed(notes)
    names, name_places = _placed([note.step for note in different])
    rules, rule_places = _placed([note.rule for note in different])
    odd = {place: list(note[2:]) for place, note in enumerate(different) if note[2:] != _USUAL}
    return {
        "at": [at[0], *[later - at[0] for later in at]],
        "steps": [names, [name_places[place] for place in places]],
        "events": [list(numbers), [numbers[event] for event in events]],
        "rules": [
            [rule and [rule.name, rule.target.name] for rule in rules],
            [rule_places[place] for place in places],
        ],
        "odd": [[index, *odd[place]] for index, place in enumerate(places) if place in odd],
    }


_USUAL: Final = (1, "", None)
"""Attempt, reason and time of the next attempt of a delivery that goes well."""


def _placed(values: Sequence[T]) -> tuple[list[T], list[int]]:
    """The different objects, and for each value its place: a rule's own hash is a long way."""
    known = {id(value): value for value in values}
    places = {identity: place for place, identity in enumerate(known)}
    return list(known.values()), [places[id(value)] for value in values]


def steps_from(first: int, columns: Any) -> list[DeliveryRecord]:
    """The delivery records of a chunk."""
    base, *later = columns["at"]
    names = [DeliveryStep(name) for name in columns["steps"][0]]
    events, rules = columns["events"][0], [rule or ("", "") for rule in columns["rules"][0]]
    places = (columns["steps"][1], columns["events"][1], columns["rules"][1])
    records = [
        DeliveryRecord(n, base + at, names[s], events[e], rules[r][0], rules[r][1])
        for n, at, s, e, r in zip(count(first), later, *places, strict=False)  # `count` has no end
    ]
    for index, attempt, reason, retry_ms in columns["odd"]:
        records[index] = records[index]._replace(attempt=attempt, reason=reason, retry_ms=retry_ms)
    return records


def answer_fields(answer: Any) -> Json:
    """An answer an execution got from outside; `answer_from` is the inverse."""
    if isinstance(answer, TaskResult):
        return [1, answer.output, answer.duration_ms]
    if isinstance(answer, TaskFailed):
        return [2, answer.error, answer.cause, answer.duration_ms]
    return [0, answer]


_ANSWERS: Final[tuple[Callable[..., Any], ...]] = (lambda answer: answer, TaskResult, TaskFailed)


def answer_from(fields: Sequence[Any]) -> Any:
    """The answer with these fields."""
    kind, *rest = fields
    return _ANSWERS[kind](*rest)
