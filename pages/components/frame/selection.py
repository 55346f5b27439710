"""What a session has chosen to look at and a link can say: the moment, and how the lanes run.

The chosen order is `session`'s. What an address says is believed once, when the session begins;
from then on the session holds it, and puts it into the address of whatever page it goes to.
"""

from typing import Final

import streamlit as st

from eda_core.presentation.frame.playhead import Playhead, moment_from
from pages.components.frame import session

BY_SERVICE: Final = "service"
BY_ORDER: Final = "order"
LANES: Final = (BY_SERVICE, BY_ORDER)

_ORDER: Final = "order"
_AT: Final = "at"
_LANES: Final = "lanes"
_PLAYHEAD: Final = "selection.playhead"
_HELD_LANES: Final = "selection.lanes"


def playhead() -> Playhead | None:
    """Where the playhead stands; None while the page shows the world as it is now."""
    if _PLAYHEAD not in st.session_state:
        at_ms = moment_from(st.query_params.get(_AT, ""))
        st.session_state[_PLAYHEAD] = None if at_ms is None else Playhead(at_ms)
    held: Playhead | None = st.session_state[_PLAYHEAD]
    return held


def moment() -> int | None:
    """The moment the playhead was put at (epoch milliseconds), or None while live."""
    held = playhead()
    return None if held is None else held.at_ms


def move_playhead(to: Playhead | None) -> None:
    """Put the playhead somewhere else, or away: then the page is live again."""
    st.session_state[_PLAYHEAD] = to


def set_moment(at_ms: int | None) -> None:
    """Show this moment on every page of this session; None shows what is now."""
    held = playhead()
    speed = 1.0 if held is None else held.speed
    move_playhead(None if at_ms is None else Playhead(at_ms, speed))


def lanes() -> str:
    """How the timeline's lanes run: one of `LANES`."""
    if _HELD_LANES not in st.session_state:
        st.session_state[_HELD_LANES] = st.query_params.get(_LANES, "")
    held: str = st.session_state[_HELD_LANES]
    return held if held in LANES else BY_SERVICE


def set_lanes(wanted: str) -> None:
    """Let the timeline's lanes run so."""
    st.session_state[_HELD_LANES] = wanted


def keep_in_address() -> None:
    """Say in the address what is chosen, so that a link to it opens the same picture."""
    held = playhead()
    at = "" if held is None or held.plays else str(held.at_ms)
    way = lanes()
    address = st.query_params.to_dict()
    chosen = {_ORDER: session.chosen_label(), _AT: at, _LANES: way if way != BY_SERVICE else ""}
    for name, value in chosen.items():
        if value and address.get(name) != value:
            st.query_params[name] = value
        elif not value and name in address:
            del st.query_params[name]
