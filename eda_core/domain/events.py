"""Events as EventBridge carries them, and the records of the catch-all log.

An *event* is an immutable fact in the past tense. Its *envelope* is the whole JSON object around
the `detail` (EventBridge User Guide, "Events"): version, id, detail-type, source, account, time
in whole seconds, region, resources, detail. Nothing here knows what an order is.

What is sent again by hand says so, so that a log alone tells it from what came by itself: an event
in its resources, since PutEvents takes any text there, and no rule of the demo looks at it.
(EventBridge's own replay says ``replay-name``, which nobody else can.) An execution started again
says so in its name, which its payment event carries along.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from sys import intern
from typing import Any, Final, NamedTuple

from eda_core.domain.errors import InvalidEvent
from eda_core.domain.json_faults import json_fault

Envelope = dict[str, Any]

ACCOUNT: Final = "123456789012"
REGION: Final = "us-east-1"
VERSION: Final = "0"
"""What an envelope of a simulated event says; the account is the one AWS writes in examples."""

_FIELDS = frozenset(
    ("version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail")
)
_TEXTS = ("id", "detail-type", "source", "time")


class Event(NamedTuple):
    """One event of the bus. ``extras`` are envelope fields we do not know, kept as they came.

    A tuple, as the records are: a frozen dataclass takes five times as long to make, and there are
    millions.
    """

    id: str
    detail_type: str
    source: str
    account: str
    time: str
    region: str
    resources: tuple[str, ...]
    detail: Mapping[str, Any]
    version: str = VERSION
    extras: tuple[tuple[str, Any], ...] = ()

    @property
    def time_ms(self) -> int:
        """Event time in epoch milliseconds; EventBridge gives whole seconds."""
        return epoch_ms(self.time)

    def to_envelope(self) -> Envelope:
        """Return the envelope as EventBridge delivers it, fields in its order."""
        event_id, kind, source, account, time, region, resources, detail, version, extras = self
        envelope = {
            "version": version,
            "id": event_id,
            "detail-type": kind,
            "source": source,
            "account": account,
            "time": time,
            "region": region,
            "resources": list(resources),
            "detail": detail,
        }
        if extras:
            envelope.update(extras)
        return envelope

    def to_text(self) -> str:
        """Return the message CloudWatch Logs holds for this event: the envelope as compact JSON."""
        return json.dumps(self.to_envelope(), separators=(",", ":"), ensure_ascii=False)


def execution_arn(event: Event) -> str:
    """Return the execution that published an event, or an empty text.

    Step Functions appends the state machine's and the execution's ARN to ``resources`` (guide,
    "Add EventBridge events"); which comes first is not promised, so look for ``:execution:``.
    """
    return arn_among(event.resources)


def arn_among(resources: Sequence[str]) -> str:
    """Return the ARN of an execution among these, or an empty text."""
    for arn in resources:
        if ":execution:" in arn:
            return arn
    return ""


Arrival = tuple[int, int]
"""When a record came: (ingestion time in epoch milliseconds, sequence number)."""


class LogRecord(NamedTuple):
    """One event in the catch-all log.

    ``sequence`` numbers the records of one log in the order they were first read, from 1;
    ``ingested_ms`` is when the log received it, a clock apart from the event's own ``time``.
    """

    sequence: int
    ingested_ms: int
    event: Event

    @property
    def arrival(self) -> Arrival:
        """What orders records by when they came."""
        return self.ingested_ms, self.sequence

    @property
    def text(self) -> str:
        """The log message."""
        return self.event.to_text()


class MalformedRecord(NamedTuple):
    """A log message that is no event: kept, shown as a grey mark with its text, and counted."""

    sequence: int
    ingested_ms: int
    text: str
    reason: str


AnyRecord = LogRecord | MalformedRecord


def event_from_envelope(envelope: Any) -> Event:
    """Return the event an envelope describes.

    Raises `InvalidEvent` naming the field at fault. Fields that identify the event must be
    there; emulators leave out ``account``, so the rest may be missing.
    """
    if not isinstance(envelope, dict):
        raise InvalidEvent(f"An event must be a JSON object, not {_kind(envelope)}.")
    for name in _TEXTS:
        if not isinstance(envelope.get(name), str):
            raise InvalidEvent(f"`{name}` must be text, not {_kind(envelope.get(name))}.")
    if not isinstance(envelope.get("detail"), dict):
        raise InvalidEvent(f"`detail` must be a JSON object, not {_kind(envelope.get('detail'))}.")
    epoch_ms(envelope["time"])
    return _event(envelope)


def _event(envelope: Envelope) -> Event:
    resources = envelope.get("resources")
    return Event(
        id=envelope["id"],
        detail_type=intern(envelope["detail-type"]),  # alike in millions of events: kept once
        source=intern(envelope["source"]),
        account=intern(str(envelope.get("account", ""))),
        time=intern(envelope["time"]),
        region=intern(str(envelope.get("region", ""))),
        resources=tuple(map(str, resources)) if isinstance(resources, list) else (),
        detail=envelope["detail"],
        version=str(envelope.get("version", "0")),
        extras=tuple((name, envelope[name]) for name in envelope if name not in _FIELDS),
    )


def record_from_text(sequence: int, ingested_ms: int, text: str) -> AnyRecord:
    """Return the record a log message makes; raises nothing, for no message may blank a page."""
    try:
        return LogRecord(sequence, ingested_ms, event_from_envelope(json.loads(text)))
    except InvalidEvent as fault:
        return MalformedRecord(sequence, ingested_ms, text, str(fault))
    except (ValueError, RecursionError) as fault:
        return MalformedRecord(sequence, ingested_ms, text, f"Not JSON: {json_fault(fault)}.")


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    if value is None:
        return "missing or null"
    return names.get(type(value), "a number")


@lru_cache(maxsize=4096)
def epoch_ms(time: str) -> int:
    """Epoch milliseconds of an ISO 8601 time with a zone; raises `InvalidEvent` otherwise."""
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        raise InvalidEvent(f"`time` must look like 2026-01-31T12:00:00Z, not {time!r}.") from None
    if moment.tzinfo is None:
        raise InvalidEvent(f"`time` must name its zone, as 2026-01-31T12:00:00Z does: {time!r}.")
    return round(moment.timestamp() * 1000)


@lru_cache(maxsize=4096)
def iso_seconds(second: int) -> str:
    """Epoch seconds as EventBridge writes a time: ``2026-01-31T12:00:00Z``."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_milliseconds(at_ms: int) -> str:
    """Epoch milliseconds as the services stamp an item: ``2026-01-31T12:00:00.123Z``."""
    return iso_seconds(at_ms // 1000)[:-1] + _MILLISECONDS[at_ms % 1000]


_MILLISECONDS: Final = tuple([f".{milliseconds:03d}Z" for milliseconds in range(1000)])


SENT_AGAIN: Final = "urn:eda-live:sent-again:"
"""How the last resource of an event sent again begins; the id of the first one comes after it."""

_NAME_AGAIN: Final = re.compile(r".*-again-(\d{10,16})")


def entry_again(event: Event, detail: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Return the PutEvents entry that sends an event again, with another detail if one is given."""
    return {
        "Source": event.source,
        "DetailType": event.detail_type,
        "Detail": json.dumps(event.detail if detail is None else detail, ensure_ascii=False),
        "Resources": [
            *(each for each in event.resources if not each.startswith(SENT_AGAIN)),
            f"{SENT_AGAIN}{event.id}",
        ],
    }


def is_sent_again(resources: Sequence[str]) -> bool:
    """Return whether an event with these resources was sent again by hand."""
    return bool(resources) and resources[-1].startswith(SENT_AGAIN)


def original_id(event: Event) -> str:
    """Return the id of the event that this one sends again; empty where it sends none."""
    return event.resources[-1].removeprefix(SENT_AGAIN) if is_sent_again(event.resources) else ""


def name_again(uuid: str, at_ms: int) -> str:
    """Return the name of an execution that is started again at this time (epoch milliseconds)."""
    return f"{uuid}-again-{at_ms}"


def started_again_ms(arn: str) -> int | None:
    """Return when an execution was started again, as its name says; None where it says nothing."""
    found = _NAME_AGAIN.fullmatch(arn)
    return None if found is None else int(found[1])
