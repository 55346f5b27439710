"""Every event of the bus as one line of a table, newest first; one can be chosen."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from pages.components.kit import assets

RECENT: Final = 30
"""Rows a refresh brings; the browser has the older ones, and asks for all when it has not."""


def show(data: dict[str, Any], key: str, on_pick: Callable[[], None]) -> None:
    """Show the rows; ``picked(key)`` is the ``event`` and ``order`` of one that was chosen.

    A row of one ``stream`` never changes, so the newest are sent and the browser keeps the rest;
    give a few hundred at most, newest first.
    """
    ask_for_all = partial(st.session_state.__setitem__, _all_wanted(key), True)
    assets.mount("event_feed", _delta(data, key), key, on_pick, on_resync_change=ask_for_all)


def _delta(data: dict[str, Any], key: str) -> dict[str, Any]:
    """The newest rows; all of them at first, for another stream, and when the browser asks."""
    rows, stream = data["rows"], data.get("stream", "")
    whole = st.session_state.pop(_all_wanted(key), False)
    whole = st.session_state.get(f"{key}.stream") != stream or whole
    st.session_state[f"{key}.stream"] = stream
    return data | {"rows": rows if whole else rows[:RECENT], "count": len(rows), "whole": whole}


def _all_wanted(key: str) -> str:
    return f"{key}.all-wanted"
