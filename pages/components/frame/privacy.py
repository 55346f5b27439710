"""What onlookers may read of an account: masked, unless this session was told to show it.

The simulator has no account of anybody's; a deployed stack has, and so may an imported log.
"""

from collections.abc import Callable
from typing import Final

import streamlit as st

from eda_core.domain.events import AnyRecord
from eda_core.domain.settings import WorldKind
from eda_core.presentation.log.screening import screened_record, screened_text, text_of_an_owner
from pages.components.frame import session

_SHOWN: Final = "privacy.shown"
_SWITCH: Final = "privacy.switch"


def show_switch() -> None:
    """Show the switch; it is for this session only."""
    st.session_state[_SWITCH] = is_lifted()
    st.toggle(
        "Show account ids and addresses",
        key=_SWITCH,
        on_change=_switch,
        help="Else they are masked on all pages and in exports. Keys are never shown.",
    )


def is_lifted() -> bool:
    """Whether this session was told to show them."""
    return bool(st.session_state.get(_SHOWN, False))


def screen() -> Callable[[str], str]:
    """What takes a text to what may be shown of it, in the world in use."""
    if session.settings().world is WorldKind.SIMULATOR:
        return _as_it_is
    return text_of_an_owner if is_lifted() else screened_text


def screen_record() -> Callable[[AnyRecord], AnyRecord]:
    """What takes a record of the log to what may be shown of it, in the world in use."""
    is_open = session.settings().world is WorldKind.SIMULATOR or is_lifted()
    return _same_record if is_open else screened_record


def _switch() -> None:
    st.session_state[_SHOWN] = st.session_state[_SWITCH]


def _as_it_is(text: str) -> str:
    return text


def _same_record(record: AnyRecord) -> AnyRecord:
    return record
