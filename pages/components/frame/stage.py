"""The stage: the page for a projector, large, in high contrast and without controls."""

from pathlib import Path
from typing import Final

import streamlit as st

from pages.components.kit.param import Param

_STAGE: Final = Param("stage", "", "stage", stays=False)
"""The switch, ``?stage=1`` in the address: it is for one page."""

_STYLE: Final = Path(__file__).with_name("stage.css")


def is_on() -> bool:
    """Whether this session shows the stage; anything but 1 in the address is off."""
    return _STAGE.get() == "1"


def switch() -> None:
    """Switch the stage on or off, for the next run of the page."""
    _STAGE.put("" if is_on() else "1")


def show() -> None:
    """Apply the style of the stage, if it is on; call it after the style of the shell."""
    if is_on():
        st.html(_STYLE)
