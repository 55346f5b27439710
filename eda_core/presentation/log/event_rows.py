"""Events as rows of a list, with marks where the stack was changed."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NotRequired, TypedDict

from eda_core.domain.events import AnyRecord, MalformedRecord
from eda_core.domain.orders import DetailType, label_of, order_id_of
from eda_core.presentation.order.outcomes import event_look
from eda_core.presentation.wording import amount_text, clock_time, count_text, value_text
from eda_core.read_model.event_search import SearchResult
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
