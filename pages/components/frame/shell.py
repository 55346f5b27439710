"""The frame around every page: compact spacing, cards, the top bar and the Live page's columns; and
the header's tools: the stage, the presenter's view, the link to copy, all keys.

Everything Streamlit's theme can say is in ``.streamlit/config.toml``; ``shell.css`` holds the rest
and lists the container keys it looks for, ``phone.css`` what a phone needs.
"""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from eda_core.presentation.frame.world_status import PRODUCT, HeaderData
from pages.components.frame import entrance, stage
from pages.components.kit import assets
from pages.components.kit.action import hear_press, with_page
from pages.components.lessons import panel
from pages.components.recording import driven, presenter_view

_STYLES = [Path(__file__).with_name(name) for name in ("shell.css", "phone.css")]


def show(page: Any) -> None:
    """Show a page of the navigation, with its header and the lesson that is open; or in its place
    the presenter's view, which has neither. Call it once per run.
    """
    for style in _STYLES:
        st.html(style)
    stage.show()
    assets.show_library()
    if presenter_view.is_on():
        entrance.run(presenter_view.show)
        return
    _show_tools(page.title)
    entrance.run(lambda: panel.beside(page.run))


_TOOLS: Final = "header"
_SWITCHES: Final = {"stage": stage.put, "pin": stage.put_pin}
"""A press says what it wants, not that it was pressed: what it turns may be turned elsewhere."""


def _show_tools(page: str) -> None:
    """Show the tools before the page, so that they come after the navigation in reading order.

    ``page`` is the title of the page; it is said where there is no room for the navigation.
    """
    data: HeaderData = {
        "product": PRODUCT,
        "page": page,
        "stage": stage.is_on(),
        "pinned": stage.is_pinned(),
        "driver": driven.driver(),
        "channel": driven.channel(),
    }
    actions = {"pick": with_page(_TOOLS, _act_on_tool), "press": with_page("press", hear_press)}
    assets.mount("header", data, key=_TOOLS, actions=actions)


def _act_on_tool(wanted: Any) -> None:
    if not isinstance(wanted, dict):
        return
    if "presenter" in wanted:
        driven.pair()
    for name, put in _SWITCHES.items():
        if name in wanted:
            put(wanted[name] is True)
