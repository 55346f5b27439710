"""The stage: the page for a projector, large, in high contrast and without controls."""

from pathlib import Path
from typing import Final

import streamlit as st

_STAGE: Final = "stage"
"""The name of the switch in the address: ``?stage=1``."""

_STYLE: Final = Path(__file__).with_name("stage.css")


def is_on() -> bool:
    """Whether this session shows the stage; anything but 1 in the address is off."""
    return bool(st.query_params.get(_STAGE) == "1")


def switch() -> None:
    """Switch the stage on or off, for the next run of the page."""
    if is_on():
        st.query_params.pop(_STAGE)
    else:
        st.query_params[_STAGE] = "1"


def show() -> None:
    """Apply the style of the stage, if it is on; call it after the style of the shell."""
    if is_on():
        st.html(_STYLE)
