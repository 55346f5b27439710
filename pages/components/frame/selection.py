"""What a session has chosen to look at and a link can say: moment, lanes, and part of the timeline.

The chosen order is `session`'s. All of it is said in the address of whatever page is shown.
"""

import re
from typing import Final

from eda_core.presentation.frame.playhead import Playhead, moment_from
from pages.components.frame import session
from pages.components.kit.param import Param, tell_address, tell_again

BY_SERVICE: Final = "service"
BY_ORDER: Final = "order"
LANES: Final = (BY_SERVICE, BY_ORDER)

_VIEW_SHAPE: Final = re.compile(r"clock|\d{1,15}-\d{1,15}")


def _playhead_from(text: str) -> Playhead | None:
    at_ms = moment_from(text)
    return None if at_ms is None else Playhead(at_ms)


def _playhead_text(head: Playhead | None) -> str:
    """Return a playhead that moves is in no link."""
    return "" if head is None or head.plays else str(head.at_ms)


def _lanes_from(text: str) -> str:
    return text if text in LANES else BY_SERVICE


def _view_from(text: str) -> str:
    return text if _VIEW_SHAPE.fullmatch(text) else ""


PLAYHEAD: Final = Param[Playhead | None](
    "selection.playhead", None, "at", _playhead_from, _playhead_text, of_world=True
)
_SPEED: Final = Param("selection.speed", 1.0)
WAY: Final = Param("selection.lanes", BY_SERVICE, "lanes", _lanes_from)
VIEW: Final = Param("selection.view", "", "view", _view_from, of_world=True)


def playhead() -> Playhead | None:
    """Return where the playhead stands; None while the page shows the world as it is now."""
    return PLAYHEAD.get()


def moment() -> int | None:
    """Return the moment the playhead was put at (epoch milliseconds), or None while live."""
    held = playhead()
    return None if held is None else held.at_ms


def move_playhead(to: Playhead | None) -> None:
    """Put the playhead somewhere else, or away: then the page is live again."""
    PLAYHEAD.put(to)


def set_moment(at_ms: int | None) -> None:
    """Show this moment on every page of this session; None shows what is now."""
    move_playhead(None if at_ms is None else Playhead(at_ms, speed()))


def speed() -> float:
    """Return how many seconds of the world the playhead plays in one; kept while the page
    is live.
    """
    return _SPEED.get()


def set_speed(wanted: float) -> None:
    """Let the playhead play so fast, now or when it next does."""
    _SPEED.put(wanted)


def lanes() -> str:
    """Return how the timeline's lanes run: one of `LANES`."""
    return WAY.get()


def set_lanes(wanted: str) -> None:
    """Let the timeline's lanes run so."""
    WAY.put(_lanes_from(wanted))


def view() -> str:
    """Return what part of the timeline is in view.

    Nothing: what happened last. ``clock``: the last seconds. Two times in epoch milliseconds,
    ``from-to``: what a hand has chosen.
    """
    return VIEW.get()


def set_view(wanted: str) -> None:
    """Remember what part of the timeline is in view; what is no part of it is none."""
    VIEW.put(_view_from(wanted))


def keep_in_address() -> None:
    """Say in the address what is chosen, so that a link to it opens the same picture."""
    tell_again()
    tell_address(session.ORDER, PLAYHEAD, WAY, VIEW)
