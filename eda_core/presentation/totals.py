"""The totals strip: large numbers, small labels."""

from typing import Any

from eda_core.orders import Outcome
from eda_core.presentation.outcomes import OUTCOME_LOOKS
from eda_core.presentation.wording import count_text, duration_text
from eda_core.projections.order_book import Totals, Troubles

NO_VALUE = "\N{EN DASH}"


def totals_strip(totals: Totals, troubles: Troubles) -> dict[str, Any]:
    """The tiles of the totals strip."""
    return {
        "tiles": [
            _tile("submitted", "", count_text(totals.orders), "submitted", "none"),
            *(_outcome_tile(totals, outcome) for outcome in _SHOWN),
            _trouble_tile(troubles),
            _tile("time", "", _time(totals.median_ms), _time_label(totals.p95_ms), "none"),
        ]
    }


_SHOWN = (Outcome.COMPLETED, Outcome.CANCELLED, Outcome.WAITING)


def _outcome_tile(totals: Totals, outcome: Outcome) -> dict[str, Any]:
    look = OUTCOME_LOOKS[outcome]
    value = count_text(totals.by_outcome[outcome])
    return _tile(look.tone, look.glyph, value, look.word.lower(), look.tone)


def _trouble_tile(troubles: Troubles) -> dict[str, Any]:
    parts = {
        "failed executions": troubles.executions,
        "deliveries tried again": troubles.retrying,
        "dead letters": troubles.dead_letters,
        "dropped": troubles.dropped,
    }
    count = sum(parts.values())
    words = ", ".join(f"{name}: {number}" for name, number in parts.items())
    tile = _tile("failed", "!" if count else "", count_text(count), "failures", "none")
    return tile | {"tone": "stuck" if count else "none", "title": words}


def _time(median_ms: int | None) -> str:
    return NO_VALUE if median_ms is None else duration_text(median_ms)


def _time_label(p95_ms: int | None) -> str:
    return "to outcome" if p95_ms is None else f"median · p95 {duration_text(p95_ms)}"


def _tile(key: str, glyph: str, value: str, label: str, tone: str) -> dict[str, Any]:
    return {"key": key, "glyph": glyph, "value": value, "label": label, "tone": tone}
