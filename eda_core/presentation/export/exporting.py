"""One order or many as a file that another tool opens: the forms there are, and the writing.

All text is masked: no account id, no address, whatever the screen was told to show.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from eda_core.domain.masking import masked_value
from eda_core.domain.orders import OrderId, label_of
from eda_core.domain.unseen import write_halves
from eda_core.presentation.export.chrome_trace import chrome_document
from eda_core.presentation.export.cloud_events import cloud_events
from eda_core.presentation.export.order_trace import ExportedOrder, order_trace
from eda_core.presentation.export.otlp import grafana_document, otlp_document
from eda_core.presentation.export.sequence_diagram import sequence_diagram
from eda_core.presentation.export.trace_span import TraceSpan
from eda_core.presentation.order.story_page import plain_name
from eda_core.read_model import Reading

MOST_ORDERS: Final = 1_000
"""Orders of one file: about what Perfetto and Jaeger show at once."""


class ExportForm(StrEnum):
    """What an order can be written as, by what it is called on the command line."""

    OTLP = "otlp"
    GRAFANA = "grafana"
    PERFETTO = "perfetto"
    MERMAID = "mermaid"
    CLOUD_EVENTS = "cloudevents"


@dataclass(frozen=True, slots=True)
class FormWords:
    """What a form is called, who opens it, and how its file ends."""

    label: str
    opened_by: str
    ending: str
    mime: str


FORM_WORDS: Final = {
    ExportForm.OTLP: FormWords(
        "OpenTelemetry trace", "Jaeger, Aspire, any collector", "otlp.json", "application/json"
    ),
    ExportForm.GRAFANA: FormWords(
        "Grafana trace",
        "Grafana Explore, Import trace (one order at a time)",
        "grafana.json",
        "application/json",
    ),
    ExportForm.PERFETTO: FormWords(
        "Perfetto trace", "ui.perfetto.dev, chrome://tracing", "perfetto.json", "application/json"
    ),
    ExportForm.MERMAID: FormWords(
        "Mermaid diagram", "GitHub, GitLab, Notion", "mmd", "text/vnd.mermaid"
    ),
    ExportForm.CLOUD_EVENTS: FormWords(
        "CloudEvents",
        "Knative, Azure, anything that takes a batch",
        "cloudevents.json",
        "application/cloudevents-batch+json",
    ),
}


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to keep; ``left_out`` counts the orders beyond `MOST_ORDERS`."""

    text: str
    name: str
    mime: str
    orders: int
    left_out: int = 0


def orders_to_export(reading: Reading, orders: Iterable[OrderId]) -> tuple[ExportedOrder, ...]:
    """Return what is known of these orders, the first `MOST_ORDERS`; unknown ones are left out."""
    found = (_order_to_export(reading, order) for order in islice(orders, MOST_ORDERS))
    return tuple(order for order in found if order is not None)


def _order_to_export(reading: Reading, order: OrderId) -> ExportedOrder | None:
    view = reading.order(order)
    if view is None:
        return None
    return ExportedOrder(view, reading.ask(lambda tables: tables.messages_of(order)))


def export(
    orders: Sequence[ExportedOrder], form: ExportForm, world: str, now_ms: int
) -> ExportedFile:
    """Return these orders as a file of this form.

    ``world`` names where they are from: ids of traces are made of it and the order's id, so that
    the same order exported again is the same trace. ``now_ms`` is the time of the world.
    """
    kept = orders[:MOST_ORDERS]
    text = _WRITERS[form](kept, world, now_ms)
    labels = [label_of(order.view.row.order) for order in kept]
    name = f"order-{plain_name(labels[0])}" if len(labels) == 1 else f"{len(labels)}-orders"
    words = FORM_WORDS[form]
    left_out = len(orders) - len(kept)
    return ExportedFile(text, f"{name}.{words.ending}", words.mime, len(kept), left_out)


Writer = Callable[[Sequence[ExportedOrder], str, int], str]


def _spans(orders: Sequence[ExportedOrder], world: str, now_ms: int) -> list[TraceSpan]:
    return [span for order in orders for span in order_trace(order, world, now_ms)]


def _of_spans(document: Callable[[Sequence[TraceSpan]], Any]) -> Writer:
    return lambda orders, world, now_ms: _json(document(_spans(orders, world, now_ms)))


def _json(value: Any) -> str:
    text = json.dumps(masked_value(value), indent=1, ensure_ascii=False)
    return f"{write_halves(text)}\n"


_WRITERS: Final[dict[ExportForm, Writer]] = {
    ExportForm.OTLP: _of_spans(otlp_document),
    ExportForm.GRAFANA: _of_spans(grafana_document),
    ExportForm.PERFETTO: _of_spans(chrome_document),
    ExportForm.MERMAID: lambda orders, _world, now_ms: sequence_diagram(orders, now_ms),
    ExportForm.CLOUD_EVENTS: lambda orders, _world, _now_ms: _json(cloud_events(orders)),
}
