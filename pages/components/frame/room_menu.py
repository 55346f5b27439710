"""The menu of rooms: go to another, copy this one, take it along, or begin it anew.

And the menu of the two kinds of bus: a room has one for good, so the other is another room.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import IO, Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection, rooms_of
from eda_core.domain.settings import BusKind, Settings, room_from
from eda_core.log_files import proposed_name
from eda_core.presentation.frame.menus import (
    BUSES,
    ROOM_IN_MEMORY,
    ROOM_NAMES,
    ROOM_OF_ITS_OWN,
    bus_caption,
    bus_title,
    room_caption,
    room_title,
)
from pages.components.frame import session
from pages.components.kit import fields
from pages.components.kit.action import Action, once
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param, forget_world
from pages.components.lessons import session as lessons

_MENU: Final = "room-menu"
_AT: Final = Param("room.at", "")
_TO: Final = Param("room.to", "")
_UPLOAD: Final = Memo[str]("room.uploaded")
"""The file whose name was last proposed as the name of a room."""

_NEW: Final = Param("room.new", "")
_SURE: Final = Param("room.sure", usual=False)
_ROOM: Final = Action("room")


def dependencies(connection: Connection) -> tuple[str, ...]:
    """Return what the menu depends on: its warning, and how full the room is while it is open."""
    state = connection.room_state()
    warning = "" if state is None else state.warning
    return (warning, _kept_line(connection)) if fields.is_open(_MENU) else (warning,)


def _kept_line(connection: Connection) -> str:
    """Return how full the room is; its orders are those that the totals count."""
    state = connection.room_state()
    if state is None:
        return ROOM_IN_MEMORY
    return room_caption(connection.model.totals().orders, state.bytes, state.limit)


def show(connection: Connection) -> None:
    """Show the menu, where the world is a room of the simulator.

    What is in it is sent only while it is open.
    """
    if connection.backend.time is None:
        return
    state = connection.room_state()
    warning = "" if state is None else state.warning
    icon = ":material/warning:" if warning else None
    title = room_title(connection.settings.room)
    menu = fields.menu(title, _MENU, icon=icon)
    if not menu.open:
        return
    with menu:
        st.caption(_kept_line(connection))
        if warning:
            st.warning(warning)
        if connection.room is not None:
            _show_kept(connection)
        _show_others(connection)
        if connection.room is not None:
            _show_copies(connection)
            _show_reset(connection)
        _ROOM.show_answer()


def _show_kept(connection: Connection) -> None:
    """Show the rooms that are kept here, where there is another: to choose one is to go there."""
    kept = _kept(connection)
    if len(kept) > 1:
        _AT.put(connection.settings.room_title)
        choose = partial(_go_to_kept, connection)
        fields.choice(_AT, f"{len(kept)} rooms", tuple(kept), then=choose)


def _kept(connection: Connection) -> dict[str, Settings]:
    """Return the rooms of either kind of bus, by what they are called."""
    rooms = rooms_of(connection.settings).all_rooms()
    settings = [replace(connection.settings, room=each.name, bus=each.bus) for each in rooms]
    return {each.room_title: each for each in settings}


def _go_to_kept(connection: Connection) -> None:
    wanted = _kept(connection).get(_AT.get())
    if wanted is not None:
        session.choose(wanted)
        fields.close(_MENU)


def _show_others(connection: Connection) -> None:
    fields.text(
        _TO,
        "Another room",
        placeholder="anna",
        help=f"{ROOM_NAMES} A name nobody uses yet makes a new room, on this kind of bus.",
    )
    go, copy = st.columns(2)
    go.button("Go there", key="room.go", on_click=_trying("room.go", _go, connection))
    copy.button(
        "Copy to it",
        key="room.copy",
        disabled=connection.room is None,
        on_click=_trying("room.copy", _copy, connection),
    )


def _show_copies(connection: Connection) -> None:
    name = connection.settings.room
    st.download_button(
        "Export as JSON lines",
        data=lambda: _export(connection),
        file_name=f"{name}.room.jsonl",
        mime="application/x-ndjson",
        key="room.export",
        on_click="ignore",
    )
    uploaded = st.file_uploader("Import an exported room", type=["jsonl"], key="room.upload")
    if uploaded is not None:
        _show_import(connection, uploaded)


def _show_import(connection: Connection, uploaded: Any) -> None:
    if _UPLOAD.of(connection.model) != uploaded.file_id:
        _UPLOAD.keep(uploaded.file_id, connection.model)
        _NEW.put(rooms_of(connection.settings).free_name(proposed_name(uploaded.name)))
    name = fields.text(_NEW, "Name of the new room", help=ROOM_NAMES)
    take_in = _trying("room.import", _import, connection, uploaded)
    st.button(f"Import as {name}" if name else "Import", key="room.import", on_click=take_in)


def _show_reset(connection: Connection) -> None:
    sure = fields.check(_SURE, "Forget all orders and events of this room")
    st.button(
        "Reset room",
        key="room.reset",
        icon=":material/delete:",
        disabled=not sure,
        on_click=_trying("room.reset", _reset, connection),
    )


def _trying(key: str, do: Callable[..., None], *arguments: Any) -> Callable[[], None]:
    """Return a callback for the button ``key``; the menu says why where it is refused."""
    return once(key, _ROOM.run, partial(do, *arguments))


def _wanted(param: Param[str] = _TO) -> str:
    return room_from(param.get().strip(), "The name of a room")


def _go(connection: Connection, param: Param[str] = _TO) -> None:
    session.choose(replace(connection.settings, room=_wanted(param)))
    param.reset()
    fields.close(_MENU)


def _copy(connection: Connection) -> None:
    if connection.room is not None:
        connection.room.checkpoint()
    rooms_of(connection.settings).copy(connection.settings.room, _wanted())
    _go(connection)


def _export(connection: Connection) -> bytes:
    if connection.room is not None:
        connection.room.checkpoint()
    out = io.StringIO()
    rooms_of(connection.settings).export(connection.settings.room, out)
    return out.getvalue().encode()


def _import(connection: Connection, uploaded: IO[bytes]) -> None:
    name = _wanted(_NEW)
    lines = io.TextIOWrapper(uploaded, encoding="utf-8-sig", errors="replace")
    try:
        rooms_of(connection.settings).import_(lines, name)
    finally:
        lines.detach()  # else it would close the upload, which the next run shows again
    _go(connection, _NEW)


def _delete(connection: Connection) -> None:
    lessons.begin_anew(connection)
    rooms_of(connection.settings).reset(connection.settings.room)


def _reset(connection: Connection) -> None:
    session.forget(connection, partial(_delete, connection))
    _SURE.reset()
    forget_world()
    fields.close(_MENU)


_BUS_MENU: Final = "bus-menu"
_BUS_KIND: Final = Param("bus.kind", BusKind.CLASSIC)


def show_bus(connection: Connection) -> None:
    """Show the menu, where the world is a room of the simulator."""
    if connection.backend.time is None:
        return
    kind = connection.model.stack.kind
    menu = fields.menu(bus_title(kind), _BUS_MENU)
    if not menu.open:
        return
    with menu:
        _BUS_KIND.put(kind)
        go = partial(_go_to_bus, connection)
        fields.segments(_BUS_KIND, "Kind of bus", tuple(BUSES), go, format_func=BUSES.__getitem__)
        st.caption(bus_caption(kind))
        st.caption(ROOM_OF_ITS_OWN.format(room=connection.settings.room))


def _go_to_bus(connection: Connection) -> None:
    """Look at the room of this name on the kind of bus that is chosen by now."""
    session.choose(replace(connection.settings, bus=_BUS_KIND.get()))
    fields.close(_BUS_MENU)
