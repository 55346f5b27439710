"""The line that always says which world is shown, and whether it is live."""

from typing import Any, Final

import streamlit as st

from pages.components.frame import stage
from pages.components.kit import assets

PICK: Final = "world_bar_pick"
"""What the line triggers as a part of another component: its stage button was pressed."""


def show(status: dict[str, Any], key: str = "world-bar") -> None:
    """Show ``world``, ``room``, ``status`` and ``live``; optionally ``title``, the product's name.

    Under its default key the style sheet of the shell puts it into the bar with the navigation.
    Its buttons copy the address and switch the stage on or off, which runs the page anew.
    """
    follow(assets.mount("world_bar", data(status), key).pick)


def data(status: dict[str, Any]) -> dict[str, Any]:
    """What the component ``world_bar`` is to show."""
    return status | {"stage": stage.is_on()}


def follow(picked: str | None) -> None:
    """Switch the stage, if that was asked for."""
    if picked:
        stage.switch()
        st.rerun()
