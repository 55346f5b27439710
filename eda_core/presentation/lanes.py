"""Orders as lanes: three stations each, order, payment, outcome."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from eda_core.orders import DetailType, Outcome, label_of
from eda_core.presentation.outcomes import OUTCOME_LOOKS, event_look
from eda_core.presentation.wording import amount_text, clock_time, duration_text
from eda_core.projections.order_view import OrderTrail
from eda_core.projections.timeline import TimelineEntry

_STATIONS: Final = (
    ("order", (DetailType.ORDER_CREATED,)),
    ("payment", (DetailType.PAYMENT_SUCCEEDED, DetailType.PAYMENT_FAILED)),
    ("outcome", (DetailType.ORDER_COMPLETED, DetailType.ORDER_CANCELLED)),
)


def order_lanes(trails: Iterable[OrderTrail], chosen: str, now_ms: int) -> dict[str, Any]:
    """The lanes of these orders, in their order; ``chosen`` is an order's label or empty."""
    return {
        "lanes": [_lane(trail, now_ms) for trail in trails],
        "chosen": chosen,
        "empty": "No orders yet. Submit one, or press a scenario on the left.",
    }


def _lane(trail: OrderTrail, now_ms: int) -> dict[str, Any]:
    row, look = trail.row, OUTCOME_LOOKS[trail.row.outcome]
    waiting = row.outcome is Outcome.WAITING
    return {
        "order": label_of(row.order),
        "amount": amount_text(row.amount),
        "tone": look.tone,
        "glyph": look.glyph,
        "word": look.word,
        "marks": [_mark(name, kinds, trail) for name, kinds in _STATIONS],
        "elapsed": _elapsed(now_ms - row.first_ms if waiting else row.duration_ms),
    }


def _mark(station: str, kinds: Sequence[DetailType], trail: OrderTrail) -> dict[str, Any]:
    come = (e for e in reversed(trail.timeline) if e.event.detail_type in kinds)
    last = next(come, None)
    if last is not None:
        return _come(last)
    if station == "payment" and trail.error:
        return _failed(trail.error)
    return {"label": station, "time": "", "tone": "none", "reached": False}


def _come(entry: TimelineEntry) -> dict[str, Any]:
    return {
        "label": entry.event.detail_type,
        "time": clock_time(entry.at_ms),
        "tone": event_look(entry.event)[0],
        "reached": True,
    }


def _failed(error: str) -> dict[str, Any]:
    title = f"{error}: the execution failed, so no payment will come"
    return {
        "label": "execution failed",
        "time": "",
        "tone": "stuck",
        "shape": "dashed",
        "reached": True,
        "title": title,
    }


def _elapsed(elapsed_ms: int | None) -> str:
    return "" if elapsed_ms is None else duration_text(max(0, elapsed_ms))
