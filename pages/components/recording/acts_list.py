"""The acts of a recording as a list, each to be pressed."""

from functools import partial

import streamlit as st

from eda_core.presentation.wording import as_markdown
from eda_core.recordings import Head
from pages.components.kit.action import once
from pages.components.recording import walk


def show(recording: Head) -> None:
    """Show the acts; the one in view is marked."""
    if not recording.acts:
        return
    st.markdown("##### Acts")
    with st.container(height=340, border=False, gap=None, key="acts-list"):
        for number, act in enumerate(recording.acts, 1):
            st.button(
                as_markdown(f"{number}  {act.name}"),
                key=f"recording.act-{number}",
                type="primary" if number == walk.ACT.get() else "tertiary",
                width="stretch",
                on_click=once(f"recording.act-{number}", partial(walk.want, number)),
            )
