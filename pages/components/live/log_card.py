"""What stands on the Live page in place of the form where the world can be looked at only."""

from dataclasses import replace
from functools import partial

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.settings import WorldKind
from eda_core.presentation.live.log_span import READ_ONLY, log_span
from eda_core.presentation.recording.acts_bar import about
from eda_core.presentation.wording import as_markdown
from pages.components.frame import session
from pages.components.recording import acts_list


def show(connection: Connection) -> None:
    """Show which log or recording it is, what it holds, and the ways on."""
    recording = connection.recording
    st.markdown("##### Imported log" if recording is None else "##### Recording")
    st.markdown(f"**{as_markdown(connection.settings.file)}**")
    model = connection.model
    first = model.record(1)
    first_ms = None if first is None else first.ingested_ms
    if recording is not None:
        st.caption(as_markdown(about(recording)))
    st.caption(log_span(model.last_sequence, first_ms, model.last_event_ms()))
    st.caption(READ_ONLY)
    if recording is not None:
        acts_list.show(recording)
    elif st.button("Open another", key="log-card.open", icon=":material/folder_open:"):
        st.switch_page("pages/event_log.py")
    simulator = replace(connection.settings, world=WorldKind.SIMULATOR, file="")
    back = partial(session.choose, simulator)
    st.button("Back to the simulator", key="log-card.back", icon=":material/undo:", on_click=back)
