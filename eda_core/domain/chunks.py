"""Records of a log, packed many to a chunk: JSON texts, compressed, with a checksum.

A room file keeps them so, and so does a model. An event of a simulated world has the account,
region and version of every other, so its other fields say it all; what differs is added. The
steps of deliveries are packed as columns. The form is zlib's (RFC 1950), by a quicker library.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, count, islice, repeat
from json.encoder import encode_basestring_ascii
from operator import add, mul
from typing import Any, Final, TypeVar

import orjson
from isal import isal_zlib as zlib

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep, OddStep
from eda_core.domain.events import (
    ACCOUNT,
    REGION,
    VERSION,
    AnyRecord,
    Event,
    LogRecord,
    MalformedRecord,
)

Json = Any
"""What JSON can say."""

quoted: Final = encode_basestring_ascii
"""What `to_json` makes of a text."""


_by_json: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def to_json(value: Json) -> str:
    """Return a value as JSON, in ASCII: a text may hold half of a surrogate pair, which no database
    takes.

    What orjson refuses is left to `json`, as is what it writes as UTF-8, and what may be a number
    without end, which it takes for null.
    """
    try:
        text = orjson.dumps(value)
    except TypeError:
        return _by_json(value)
    return text.decode() if text.isascii() and b"null" not in text else _by_json(value)


T = TypeVar("T")

MAX_CHUNK: Final = 512
MAX_STEPS: Final = 4_096
MAX_CHUNK_CHARACTERS: Final = 1_000_000

MAX_UNPACKED: Final = 64 * 1024**2
"""Bytes of a chunk unpacked; the longest event makes some eight million of ASCII JSON."""

Packed = tuple[int, bytes]
"""How many records, and they themselves."""


def compressed(text: str) -> bytes:
    """Return a text for a chunk, which `expanded` reads."""
    return zlib.compress(text.encode("ascii"), 1)


def expanded(data: bytes) -> Any:
    """Return the JSON value in a chunk; raises `ValueError` for one that is damaged."""
    return json.loads(unpacked(data))


def unpacked(data: bytes) -> bytes:
    """Return the text in a chunk; raises `ValueError` for one that is damaged, or no chunk
    of ours.
    """
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, MAX_UNPACKED)
    except zlib.error as fault:  # type: ignore[misc] # its stub says an instance
        raise ValueError(str(fault)) from None
    if not unpacker.eof:
        raise ValueError("a chunk is cut off, or too long")
    return text


def texts(
    rows: Iterable[T], array_of: Callable[[list[T]], str] = to_json
) -> Iterator[tuple[int, str]]:
    """Yield how many rows, and they as one JSON array: not too many, and not too much, at
    a time.
    """
    left = iter(rows)
    while some := list(islice(left, MAX_CHUNK)):
        yield from _halved(some, array_of)


def _halved(rows: list[T], array_of: Callable[[list[T]], str]) -> Iterator[tuple[int, str]]:
    text = array_of(rows)  # one call for many: `json` sets up an encoder for each
    if len(text) <= MAX_CHUNK_CHARACTERS or len(rows) == 1:
        yield len(rows), text
        return
    middle = len(rows) // 2
    yield from _halved(rows[:middle], array_of)
    yield from _halved(rows[middle:], array_of)


def pack(rows: Iterable[T], array_of: Callable[[list[T]], str] = to_json) -> Iterator[Packed]:
    """Chunks of rows."""
    return ((count, compressed(text)) for count, text in texts(rows, array_of))


def joined(rows: list[str]) -> str:
    """Return the JSON array of rows that are JSON texts already."""
    return f"[{','.join(rows)}]"


def event_fields(event: Event) -> list[Json]:
    """Return what tells an event from all others; `event_from` is the inverse."""
    return [event.id, event.detail_type, event.source, event.time, event.resources, event.detail]


def event_from(fields: Sequence[Any]) -> Event:
    """Return the event with these fields."""
    event_id, detail_type, source, time, resources, detail = fields
    return Event(event_id, detail_type, source, ACCOUNT, time, REGION, tuple(resources), detail)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Packed records of one sequence: how many, and the number of the first.

    ``text`` is what ``data`` unpacks to, where somebody has unpacked it already.
    """

    first: int
    count: int
    data: bytes
    text: bytes = b""

    def value(self) -> Any:
        """Return the JSON value; raises `ValueError` for one that is damaged."""
        return json.loads(self.unpacked())

    def unpacked(self) -> bytes:
        """Return the JSON text; raises `ValueError` for one that is damaged."""
        return self.text or unpacked(self.data)

    @property
    def end(self) -> int:
        """Return the number after that of the last record."""
        return self.first + self.count


