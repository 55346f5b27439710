"""The frame around every page: compact spacing, cards, the top bar and the Live page's columns.

Everything Streamlit's theme can say is in ``.streamlit/config.toml``; ``shell.css`` holds the rest
and lists the container keys it looks for.
"""

from pathlib import Path

import streamlit as st

from pages.components.frame import stage
from pages.components.kit import assets

_STYLE = Path(__file__).with_name("shell.css")


def show() -> None:
    """Apply the style sheet to the page; call it once per run, before the page shows anything."""
    st.html(_STYLE)
    stage.show()
    assets.show_library()
