"""The frame around every page: compact spacing, cards, the top bar and the Live page's columns.

Everything Streamlit's theme can say is in ``.streamlit/config.toml``; ``shell.css`` holds the rest
and lists the container keys it looks for, ``phone.css`` what a phone needs.
"""

from pathlib import Path

import streamlit as st

from pages.components.frame import header, stage
from pages.components.kit import assets

_STYLES = [Path(__file__).with_name(name) for name in ("shell.css", "phone.css")]


def show(page: str) -> None:
    """Apply the style sheet, and show the header of the page with this title.

    Call it once per run, before the page shows anything.
    """
    for style in _STYLES:
        st.html(style)
    stage.show()
    assets.show_library()
    header.show(page)
