"""The stage: the page for a projector, large, in high contrast and without controls.

It shows each new order as it comes, whoever submitted it, until somebody pins one there.
"""

from pathlib import Path
from typing import Final

import streamlit as st

from eda_core.domain.orders import label_of
from eda_core.read_model import Reading
from pages.components.frame import session
from pages.components.kit.param import Param

_STAGE: Final = Param("stage", "", "stage", stays=False)
"""The switch, ``?stage=1`` in the address: it is for one page."""

_PIN: Final = Param("stage.pin", "", "pin", stays=False)
"""Whether the stage stays with the chosen order, ``?pin=1`` in the address."""

_STYLE: Final = Path(__file__).with_name("stage.css")


def is_on() -> bool:
    """Return whether this session shows the stage; anything but 1 in the address is off."""
    return _STAGE.get() == "1"


def is_pinned() -> bool:
    """Return whether the stage stays with the order that is chosen."""
    return _PIN.get() == "1"


def put(wanted: bool) -> None:
    """Switch the stage on or off, for the next run of the page; it begins with the newest order."""
    _STAGE.put("1" if wanted else "")
    put_pin(wanted=False)


def put_pin(wanted: bool) -> None:
    """Stay with the chosen order from now on, or show each new one."""
    _PIN.put("1" if wanted else "")


def choose_order(label: str) -> None:
    """Choose an order by hand, and stay with it where the stage is on."""
    session.choose_order(label)
    put_pin(is_on())


def follow(reading: Reading) -> None:
    """Choose the newest order there is, where the stage is on and none is pinned."""
    if is_on() and not is_pinned():
        for newest in reading.ask(lambda tables: tuple(tables.newest(1))):
            session.choose_order(label_of(newest.order))


def show() -> None:
    """Apply the style of the stage, if it is on; call it after the style of the shell."""
    if is_on():
        st.html(_STYLE)