_ALIKE: Final = (ACCOUNT, REGION, VERSION, ())
"""What every event of a simulated world says."""


def pack_log(records: Iterable[AnyRecord]) -> Iterator[Packed]:
    """Return chunks of log records; `log_from` is the inverse."""
    return pack(map(_row, records))


def _row(record: AnyRecord) -> list[Json]:
    """Return the time and `event_fields`; what is no event has its text and the reason instead."""
    if isinstance(record, MalformedRecord):
        return [record.ingested_ms, record.text, record.reason]
    _, at_ms, event = record
    event_id, detail_type, source, account, time, region, resources, detail, version, more = event
    row = [at_ms, event_id, detail_type, source, time, resources, detail]
    rest = (account, region, version, more)
    return row if rest == _ALIKE else [*row, *rest]


def log_from(first: int, rows: Any) -> list[AnyRecord]:
    """Return the log records of a chunk: `event_from` of each, in one go, for there are millions.

    Raises `ValueError` or `TypeError` where the rows are none of ours.
    """
    return [_record(sequence, *row) for sequence, row in enumerate(rows, first)]


def _record(  # noqa: PLR0913, PLR0917 - a row, spelt out: there are millions
    sequence: int,
    at_ms: int,
    name: str,
    detail_type: str,
    source: str | None = None,
    time: str = "",
    resources: Sequence[str] = (),
    detail: Any = None,
    account: str = ACCOUNT,
    region: str = REGION,
    version: str = VERSION,
    extras: Sequence[Sequence[Any]] = (),
) -> AnyRecord:
    if source is None:
        return MalformedRecord(sequence, at_ms, name, detail_type)
    more = tuple([(key, value) for key, value in extras]) if extras else ()
    resources = tuple(resources)
    return LogRecord(
        sequence,
        at_ms,
        Event(name, detail_type, source, account, time, region, resources, detail, version, more),
    )


_FEW: Final = 10
"""The different values of a column whose places have one digit."""

_BYTES: Final = range(256)
_OF_DIGITS: Final = bytes.maketrans(b"0123456789", bytes(range(_FEW)))


