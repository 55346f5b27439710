"""The line that says that a page shows an earlier moment, and the way back to what is now."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.presentation.frame.playhead import Playhead, showing
from eda_core.read_model import MomentModel
from pages.components.frame import selection
from pages.components.kit.memo import Memo

IDLE_MS: Final = 2_000
"""Time in which nothing comes; playing skips what is longer."""

_RUN_UP_MS: Final = 400
_MODEL: Final = Memo[MomentModel]("moment.model")


def follow_playhead(connection: Connection, now_ms: int) -> MomentModel | None:
    """Return the picture at the playhead, or None where the page is live.

    Raises `BackendError` where a source cannot be read.
    """
    head = _play_on(connection) if connection.backend.capabilities.moments else None
    if head is None or not _is_past(connection, at_ms := head.moment(connection.clock()), now_ms):
        selection.move_playhead(None)
        _MODEL.forget()
        return None
    live = connection.model
    model = _MODEL.of(live) or _MODEL.keep(MomentModel(live, at_ms), live)
    model.show(at_ms)
    return model


def _is_past(connection: Connection, at_ms: int, now_ms: int) -> bool:
    """Return whether a moment is an earlier one; a log without events has none.

    A link may name one that a room has no more: nothing would lead back from there. A feed may have
    only begun to read its log.
    """
    is_empty = connection.backend.feed is None and connection.model.last_event_ms() is None
    return at_ms < now_ms and not is_empty


def _play_on(connection: Connection) -> Playhead | None:
    """Return the playhead, put forward where nothing comes for a while."""
    head, clock_ms = selection.playhead(), connection.clock()
    if head is None or not head.plays:
        return head
    at_ms = head.moment(clock_ms)
    next_ms = connection.model.event_after(at_ms)
    if next_ms is None or next_ms - at_ms > IDLE_MS:
        last = connection.model.event_before(at_ms + 1) or at_ms
        if at_ms - last > IDLE_MS // 2:
            head = None if next_ms is None else Playhead(next_ms - _RUN_UP_MS, head.speed, clock_ms)
            selection.move_playhead(head)
    return head


def show(connection: Connection, at_ms: int, now_ms: int) -> None:
    """Show the line: which moment, and what can be done about it."""
    head = selection.playhead()
    plays = head is not None and head.plays
    with st.container(horizontal=True, key="moment-bar", vertical_alignment="center"):
        st.markdown(f"**Showing {showing(at_ms, now_ms)}**", width="content")
        _button("Previous event", ":material/chevron_left:", step, connection, -1)
        _button("Pause" if plays else "Play", _ICONS[plays], play, connection, not plays)
        _button("Next event", ":material/chevron_right:", step, connection, 1)
        st.button("Back to live", key="moment.live", type="primary", on_click=_back)


_ICONS: Final = {False: ":material/play_arrow:", True: ":material/pause:"}


def _button(
    label: str, icon: str, act: Callable[..., None], connection: Connection, what: int
) -> None:
    key = f"moment.{label.split(maxsplit=1)[0].lower()}"
    st.button(label, icon=icon, key=key, on_click=act, args=(connection, what))


def step(connection: Connection, direction: int) -> None:
    """Go to the next event of the log, or to the one before (-1)."""
    live = connection.model
    live.refresh()
    now_ms, head = connection.now_ms(), selection.playhead()
    at_ms = now_ms if head is None else head.moment(connection.clock())
    to_ms = live.event_after(at_ms) if direction > 0 else live.event_before(at_ms)
    if to_ms is not None:
        selection.set_moment(to_ms)


def play(connection: Connection, wanted: int, speed: float | None = None) -> None:
    """Play on from where the playhead stands, or rest; from live on there is nothing to play."""
    head, clock_ms = selection.playhead(), connection.clock()
    if head is None:
        return
    at_ms, speed = head.moment(clock_ms), head.speed if speed is None else speed
    selection.move_playhead(Playhead(at_ms, speed, clock_ms if wanted else None))


def play_from(connection: Connection, at_ms: int) -> None:
    """Play on from this moment (epoch milliseconds), which the address never names."""
    selection.move_playhead(Playhead(at_ms, selection.speed(), connection.clock()))


def _back() -> None:
    selection.set_moment(None)
