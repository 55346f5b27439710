"""Which world is shown, how fresh the picture is, and how time stands in it."""

from typing import Any, Final

from eda_core.ports import Pace, TimeState
from eda_core.presentation.wording import ago_text, count_text

PACES: Final = {
    Pace.REAL_TIME: "Real time",
    Pace.SLOW: "Slow motion",
    Pace.TO_THE_END: "Run to end",
}
HOPS_MS: Final = (1000, 250, 500, 2000, 5000)
"""What a hop may take in slow motion; the first is proposed."""


def hop_text(hop_ms: int) -> str:
    """``1 s a hop``, ``0.25 s a hop``."""
    return f"{hop_ms / 1000:g} s a hop"


def world_status(
    world: str, last_event_ms: int | None, now_ms: int, time: TimeState | None = None
) -> dict[str, Any]:
    """The words of the bar that always names the world in use."""
    last = "no events yet" if last_event_ms is None else f"last event {_age(last_event_ms, now_ms)}"
    return {
        "world": world,
        "room": "default",
        "status": " · ".join(filter(None, (_standing(time), last))),
        "live": time is None or not time.paused,
        "title": "EDA live",
    }


def _age(at_ms: int, now_ms: int) -> str:
    return ago_text(now_ms - at_ms)


def _standing(time: TimeState | None) -> str:
    if time is None or not (time.paused or time.pace is Pace.SLOW):
        return ""
    word = "paused" if time.paused else "slow motion"
    return f"{word}, {count_text(time.pending)} to come"