@dataclass(frozen=True)
class StepColumns:
    """The steps of a chunk of deliveries, a column for each field.

    ``later`` is how many milliseconds after ``since_ms`` each was. ``steps``, ``events`` (ids) and
    ``rules`` (with their targets) are the different ones; the places say which of them each step
    has. ``odd`` is by place what few steps have apart.
    """

    since_ms: int
    later: Sequence[int]
    steps: Sequence[DeliveryStep]
    step_places: Sequence[int]
    events: Sequence[str]
    event_places: Sequence[int]
    rules: Sequence[tuple[str, str]]
    rule_places: Sequence[int]
    odd: Mapping[int, OddStep]

    @cached_property
    def at(self) -> Sequence[int]:
        """When each step was (epoch milliseconds)."""
        return list(map(add, repeat(self.since_ms), self.later))

    @cached_property
    def codes(self) -> Sequence[int]:
        """A number for each step that says what it is and of which rule."""
        steps, rules, width = self.step_places, self.rule_places, len(self.rules)
        if isinstance(steps, bytes) and isinstance(rules, bytes) and width <= _FEW:
            # Digits of two long numbers, of which none is carried: all at once.
            both = int.from_bytes(steps, "big") * width + int.from_bytes(rules, "big")
            return both.to_bytes(len(steps), "big")
        return list(map(add, map(mul, steps, repeat(width)), rules))

    def places_of(self, codes: Collection[int]) -> Iterator[int]:
        """Return the places of the steps that have one of these codes."""
        if isinstance(self.codes, bytes):
            are_wanted: Iterable[int] = self.codes.translate(bytes(map(codes.__contains__, _BYTES)))
        else:
            are_wanted = map(codes.__contains__, self.codes)
        return compress(count(), are_wanted)

    @cached_property
    def meanings(self) -> Mapping[int, tuple[DeliveryStep, tuple[str, str]]]:
        """What the numbers among `codes` say: the step, and the rule with its target."""
        width = len(self.rules)
        return {
            code: (self.steps[code // width], self.rules[code % width]) for code in {*self.codes}
        }

    def record(self, place: int, number: int) -> DeliveryRecord:
        """Return the step at this place, as the record with this number."""
        rule, target = self.rules[self.rule_places[place]]
        record = DeliveryRecord(
            number,
            self.since_ms + self.later[place],
            self.steps[self.step_places[place]],
            self.events[self.event_places[place]],
            rule,
            target,
        )
        return self.odd[place].given_to(record) if place in self.odd else record


def step_columns(data: Any) -> StepColumns:
    """Return the columns of a chunk's JSON value.

    Raises `ValueError`, `TypeError`, `KeyError` or `IndexError` where it is none of ours.
    """
    since_ms, *later = data["at"]
    (steps, step_places), (rules, rule_places) = data["steps"], data["rules"]
    events, event_places = data["events"]
    if not len(later) == len(step_places) == len(event_places) == len(rule_places):
        raise ValueError("the columns of a chunk are not equally long")
    return StepColumns(
        since_ms,
        later,
        [DeliveryStep(name) for name in steps],
        step_places,
        events,
        event_places,
        [tuple(rule or ("", "")) for rule in rules],
        rule_places,
        {place: OddStep(*said) for place, *said in data["odd"]},
    )


def read_steps(text: bytes) -> StepColumns:
    """Return `step_columns` of a chunk's JSON text, and raise what that does.

    The places of a few steps and rules have one digit each, and are not read as JSON: a quotation
    mark within a text has a backslash before it, so what follows them is found for sure.
    """
    steps, rules = _digits(text, b']],"events":['), _digits(text, b']],"odd":[')
    if steps is None or rules is None:
        return step_columns(json.loads(text))
    data = json.loads(text[: steps.start] + text[steps.stop : rules.start] + text[rules.stop :])
    for name, found in (("steps", steps), ("rules", rules)):
        data[name][1] = text[found][::2].translate(_OF_DIGITS)
    return step_columns(data)


def _digits(text: bytes, what_follows: bytes) -> slice | None:
    """Return where the numbers before something are, None unless each has one digit."""
    end = text.find(what_follows)
    start = text.rfind(b"[", 0, max(0, end)) + 1
    numbers, between = text[start:end:2], text[start + 1 : end : 2]
    is_plain = numbers.isdigit() and between == b"," * (len(numbers) - 1)
    return slice(start, end) if is_plain else None


def steps_from(first: int, data: Any) -> list[DeliveryRecord]:
    """Return the delivery records of a chunk."""
    columns = step_columns(data)
    steps, events, rules = columns.steps, columns.events, columns.rules
    places = (columns.step_places, columns.event_places, columns.rule_places)
    records = [
        DeliveryRecord(n, at, steps[s], events[e], rules[r][0], rules[r][1])
        for n, at, s, e, r in zip(count(first), columns.at, *places, strict=False)  # no end
    ]
    for place, odd in columns.odd.items():
        records[place] = odd.given_to(records[place])
    return records
