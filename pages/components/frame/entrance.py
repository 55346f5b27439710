"""The way in: every page runs inside the dashboard's frame, whatever link comes first.

With a folder called ``pages``, the first session after a server start is served by Streamlit's
older navigation until the dashboard has set up its own; a link straight to a page then runs the
page's script alone. Such a session is sent round by the dashboard, and from there to its page.
"""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st

_INSIDE: Final = "entrance.inside"
_WANTED: Final = "entrance.wanted"


def open_pages(pages: Sequence[Any]) -> None:
    """Say that the frame stands; follows a link that came before it did."""
    st.session_state[_INSIDE] = True
    path, query = st.session_state.pop(_WANTED, ("", {}))
    for page in pages:
        if path and page.url_path == path:
            st.switch_page(page, query_params=query)


def check() -> None:
    """Send a session whose page runs without the frame round by the dashboard."""
    if not st.session_state.get(_INSIDE):
        path = urlsplit(st.context.url or "").path.rpartition("/")[2]
        st.session_state[_WANTED] = (path, st.query_params.to_dict())
        st.switch_page("dashboard.py")
