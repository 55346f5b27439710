"""The way in: every page runs inside the dashboard's frame, whatever link comes first.

With a folder called ``pages``, the first session after a server start is served by Streamlit's
older navigation until the dashboard has set up its own; a link straight to a page then runs the
page's script alone. Such a session is sent round by the dashboard, and from there to its page.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st

from eda_core.doors.event_loop import SENDING
from pages.components.frame import failures
from pages.components.kit import param
from pages.components.kit.memo import Memo, in_hand

_INSIDE: Final = Memo[bool]("entrance.inside")
_WANTED: Final = Memo[tuple[str, dict[str, str]]]("entrance.wanted")


def open_pages(pages: Sequence[Any]) -> None:
    """Say that the frame stands; follow a link that came before it did."""
    _INSIDE.keep(True)
    path, query = _WANTED.take() or ("", {})
    for page in pages:
        if path and page.url_path == path:
            param.open_page("")  # what was read without the link is read again with it
            st.switch_page(page, query_params=query)


def run(show_page: Callable[[], None]) -> None:
    """Show the page that was asked for, until the browser has been sent what it shows."""
    with in_hand(), failures.shown():
        show_page()
    SENDING.wait()


def check() -> None:
    """Send a session whose page runs without the frame round by the dashboard."""
    if not _INSIDE.of():
        path = urlsplit(st.context.url or "").path.rpartition("/")[2]
        _WANTED.keep((path, param.address()))
        st.switch_page("dashboard.py")
