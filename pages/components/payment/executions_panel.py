"""The executions that a log tells of, also those that no event names."""

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.presentation.payment.execution_rows import MOST, execution_rows, executions_note
from eda_core.read_model import Reading


def is_logged(connection: Connection, reading: Reading) -> bool:
    """Return whether the world in use has a log of executions, or had one."""
    feed = connection.backend.feed
    return feed is not None and (feed.state().execution_log.tells or bool(reading.logged(1)))


def show(reading: Reading) -> None:
    """Show the newest of them."""
    logged = reading.logged(MOST)
    st.caption(executions_note(logged))
    if logged:
        with st.container(key="payment-executions"):
            st.table(execution_rows(logged), border="horizontal")
