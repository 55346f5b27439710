"""What stands in for a page whose world cannot be opened: why, and what else to do."""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from eda_core.domain.errors import EdaError
from eda_core.domain.settings import DEFAULT_ROOM, Settings, WorldKind, room_from, settings_from
from pages.components.kit import fields
from pages.components.kit.action import Action
from pages.components.kit.param import Param

_ROOM: Final = Param("no-world.room", "")
_GO: Final = Action("no-world")


def show(fault: EdaError, choose: Callable[[Settings], None]) -> None:
    """Say what is wrong; offer to try again and to look at another room of the simulator."""
    st.error(str(fault))
    fields.text(_ROOM, "Look at a room of the simulator", placeholder=DEFAULT_ROOM)
    again, other = st.columns([1, 6])
    again.button("Try again", key="no-world.again")
    other.button("Go there", key="no-world.go", type="primary", on_click=_go, args=(choose,))
    _GO.show_answer()


def _go(choose: Callable[[Settings], None]) -> None:
    def look() -> None:
        name = room_from(_ROOM.get().strip() or DEFAULT_ROOM, "The name of a room")
        choose(replace(settings_from(os.environ), world=WorldKind.SIMULATOR, room=name))

    _GO.run(look)
