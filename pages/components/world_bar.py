"""The line that always says which world is shown, and whether it is live."""

from typing import Any

import streamlit as st

from pages.components import assets, stage

_RENDER = assets.register("world_bar")


def show(data: dict[str, Any], key: str = "world-bar") -> None:
    """Show ``world``, ``room``, ``status`` and ``live``; optionally ``title``, the product's name.

    Under its default key the style sheet of the shell puts it into the bar with the navigation.
    Its buttons copy the address and switch the stage on or off, which runs the page anew.
    """
    if assets.mount(_RENDER, data | {"stage": stage.is_on()}, key):
        stage.switch()
        st.rerun()
