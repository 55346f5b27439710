"""The menu of the two kinds of bus: a room has one for good, so the other is another room."""

from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.settings import BusKind
from eda_core.presentation.frame.bus_menu import BUSES, ROOM_OF_ITS_OWN, bus_caption, bus_title
from pages.components.frame import session
from pages.components.kit import fields
from pages.components.kit.param import Param

_MENU: Final = "bus-menu"
_KIND: Final = Param("bus.kind", BusKind.CLASSIC)


def show(connection: Connection) -> None:
    """Show the menu, where the world is a room of the simulator."""
    if connection.backend.time is None:
        return
    kind = connection.model.stack.kind
    menu = fields.menu(bus_title(kind), _MENU)
    if not menu.open:
        return
    with menu:
        _KIND.put(kind)
        go = partial(_go, connection)
        fields.segments(_KIND, "Kind of bus", tuple(BUSES), go, format_func=BUSES.__getitem__)
        st.caption(bus_caption(kind))
        st.caption(ROOM_OF_ITS_OWN.format(room=connection.settings.room))


def _go(connection: Connection) -> None:
    """Look at the room of this name on the kind of bus that is chosen by now."""
    session.choose(replace(connection.settings, bus=_KIND.get()))
    fields.close(_MENU)
