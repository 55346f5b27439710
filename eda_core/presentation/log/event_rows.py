"""Events as rows of a list, with marks where the stack was changed; and why a filter finds none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final, NotRequired, TypedDict

from eda_core.domain.events import AnyRecord, LogRecord, MalformedRecord
from eda_core.domain.orders import DetailType, label_of, order_id_of
from eda_core.presentation.order.looks import event_look
from eda_core.presentation.wording import (
    amount_text,
    clock_time,
    count_text,
    shortened,
    value_text,
)
from eda_core.read_model.event_search import EventFilter, SearchResult
from eda_core.read_model.field_terms import DEEPEST, FieldTerm
from eda_core.read_model.stack_history import StackPeriod

NO_EVENTS: Final = "No events yet. What the bus carries shows up here."
NOTHING_FITS: Final = "No event fits this filter."
MOST_CHANGES: Final = 50
"""Changes of the stack shown among the events at most, the newest."""


class EventRow(TypedDict):
    """A record, or a change of the stack, as one line.

    ``shape`` is ``round``, ``diamond``, ``square``, ``hollow``, ``dashed`` (a change) or ``grey``
    (a malformed record).
    """

    key: str
    time: str
    source: str
    detail_type: str
    order: str
    text: str
    tone: str
    shape: str
    title: str


class EventFeedData(TypedDict):
    """The component ``event_feed``.

    A row of one ``stream`` never changes, so the newest are sent and the browser keeps the rest:
    ``count`` is how many there are, ``whole`` whether all are sent. ``height`` is in pixels.
    """

    rows: list[EventRow]
    chosen_order: str
    chosen_event: str
    note: str
    empty: str
    title: NotRequired[str]
    height: NotRequired[int]
    stream: NotRequired[str]
    count: NotRequired[int]
    whole: NotRequired[bool]


def event_feed(
    found: SearchResult,
    chosen_order: str = "",
    chosen_event: str = "",
    filtered: bool = False,
    changes: Sequence[StackPeriod] = (),
) -> EventFeedData:
    """Return the records found as rows, newest first, and how many more there are.

    An event is named by the sequence number of its record. ``filtered`` says that the records
    had to fit something, which is why there may be none. ``changes`` of the stack, oldest first,
    are marked among the rows: below what was logged from then on, above what was logged before.
    """
    return {
        "rows": _rows(found, changes),
        "chosen_order": chosen_order,
        "chosen_event": chosen_event,
        "note": _note(found),
        "empty": NOTHING_FITS if filtered else NO_EVENTS,
    }


def _note(found: SearchResult) -> str:
    shown = len(found.records)
    if shown < found.total:
        return f"newest {count_text(shown)} of {count_text(found.total)} · UTC"
    return f"{count_text(found.total)} in the log · UTC"


def _rows(found: SearchResult, changes: Sequence[StackPeriod]) -> list[EventRow]:
    records = [((r.ingested_ms, 1, r.sequence), _row(r)) for r in found.records]
    marks = [
        ((change.since_ms, 0, number), _change_row(number, change))
        for number, change in _shown_changes(found, changes)
    ]
    if not marks:
        return [row for _, row in records]
    return [row for _, row in sorted(records + marks, key=lambda each: each[0], reverse=True)]


def _shown_changes(
    found: SearchResult, changes: Sequence[StackPeriod]
) -> Iterator[tuple[int, StackPeriod]]:
    """Yield the newest changes, numbered, back to the oldest record where older ones are
    left out.
    """
    cut = len(found.records) < found.total
    oldest_ms = found.records[-1].ingested_ms if cut and found.records else 0
    first = max(0, len(changes) - MOST_CHANGES)
    for number, change in enumerate(changes[first:], start=first):
        if change.since_ms >= oldest_ms:
            yield number, change


def _change_row(number: int, change: StackPeriod) -> EventRow:
    return {
        "key": f"change-{number}",
        "time": clock_time(change.since_ms),
        "source": "simulator",
        "detail_type": "stack changed",
        "order": "",
        "text": change.what,
        "tone": "none",
        "shape": "dashed",
        "title": f"{change.what}; it applies to events from here on",
    }


def _row(record: AnyRecord) -> EventRow:
    if isinstance(record, MalformedRecord):
        return _malformed_row(record)
    event = record.event
    tone, shape = event_look(event)
    order = order_id_of(event.detail)
    return {
        "key": str(record.sequence),
        "time": clock_time(record.ingested_ms),
        "source": event.source,
        "detail_type": event.detail_type,
        "order": "" if order is None else label_of(order),
        "text": _detail_text(event.detail_type, event.detail),
        "tone": tone,
        "shape": shape,
        "title": f"event {event.id}, event time {event.time}",
    }


def _detail_text(detail_type: str, detail: Any) -> str:
    if detail_type == DetailType.ORDER_CREATED and "amount" not in detail:
        return amount_text(None)
    rest = {name: value for name, value in detail.items() if name != "id"}
    return ", ".join(f"{name} {value_text(value)}" for name, value in list(rest.items())[:4])


def _malformed_row(record: MalformedRecord) -> EventRow:
    return {
        "key": str(record.sequence),
        "time": clock_time(record.ingested_ms),
        "source": "not an event",
        "detail_type": "",
        "order": "",
        "text": record.reason,
        "tone": "unknown",
        "shape": "grey",
        "title": record.reason,
    }


_SIGNS: Final = ("<", ">", "=")


def why_empty(wanted: EventFilter, newest: Sequence[AnyRecord]) -> str:
    """Return which part of a filter takes none of the ``newest`` records, and what may be meant.

    Where each part takes some, how many each of them takes.
    """
    parts = list(_parts(wanted))
    if not newest or not parts:
        return NOTHING_FITS
    counts = [(words, sum(part.takes(each) for each in newest)) for words, part in parts]
    among = f"of the newest {count_text(len(newest))}"
    none = [words for words, count in counts if not count]
    if none:
        alone = f"None {among} fits {' or '.join(none)}."
        return " ".join((NOTHING_FITS, alone, *_hints(wanted, newest)))
    each = ", ".join(f"{words} fits {count_text(count)}" for words, count in counts)
    return f"{NOTHING_FITS} Alone, {each} {among}; none fits all."


def _parts(wanted: EventFilter) -> Iterator[tuple[str, EventFilter]]:
    """Yield each part of a filter as it was typed, and the filter that asks for nothing else."""
    for term in wanted.terms:
        yield _written(term), EventFilter(terms=(term,))
    if wanted.text:
        yield f"the text “{shortened(wanted.text)}”", EventFilter(text=wanted.text)
    if wanted.order is not None:
        yield f"order {label_of(wanted.order)}", EventFilter(order=wanted.order)
    if wanted.source:
        yield f"source {wanted.source}", EventFilter(source=wanted.source)
    if wanted.detail_type:
        yield f"type {wanted.detail_type}", EventFilter(detail_type=wanted.detail_type)
    if wanted.pattern is not None:
        yield "the pattern", EventFilter(pattern=wanted.pattern)
    if wanted.from_ms is not None or wanted.before_ms is not None:
        rest = EventFilter()
        yield "the time", replace(rest, from_ms=wanted.from_ms, before_ms=wanted.before_ms)


def _written(term: FieldTerm) -> str:
    return f"{'.'.join(term.path)}{term.sign}{shortened(term.value)}"


def _hints(wanted: EventFilter, newest: Sequence[AnyRecord]) -> Iterator[str]:
    known = {path for record in newest for path in _paths(record)}
    for term in wanted.terms:
        path = ".".join(term.path)
        if term.path[0] == "detail" and path not in known:
            near = get_close_matches(path, sorted(known), 1)
            meant = f"; did you mean {near[0]}?" if near else "."
            yield f"No event has {path}{meant}"
        yield from _hint_of_a_part(term, newest)
    if wanted.text.startswith("detail.") or any(sign in wanted.text for sign in _SIGNS):
        yield "That was looked for as text: a field is asked for like detail.amount>500."


def _hint_of_a_part(term: FieldTerm, newest: Sequence[AnyRecord]) -> Iterator[str]:
    """Say what asks for a part of a value, where all of it was asked for and no value is it."""
    part = replace(term, sign=":")
    fits = EventFilter(terms=(part,)).takes
    if term.sign == "=" and any(map(fits, newest)):
        yield f"{_written(part)} would: it asks for a part of the value."


def _paths(record: AnyRecord) -> Iterator[str]:
    if isinstance(record, LogRecord):
        yield from _below("detail", record.event.detail, DEEPEST)


def _below(path: str, value: Any, levels: int) -> Iterator[str]:
    if isinstance(value, dict) and levels:
        for name, inner in value.items():
            yield f"{path}.{name}"
            yield from _below(f"{path}.{name}", inner, levels - 1)
