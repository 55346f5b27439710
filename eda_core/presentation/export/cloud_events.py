"""An order's events as a batch of CloudEvents 1.0, in the JSON batch format.

``time`` is the event's own, in whole seconds; ``recordedtime`` (extension "Recorded Time") is when
the log received it, and ``sequence`` (extension "Sequence") its place among the order's events,
which whole seconds do not say. ``provenance`` says that all of it was reported. The account is
left out: a mask would be no URI.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from eda_core.domain.events import iso_milliseconds
from eda_core.domain.orders import label_of
from eda_core.presentation.export.order_trace import MOST_EVENTS, ExportedOrder
from eda_core.read_model.timeline import TimelineEntry

SPEC_VERSION = "1.0"


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
        "time": event.time,
        "datacontenttype": "application/json",
        "recordedtime": iso_milliseconds(entry.at_ms),
        "sequence": f"{number:08d}",
        "provenance": "known",
        "data": dict(event.detail),
    }
