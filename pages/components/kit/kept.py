"""What a session keeps, in one dictionary.

A look into Streamlit's own state costs as much as a hundred into a dictionary (a lock, the state of
widgets, whether the run is to stop; 1.67), and a refresh asks some eighty times. So it is looked up
once in a refresh.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import streamlit as st

_SLOT: Final = "kept"
IN_HAND: Final = ContextVar[dict[str, Any] | None]("kept.in_hand", default=None)
"""What a refresh has looked up; where it is asked often, `kept` is asked only without it."""


def kept() -> dict[str, Any]:
    """Return what this session keeps, by key; what is put into it is kept."""
    values = IN_HAND.get()
    return _looked_up() if values is None else values


@contextmanager
def in_hand() -> Iterator[None]:
    """Look it up once for all that is done inside; a run of a script or fragment is one session."""
    token = IN_HAND.set(_looked_up())
    try:
        yield
    finally:
        IN_HAND.reset(token)


def _looked_up() -> dict[str, Any]:
    if _SLOT not in st.session_state:
        st.session_state[_SLOT] = {}
    values: dict[str, Any] = st.session_state[_SLOT]
    return values
