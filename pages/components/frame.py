"""What every live page shows around its own: the world in use, and the bar that holds time."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from eda_core.bootstrap import Connection
from eda_core.presentation.world import world_status
from eda_core.read_model import Reading
from eda_core.settings import WorldKind
from pages.components import (
    account_banner,
    failures,
    moment_bar,
    selection,
    session,
    time_bar,
    world_bar,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: the world as it is now, or as it was when the playhead stands.

    ``now_ms`` is that time of the world (epoch milliseconds). Acting goes to the world itself.
    """

    reading: Reading
    now_ms: int
    live: bool


def show(connection: Connection, bar: Any) -> Shown:
    """Refresh the model and show the frame; answers what the page is to show.

    ``bar`` is the container at the top of the page. Call it first in a page's live fragment.
    """
    if session.connection().model is not connection.model:  # another world was chosen
        st.rerun()
    model, time = connection.model, connection.backend.time
    with failures.shown():
        model.refresh()
    now_ms = connection.now_ms()
    shown = Shown(model, now_ms, live=True)
    with bar, failures.shown():
        earlier = moment_bar.shown_model(connection, now_ms)
        shown = shown if earlier is None else Shown(earlier, earlier.at_ms, live=False)
    selection.keep_in_address()
    state = None if time is None else time.state()
    room = "" if time is None else connection.settings.room
    feed = None if connection.backend.feed is None else connection.backend.feed.state()
    world_bar.show(world_status(model.world, model.last_event_ms(), now_ms, state, room, feed))
    with bar:
        if connection.settings.world is WorldKind.AWS:
            account_banner.show(connection.settings)
        time_bar.show(connection)
        if not shown.live:
            moment_bar.show(connection, shown.now_ms, now_ms)
    return shown
