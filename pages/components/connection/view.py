"""The Connection page: which world, is its stack sound, and the stack up and down."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.settings import Settings, WorldKind
from pages.components.connection import choice as connection_choice
from pages.components.connection import feed as connection_feed
from pages.components.connection import preflight as connection_preflight
from pages.components.connection import session as connection_session
from pages.components.connection import stack as connection_stack
from pages.components.frame import failures
from pages.components.frame import refresh as frame


def show(connection: Connection, columns: Sequence[Any]) -> None:
    """Show the frame, and the cards for the world that is chosen."""
    bar, act, examine = columns
    _show_frame(connection, bar)
    connection_session.begin()
    with act, st.container(border=True, key="card-connection-choice"), failures.shown():
        settings = connection_choice.show()
    if settings is not None and settings.world is WorldKind.AWS:
        _show_stack(connection_session.operations(settings), settings, act, examine)
    if connection.backend.feed is not None:
        with examine, st.container(border=True, key="card-connection-feed"), failures.shown():
            connection_feed.show(connection)
    with examine, st.container(border=True, key="card-connection-can"), failures.shown():
        connection_feed.show_capabilities(connection)


@st.fragment(run_every=1.0, key="connection-frame")
def _show_frame(connection: Connection, bar: Any) -> None:
    frame.show(connection, bar)


def _show_stack(operations: StackOperations, settings: Settings, act: Any, examine: Any) -> None:
    parts = (
        (act, "stack", connection_stack.show),
        (examine, "preflight", connection_preflight.show),
        (examine, "calls", connection_feed.show_calls),
    )
    for place, name, show_part in parts:
        with place, st.container(border=True, key=f"card-connection-{name}"), failures.shown():
            show_part(operations, settings)
