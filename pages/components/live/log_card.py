"""What stands on the Live page in place of the form where the world can be looked at only."""

from dataclasses import replace
from functools import partial

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.settings import WorldKind
from eda_core.presentation.recording.acts_bar import about
from eda_core.presentation.wording import as_markdown, log_span
from eda_core.recordings import Head
from pages.components.frame import session
from pages.components.kit import fields
from pages.components.kit.action import once
from pages.components.recording import walk


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
    st.caption("It can be looked at, and nothing can be submitted to it.")
    if recording is not None:
        _show_acts(recording)
    elif st.button("Open another", key="log-card.open", icon=":material/folder_open:"):
        st.switch_page("pages/event_log.py")
    simulator = replace(connection.settings, world=WorldKind.SIMULATOR, file="")
    back = partial(session.choose, simulator)
    st.button("Back to the simulator", key="log-card.back", icon=":material/undo:", on_click=back)


def _show_acts(recording: Head) -> None:
    """Show the acts; the one in view is marked."""
    if not recording.acts:
        return
    st.markdown("##### Acts")
    with st.container(height=340, border=False, gap=None, key="acts-list"):
        for number, act in enumerate(recording.acts, 1):
            st.button(
                fields.emphasised(as_markdown(f"{number}  {act.name}"), number == walk.ACT.get()),
                key=f"recording.act-{number}",
                type="tertiary",
                width="stretch",
                on_click=once(f"recording.act-{number}", partial(walk.want, number)),
            )
