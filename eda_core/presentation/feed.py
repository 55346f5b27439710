"""Events as rows of a list."""

from typing import Any, Final

from eda_core.events import AnyRecord, MalformedRecord
from eda_core.orders import DetailType, label_of, order_id_of
from eda_core.presentation.outcomes import event_look
from eda_core.presentation.wording import amount_text, clock_time, count_text, value_text
from eda_core.projections.event_search import Found

NO_EVENTS: Final = "No events yet. What the bus carries shows up here."
NOTHING_FITS: Final = "No event fits this filter."


def event_feed(
    found: Found, chosen_order: str = "", chosen_event: str = "", filtered: bool = False
) -> dict[str, Any]:
    """The records found as rows, newest first, and how many more there are.

    An event is named by the sequence number of its record. ``filtered`` says that the records
    had to fit something, which is why there may be none.
    """
    return {
        "rows": [_row(record) for record in found.records],
        "chosen_order": chosen_order,
        "chosen_event": chosen_event,
        "note": _note(found),
        "empty": NOTHING_FITS if filtered else NO_EVENTS,
    }


def _note(found: Found) -> str:
    shown = len(found.records)
    if shown < found.total:
        return f"newest {count_text(shown)} of {count_text(found.total)} · UTC"
    return f"{count_text(found.total)} in the log · UTC"


def _row(record: AnyRecord) -> dict[str, Any]:
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


def _malformed_row(record: MalformedRecord) -> dict[str, Any]:
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
