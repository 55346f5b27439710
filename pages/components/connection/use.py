"""What the world in use can show, and what this page has asked of AWS."""

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.settings import Settings
from eda_core.presentation.connection.stack_report import call_rows, call_sentence, capability_rows
from eda_core.presentation.wording import as_markdown


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
