"""The menu of rooms: go to another, copy this one, take it along, or begin it anew."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection, rooms_of
from eda_core.domain.errors import EdaError
from eda_core.domain.settings import room_from
from eda_core.presentation.frame.room_menu import IN_MEMORY, room_caption, room_title
from pages.components.frame import presses, session

_MENU: Final = "room-menu"
_TO: Final = "room.to"
_SURE: Final = "room.sure"
_UPLOAD: Final = "room.upload"
_REFUSAL: Final = "room.refusal"


def standing(connection: Connection) -> tuple[str, ...]:
    """What the menu depends on: its warning, and how full the room is while it is open."""
    warning, kept = _state(connection)
    return (warning, kept) if st.session_state.get(_MENU) else (warning,)


def _state(connection: Connection) -> tuple[str, str]:
    """The room's warning, and the line that says how full it is."""
    state = connection.room_state()
    if state is None:
        return "", IN_MEMORY
    return state.warning, room_caption(state.orders, state.bytes, state.limit)


def show(connection: Connection) -> None:
    """Show the menu, where the world is a room of the simulator.

    What is in it is sent only while it is open.
    """
    if connection.backend.time is None:
        return
    warning, kept = _state(connection)
    icon = ":material/warning:" if warning else None
    title = room_title(connection.settings.room)
    menu = st.popover(title, icon=icon, key=_MENU, on_change="rerun")
    if not menu.open:
        return
    with menu:
        st.caption(kept)
        if warning:
            st.warning(warning)
        _show_others(connection)
        if connection.room is not None:
            _show_copies(connection)
            _show_reset(connection)
        if refusal := st.session_state.get(_REFUSAL):
            st.error(refusal)


def _show_others(connection: Connection) -> None:
    st.text_input(
        "Another room",
        key=_TO,
        placeholder="anna",
        help="Small letters, digits and hyphens. A name nobody uses yet makes a new room.",
    )
    go, copy = st.columns(2)
    go.button("Go there", key="room.go", on_click=_trying, args=(_go, connection))
    copy.button(
        "Copy to it",
        key="room.copy",
        disabled=connection.room is None,
        on_click=_trying,
        args=(_copy, connection),
    )


def _show_copies(connection: Connection) -> None:
    name = connection.settings.room
    st.download_button(
        "Export as JSON lines",
        data=lambda: _exported(connection),
        file_name=f"{name}.room.jsonl",
        mime="application/x-ndjson",
        key="room.export",
        on_click="ignore",
    )
    st.file_uploader("Import an exported room", type=["jsonl"], key=_UPLOAD)
    if st.session_state.get(_UPLOAD) is not None:
        st.button("Import it", key="room.import", on_click=_trying, args=(_import, connection))


def _show_reset(connection: Connection) -> None:
    sure = st.checkbox("Forget all orders and events of this room", key=_SURE)
    st.button(
        "Reset room",
        key="room.reset",
        icon=":material/delete:",
        disabled=not sure,
        on_click=_trying,
        args=(_reset, connection),
    )


@presses.once
def _trying(deed: Callable[[Connection], None], connection: Connection) -> None:
    st.session_state[_REFUSAL] = ""
    try:
        deed(connection)
    except EdaError as refusal:
        st.session_state[_REFUSAL] = str(refusal)


def _wanted() -> str:
    return room_from(str(st.session_state.get(_TO, "")).strip(), "The name of a room")


def _go(connection: Connection) -> None:
    session.choose(replace(connection.settings, room=_wanted()))
    st.session_state[_TO] = ""


def _copy(connection: Connection) -> None:
    if connection.room is not None:
        connection.room.checkpoint()
    rooms_of(connection.settings).copy(connection.settings.room, _wanted())
    _go(connection)


def _exported(connection: Connection) -> bytes:
    if connection.room is not None:
        connection.room.checkpoint()
    out = io.StringIO()
    rooms_of(connection.settings).export(connection.settings.room, out)
    return out.getvalue().encode()


def _import(connection: Connection) -> None:
    uploaded = st.session_state.get(_UPLOAD)
    if uploaded is not None:
        lines = io.TextIOWrapper(uploaded, encoding="utf-8-sig", errors="replace")
        rooms_of(connection.settings).import_(lines, _wanted())
        _go(connection)


def _reset(connection: Connection) -> None:
    session.forget(connection)
    rooms_of(connection.settings).reset(connection.settings.room)
    st.session_state[_SURE] = False
