"""An order's events as a batch of CloudEvents 1.0, in the JSON batch format.

``time`` is the event's own, in whole seconds; ``recordedtime`` (extension "Recorded Time") is when
the log received it, and ``sequence`` (extension "Sequence") its place among the order's events,
which whole seconds do not say. ``provenance`` says that all of it was reported. The account is
left out: a mask would be no URI.
"""

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from eda_core.domain.events import epoch_ms, iso_milliseconds
from eda_core.domain.orders import label_of
from eda_core.presentation.export.order_trace import MOST_EVENTS, ExportedOrder
from eda_core.read_model.timeline import TimelineEntry

SPEC_VERSION = "1.0"

_UTC_OF_RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)


def cloud_events(orders: Iterable[ExportedOrder]) -> list[dict[str, Any]]:
    """Return the events of these orders, each order's in the order of cause and effect."""
    return [
        _cloud_event(order, number, entry)
        for order in orders
        for number, entry in enumerate(order.view.timeline[:MOST_EVENTS], start=1)
    ]


def _cloud_event(order: ExportedOrder, number: int, entry: TimelineEntry) -> dict[str, Any]:
    event = entry.event
    return {
        "specversion": SPEC_VERSION,
        "id": event.id,
        "source": f"/{quote(order.view.stack.bus, safe='')}/{quote(event.source, safe='')}",
        "type": event.detail_type or "(none)",
        "subject": label_of(order.view.row.order),
        "time": rfc_3339(event.time),
        "datacontenttype": "application/json",
        "recordedtime": iso_milliseconds(entry.at_ms),
        "sequence": f"{number:08d}",
        "provenance": "known",
        "data": dict(event.detail),
    }


def rfc_3339(time: str) -> str:
    """Return an event's time as a CloudEvent must have it: as it is if it can be, else in UTC.

    A log may hold other forms of ISO 8601. One with an offset could stay by the letter of RFC 3339,
    but not every SDK reads one right, and all of them read a Z.
    """
    return time if _UTC_OF_RFC_3339.fullmatch(time) else iso_milliseconds(epoch_ms(time))
