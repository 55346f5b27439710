"""What stands in for a page whose world cannot be opened: why, and what else to do."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import rooms_of
from eda_core.domain.errors import EdaError
from eda_core.domain.settings import DEFAULT_ROOM, Settings, WorldKind, room_from, settings_from
from pages.components.frame import failures
from pages.components.kit import fields
from pages.components.kit.action import Action
from pages.components.kit.param import Param

_STYLE: Final = Path(__file__).with_name("no_world.css")
_ROOM: Final = Param("no-world.room", "")
_GO: Final = Action("no-world")

Choose = Callable[[Settings], None]


def show(fault: EdaError, choose: Choose, wanted: Settings | None) -> None:
    """Say what is wrong; offer a room of the simulator, to try again, and any other room.

    ``wanted`` is the world that cannot be opened, None where it cannot even be named.
    """
    st.html(_STYLE)
    with st.container(border=True, key="card-no-world"):
        st.markdown("##### This world cannot be opened")
        failures.show(fault)
        name = _proposed(wanted)
        with st.container(horizontal=True, key="no-world-ways"):
            go = partial(_go, choose, wanted, name)
            st.button(f"Go to room {name}", key="no-world.free", type="primary", on_click=go)
            st.button("Try again", key="no-world.again")
        with st.container(horizontal=True, vertical_alignment="bottom", key="no-world-other"):
            fields.text(_ROOM, "Another room of the simulator", placeholder=DEFAULT_ROOM)
            st.button("Go there", key="no-world.go", on_click=partial(_go, choose, wanted))
        _GO.show_answer()


def _proposed(wanted: Settings | None) -> str:
    """Return a room that can be opened: a new one where it is a room that cannot."""
    if wanted is None or wanted.world is not WorldKind.SIMULATOR or wanted.data is None:
        return DEFAULT_ROOM
    return rooms_of(wanted).free_name(wanted.room)


def _go(choose: Choose, wanted: Settings | None, named: str = "") -> None:
    def look() -> None:
        name = room_from(named or _ROOM.get().strip() or DEFAULT_ROOM, "The name of a room")
        usual = settings_from(os.environ)
        bus = usual.bus if wanted is None else wanted.bus
        choose(replace(usual, world=WorldKind.SIMULATOR, room=name, bus=bus))

    _GO.run(look)
