"""What stands in for a page whose world cannot be opened: why, and what else to do."""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from eda_core.domain.errors import EdaError
from eda_core.domain.settings import DEFAULT_ROOM, Settings, WorldKind, room_from, settings_from

_ROOM: Final = "no-world.room"
_REFUSAL: Final = "no-world.refusal"


def show(fault: EdaError, choose: Callable[[Settings], None]) -> None:
    """Say what is wrong; offer to try again and to look at another room of the simulator."""
    st.error(str(fault))
    st.text_input("Look at a room of the simulator", key=_ROOM, placeholder=DEFAULT_ROOM)
    again, other = st.columns([1, 6])
    again.button("Try again", key="no-world.again")
    other.button("Go there", key="no-world.go", type="primary", on_click=_go, args=(choose,))
    if refusal := st.session_state.pop(_REFUSAL, ""):
        st.error(refusal)


def _go(choose: Callable[[Settings], None]) -> None:
    try:
        typed = str(st.session_state.get(_ROOM, "")).strip()
        name = room_from(typed or DEFAULT_ROOM, "The name of a room")
        usual = settings_from(os.environ)
    except EdaError as refusal:
        st.session_state[_REFUSAL] = str(refusal)
    else:
        choose(replace(usual, world=WorldKind.SIMULATOR, room=name))
