"""A record field by field: its name, its value, what it means and who put it there.

Meanings: EventBridge User Guide, "Events" (the fields of the envelope); Step Functions Developer
Guide, "Call EventBridge" (the resources it adds).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NotRequired, TypedDict

from eda_core.domain.durations import duration_text
from eda_core.domain.events import AnyRecord, Event, LogRecord, MalformedRecord
from eda_core.domain.orders import DetailType, Source, order_id_of
from eda_core.presentation.wording import clock_time
from eda_core.stack import Stack


class FieldData(TypedDict):
    """A field: what it says, what it means, and who put it there."""

    name: str
    value: str
    meaning: str
    origin: str


class FieldGroup(TypedDict):
    """Fields of one part of a record."""

    title: str
    fields: list[FieldData]


class EnvelopeFieldsData(TypedDict):
    """The component ``envelope_fields``; ``shown`` names the record, ``height`` is in pixels."""

    groups: list[FieldGroup]
    empty: str
    shown: NotRequired[str]
    height: NotRequired[int]


MAX_VALUE: Final = 4000
"""Characters of one value that are shown; an event may be as large as 1 MiB."""

MAX_DETAIL: Final = 60
"""Fields of a detail, and unknown fields of an envelope, that are explained one by one."""

NOTHING_CHOSEN: Final = "Choose an event of the log to see what each of its fields means."

LOG, BUS, PUBLISHER = "the log", "EventBridge", "the publisher"

_WHAT_HAPPENED: Final[Mapping[str, str]] = {
    DetailType.ORDER_CREATED.value: "Create Order took an order and stored its first item.",
    DetailType.PAYMENT_SUCCEEDED.value: "the payment was made.",
    DetailType.PAYMENT_FAILED.value: "the payment was declined. The execution itself succeeded.",
    DetailType.ORDER_COMPLETED.value: "Update Order stored that the order is completed.",
    DetailType.ORDER_CANCELLED.value: "Update Order stored that the order is cancelled.",
}
_WHO: Final[Mapping[str, str]] = {
    Source.ORDER_SERVICE.value: "the functions behind POST /order and behind payment events.",
    Source.PAYMENT_SERVICE.value: "the payment state machine.",
}


def envelope_fields(record: AnyRecord | None, stack: Stack) -> EnvelopeFieldsData:
    """Return the record as groups of explained fields; words to choose one where there is none."""
    if record is None:
        return {"groups": [], "empty": NOTHING_CHOSEN}
    groups = [_group("Around it, in the log", _log_fields(record))]
    if isinstance(record, LogRecord):
        envelope = _group("The envelope", _envelope(record, stack))
        groups = [envelope, _group("The detail in it", _detail(record.event, stack)), *groups]
    return {"groups": groups, "empty": ""}


def _group(title: str, fields: Iterator[FieldData]) -> FieldGroup:
    return {"title": title, "fields": list(fields)}


def _field(name: str, value: Any, meaning: str, origin: str) -> FieldData:
    text = value if isinstance(value, str) else _json(value)
    shown = text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}… ({len(text)} characters)"
    return {"name": name, "value": shown, "meaning": meaning, "origin": origin}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _log_fields(record: AnyRecord) -> Iterator[FieldData]:
    number = "Numbers the records of this log in the order they were read; AWS has no such number."
    yield _field("record", str(record.sequence), number, "this dashboard")
    received = "When the log received it, to the millisecond: what lists and timelines go by."
    yield _field("ingestionTime", f"{clock_time(record.ingested_ms)} UTC", received, LOG)
    if isinstance(record, MalformedRecord):
        kept = f"Not an event, so it is kept as a grey mark: {record.reason}"
        yield _field("message", record.text, kept, LOG)


def _envelope(record: LogRecord, stack: Stack) -> Iterator[FieldData]:
    event = record.event
    yield _field("version", event.version, "The version of the envelope; it is always 0.", BUS)
    same = "Names this event. A copy that is delivered again has the same id."
    yield _field("id", event.id, same, BUS)
    happened = _WHAT_HAPPENED.get(event.detail_type, "a word of the publisher's own.")
    yield _field("detail-type", event.detail_type, f"What happened: {happened}", PUBLISHER)
    who = _WHO.get(event.source, "none of the services of this stack.")
    yield _field("source", event.source, f"Who says so: {who}", PUBLISHER)
    yield _field("account", event.account, "The AWS account it was published in.", BUS)
    yield _field("time", event.time, _time_meaning(record), f"{BUS}, or {PUBLISHER}")
    yield _field("region", event.region, "The AWS Region it was published in.", BUS)
    yield from _resources(event, stack)
    for name, value in event.extras[:MAX_DETAIL]:
        yield _field(name, value, "No field of an envelope we know; kept as it came.", "unknown")


def _time_meaning(record: LogRecord) -> str:
    after_ms = record.ingested_ms - record.event.time_ms
    if record.event.time_ms % 1000:
        whole = "When it happened."
    else:
        whole = "When it happened, in whole seconds: within one, it cannot tell what came first."
    if after_ms < 0:
        return f"{whole} The log's clock was {duration_text(-after_ms)} behind."
    return f"{whole} The log received it {duration_text(after_ms)} later."


def _resources(event: Event, stack: Stack) -> Iterator[FieldData]:
    if not event.resources:
        nothing = "What the event is about, as ARNs; the publisher named nothing."
        yield _field("resources", "[]", nothing, PUBLISHER)
    for at, arn in enumerate(event.resources[:MAX_DETAIL]):
        meaning, origin = _resource_meaning(arn, stack)
        yield _field(f"resources[{at}]", arn, meaning, origin)


def _resource_meaning(arn: str, stack: Stack) -> tuple[str, str]:
    if ":execution:" in arn:
        return "The execution that published it: so the event leads to its history.", _STEPS
    if ":stateMachine:" in arn:
        named = stack.state_machine if arn.endswith(f":{stack.state_machine}") else "a workflow"
        return f"The state machine that published it: {named}.", _STEPS
    return "What the event is about.", PUBLISHER


_STEPS: Final = "Step Functions"


def _detail(event: Event, stack: Stack) -> Iterator[FieldData]:
    for name, value in list(event.detail.items())[:MAX_DETAIL]:
        yield _field(name, value, _detail_meaning(name, event, stack), PUBLISHER)
    left = len(event.detail) - MAX_DETAIL
    if left > 0:
        yield _field("…", f"{left} more fields", "See them as JSON.", PUBLISHER)


def _detail_meaning(name: str, event: Event, stack: Stack) -> str:
    if name == "id":
        if order_id_of(event.detail) is None:
            return "An order is a number or a text: this one joins no order."
        return "The order: the only thing that joins the events of one order."
    if name == "amount":
        return f"What the customer is to pay; {stack.state_machine} decides by it."
    return "A field of the publisher's own; nothing in this stack goes by it."


MAX_TEXT: Final = 100_000
"""Characters shown at most; an event may be as large as 1 MB."""


@dataclass(frozen=True, slots=True)
class EnvelopeCard:
    """A sentence about a record, and its text to be shown as it is."""

    caption: str
    text: str = ""
    language: str = "json"


def envelope_card(record: AnyRecord | None) -> EnvelopeCard:
    """Return the chosen record; a hint if there is none."""
    if record is None:
        return EnvelopeCard("Choose an event of the log to see all of it.")
    when = f"Record {record.sequence}, logged at {clock_time(record.ingested_ms)} UTC."
    if isinstance(record, MalformedRecord):
        return EnvelopeCard(f"{when} Not an event: {record.reason}", _cut(record.text), "text")
    text = json.dumps(record.event.to_envelope(), indent=2, ensure_ascii=False)
    return EnvelopeCard(f"{when} Event time {record.event.time}.", _cut(text))


def _cut(text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]}\n… and {len(text) - MAX_TEXT} characters more"
