"""The banner over every page while a deployed stack is looked at: whose account, how it answers."""

import time
from typing import Final

import streamlit as st

from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.deployment import Place
from eda_core.domain.settings import Settings
from eda_core.ports import FeedState
from eda_core.presentation.frame.account_banner import account_banner
from pages.components.kit import assets

_PLACE: Final = "account-banner.place"
_ASK_AGAIN_S: Final = 30.0
"""How long to wait where AWS would not say whose account it is."""


def show(
    settings: Settings,
    feed: FeedState | None = None,
    now_ms: int = 0,
    key: str = "account-banner",
) -> int:
    """Show account (masked), Region and stack; with ``feed``, what goes wrong and what to do.

    ``now_ms`` is the clock outside. Who is signed in is asked once a session. Answers how many
    lines that takes on a wide screen.
    """
    data = account_banner(_place(settings), feed, now_ms)
    assets.mount("account_banner", data, key)
    return 1 + len(data["notices"])


def _place(settings: Settings) -> Place:
    known, place, again_s = st.session_state.get(_PLACE, (None, None, 0.0))
    if place is None or known != settings or time.monotonic() > again_s:
        place = StackOperations(settings).place()
        is_known = place.is_local or place.account
        again_s = float("inf") if is_known else time.monotonic() + _ASK_AGAIN_S
        st.session_state[_PLACE] = (settings, place, again_s)
    return place
