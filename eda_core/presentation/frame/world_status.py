"""Which world is shown, how fresh the picture is, and how time stands in it."""

from collections.abc import Iterator
from typing import Final, NotRequired, TypedDict

from eda_core.domain.durations import duration_text
from eda_core.ports import FeedState, Pace, TimeState
from eda_core.presentation.wording import ago_text, count_text

PACES: Final = {
    Pace.REAL_TIME: "Real time",
    Pace.SLOW: "Slow motion",
    Pace.TO_THE_END: "Run to end",
}
HOPS_MS: Final = (1000, 250, 500, 2000, 5000)
"""What a hop may take in slow motion; the first is proposed."""


class WorldBarData(TypedDict):
    """The component ``world_bar``; ``stage`` says whether the page is shown on the stage."""

    world: str
    room: str
    status: str
    live: bool
    title: str
    stage: NotRequired[bool]


def hop_text(hop_ms: int) -> str:
    """``1 s a hop``, ``0.25 s a hop``."""
    return f"{hop_ms / 1000:g} s a hop"


def world_status(
    world: str,
    last_event_ms: int | None,
    now_ms: int,
    time: TimeState | None = None,
    room: str = "",
    feed: FeedState | None = None,
) -> WorldBarData:
    """The words of the bar that always names the world in use, and its room where it has one.

    ``feed`` is how the reading of a world from afar stands.
    """
    last = "no events yet" if last_event_ms is None else f"last event {_age(last_event_ms, now_ms)}"
    return {
        "world": world,
        "room": room,
        "status": " · ".join(filter(None, (_standing(time), last, *_reading(feed, now_ms)))),
        "live": time is None or not time.paused,
        "title": "EDA live",
    }


def _age(at_ms: int, now_ms: int) -> str:
    return ago_text(now_ms - at_ms)


def _reading(feed: FeedState | None, now_ms: int) -> Iterator[str]:
    """When the next look comes, and how long the newest event took to be seen."""
    if feed is not None and feed.next_poll_ms is not None:
        yield f"next look in {max(0, feed.next_poll_ms - now_ms) // 1000} s"
    if feed is not None and feed.lag_ms is not None:
        yield f"lag {duration_text(feed.lag_ms)}"


def _standing(time: TimeState | None) -> str:
    if time is None or not (time.paused or time.pace is Pace.SLOW):
        return ""
    word = "paused" if time.paused else "slow motion"
    return f"{word}, {count_text(time.pending)} to come"
