"""The world in use: what it can show, how its reading stands, and what was asked of AWS."""

import time
from functools import partial
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.feed import Feed
from eda_core.domain.settings import Settings
from eda_core.presentation.connection.stack_report import (
    LIVE_TAIL_PRICE,
    call_rows,
    call_sentence,
    capability_rows,
    feed_rows,
    reading_sentence,
)
from eda_core.presentation.order.again import redriven_answer
from eda_core.presentation.wording import as_markdown
from pages.components.frame import privacy, submission
from pages.components.kit import action, fields
from pages.components.kit.param import Param

_REDRIVE: Final = action.Action("connection.redrive")
_LIVE: Final = Param("connection.live", usual=False)


@st.fragment(run_every=2.0, key="connection-feed")
def show(connection: Connection) -> None:
    """Show it, where the world in use is far away."""
    action.begin_refresh()
    feed = connection.backend.feed
    if feed is None:
        return
    st.markdown("##### Reading the deployed stack")
    now_ms = time.time_ns() // 1_000_000
    st.table(feed_rows(feed.state(), now_ms, connection.model.stack.words), border="horizontal")
    st.caption(as_markdown(reading_sentence(feed.state())))
    with st.container(horizontal=True, key="connection-feed-switches"):
        _show_live(feed, connection.backend.capabilities.costs)
        privacy.show_switch()
        if feed.state().dead_letters:
            _show_redrive(connection)
    if not _REDRIVE.show_question():
        _REDRIVE.show_answer()


def _show_redrive(connection: Connection) -> None:
    """What was given up may be sent to its targets again."""
    st.button(
        "Send dead letters again",
        key="connection.redrive",
        on_click=partial(submission.attempt, connection, _redrive, action=_REDRIVE),
    )


def _redrive(connection: Connection) -> None:
    queue = connection.backend.dead_letters
    if queue is not None:
        _REDRIVE.answer(redriven_answer(queue.redrive()))


def _show_live(feed: Feed, costs: bool) -> None:
    _LIVE.put(feed.state().live)
    fields.switch(
        _LIVE,
        f"Live tail{LIVE_TAIL_PRICE if costs else ''}",
        then=lambda: feed.set_live(_LIVE.get()),
        help="Events within about a second, for all who look. It ends when nobody looks.",
    )


def show_capabilities(connection: Connection) -> None:
    """Show what can be seen and done in the world in use."""
    st.markdown("##### What this world can show")
    st.table(capability_rows(connection.backend, connection.model.stack.words), border="horizontal")


def show_calls(operations: StackOperations, _settings: Settings) -> None:
    """Show the meter."""
    st.markdown("##### Calls to AWS")
    calls = operations.calls()
    st.caption(as_markdown(call_sentence(calls)))
    if calls:
        st.table(call_rows(calls), border="horizontal")
