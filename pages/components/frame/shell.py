"""The frame around every page: compact spacing, cards, the top bar and the Live page's columns.

Everything Streamlit's theme can say is in ``.streamlit/config.toml``; ``shell.css`` holds the rest
and lists the container keys it looks for, ``phone.css`` what a phone needs.
"""

from pathlib import Path
from typing import Any

import streamlit as st

from pages.components.frame import entrance, header, stage
from pages.components.kit import assets
from pages.components.lessons import panel
from pages.components.recording import presenter_view

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
    header.show(page.title)
    entrance.run(lambda: panel.beside(page.run))
