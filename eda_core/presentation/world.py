"""Which world is shown, and how fresh the picture is."""

from typing import Any

from eda_core.presentation.wording import ago_text


def world_status(world: str, last_event_ms: int | None, now_ms: int) -> dict[str, Any]:
    """The words of the bar that always names the world in use."""
    last = "no events yet" if last_event_ms is None else _last(now_ms - last_event_ms)
    return {"world": world, "room": "default", "status": last, "live": True, "title": "EDA live"}


def _last(age_ms: int) -> str:
    return f"last event {ago_text(age_ms)}"
