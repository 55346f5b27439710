"""What stands on the Live page in place of the form where the world is an imported log."""

from dataclasses import replace
from functools import partial

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.settings import WorldKind
from eda_core.presentation.live.log_span import READ_ONLY, log_span
from eda_core.presentation.wording import as_markdown
from pages.components.frame import session


def show(connection: Connection) -> None:
    """Show which log it is, what it holds, and the ways on."""
    st.markdown("##### Imported log")
    st.markdown(f"**{as_markdown(connection.settings.file)}**")
    model = connection.model
    first = model.record(1)
    first_ms = None if first is None else first.ingested_ms
    st.caption(log_span(model.last_sequence, first_ms, model.last_event_ms()))
    st.caption(READ_ONLY)
    if st.button("Open another", key="log-card.open", icon=":material/folder_open:"):
        st.switch_page("pages/event_log.py")
    simulator = replace(connection.settings, world=WorldKind.SIMULATOR, file="")
    back = partial(session.choose, simulator)
    st.button("Back to the simulator", key="log-card.back", icon=":material/undo:", on_click=back)
