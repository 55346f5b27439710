"""What every live page shows around its own: the world in use, and the bar that holds time."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import BackendError
from eda_core.domain.feed import FeedState
from eda_core.domain.settings import BusKind, WorldKind
from eda_core.ports import TimeState
from eda_core.presentation.frame.world_status import (
    changes_of_demo,
    log_status,
    world_status,
)
from eda_core.read_model import Reading
from pages.components.frame import (
    account_banner,
    failures,
    moment_bar,
    selection,
    session,
    time_bar,
)
from pages.components.kit import action, assets
from pages.components.kit.memo import in_hand
from pages.components.recording import acts_bar, driven, walk

Parameters = ParamSpec("Parameters")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: the world as it is now, or as it was when the playhead stands.

    ``now_ms`` is that time of the world, ``world_ms`` its time now (epoch milliseconds), and
    ``time`` how time stands there. ``status`` says which world it is, and how fresh; ``banner``
    how many lines are above the page. Acting goes to the world itself.
    """

    reading: Reading
    now_ms: int
    live: bool
    world_ms: int = 0
    time: TimeState | None = None
    status: dict[str, Any] = field(default_factory=dict)
    banner: int = 0


def of_one_instant(
    show_page: Callable[Concatenate[Connection, Parameters], None],
) -> Callable[Concatenate[Connection, Parameters], None]:
    """Let a page's live fragment ask while the model stays as it is: all it shows fits together."""

    @wraps(show_page)
    def at_one_instant(
        connection: Connection, /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> None:
        with in_hand(), connection.model.at_one_instant():
            show_page(connection, *args, **kwargs)

    return at_one_instant


def begin(connection: Connection) -> Any:
    """Show the bar that holds time, at the top of a page; answers its container.

    It is shown by the page, not by the page's live fragment: sending it again with every refresh
    would cost as much as all the rest.
    """
    driven.begin(connection)
    walk.begin(connection)
    bar = st.container(key="bar")
    with suppress(BackendError):  # the page's own look says what is wrong
        connection.model.refresh()
    with bar, failures.shown():
        time_bar.show(connection, acts_bar.show)
    return bar


def show(connection: Connection, bar: Any) -> Shown:
    """Refresh the model and show the frame; answers what the page is to show.

    ``bar`` is what `begin` answered. Call it first in a page's live fragment. Where another world
    was chosen, or the bar would look otherwise by now, the whole page runs anew.
    """
    shown = look(connection, bar)
    if not shown.live:
        with bar:
            moment_bar.show(connection, shown.now_ms, connection.now_ms())
    _show_world(shown.status)
    return shown


def look(connection: Connection, bar: Any) -> Shown:
    """`show`, but for the lines that say which world it is and which moment: the page says both."""
    action.begin_refresh()
    if session.is_left(connection):
        st.rerun()
    model, feed = connection.model, connection.backend.feed
    # What goes wrong with a feed stands in the banner, with its remedy; it is said once.
    with failures.shown() if feed is None else suppress(BackendError):
        model.refresh()
    if time_bar.is_outdated(connection) or (
        connection.recording is not None
        and walk.look(connection, connection.recording.acts)
        and time_bar.is_outdated(connection)
    ):
        st.rerun()
    now_ms, read = connection.now_ms(), None if feed is None else feed.state()
    status = _status(connection, now_ms, read)
    shown = Shown(model, now_ms, True, now_ms, model.instant.time, status)
    with bar, failures.shown():
        earlier = moment_bar.follow_playhead(connection, now_ms)
        if earlier is not None:
            shown = replace(shown, reading=earlier, now_ms=earlier.at_ms, live=False)
    selection.keep_in_address()
    if driven.CODE.get():  # asked here, for a refresh of a window in no pair is to cost nothing
        driven.look(connection)
    if connection.settings.world is WorldKind.AWS:
        with bar:
            lines = account_banner.show(connection.settings, read, now_ms)
        shown = replace(shown, banner=lines)
    return shown


def _status(connection: Connection, now_ms: int, read: FeedState | None) -> dict[str, Any]:
    """Return which world it is, how fresh, and in what its stack is not the demo's."""
    model, time = connection.model, connection.model.instant.time
    if connection.settings.is_read_only:
        return {**log_status(model.world, model.last_event_ms())}
    is_classic = connection.settings.bus is BusKind.CLASSIC  # asked for at each refresh
    named = connection.settings.room if is_classic else connection.settings.room_title
    room = "" if time is None else named
    elsewhere = time_bar.is_paused_elsewhere(connection)
    status = world_status(
        model.world, model.last_event_ms(), now_ms, time, read, elsewhere=elsewhere
    )
    return {
        **status,
        "room": room,
        "changed": model.ask_once(("changed",), lambda t: changes_of_demo(t.stacks.now)),
    }


def _show_world(status: dict[str, Any], key: str = "world-bar") -> None:
    """Show ``world``, ``room``, ``status`` and ``live``.

    Under its default key the style sheet of the shell puts it into the bar with the navigation.
    """
    assets.mount("world_bar", status, key)
