"""The banner over every page while a deployed stack is looked at: whose account it is."""

import streamlit as st

from eda_core.operations import StackOperations
from eda_core.presentation.connection_page import banner_text
from eda_core.settings import Settings
from pages.components import assets

_RENDER = assets.register("account_banner")
_PLACE = "account-banner.place"


def show(settings: Settings, key: str = "account-banner") -> None:
    """Show account (masked), Region and stack. Who is signed in is asked once a session."""
    known, place = st.session_state.get(_PLACE, (None, None))
    if place is None or known != settings:
        place = StackOperations(settings).place()
        st.session_state[_PLACE] = (settings, place)
    _RENDER(key=key, data={"text": banner_text(place), "real": not place.is_local})
