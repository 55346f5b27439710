"""What was just done, as a scenario file to keep."""

from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.presentation.wording import counted
from eda_core.scenarios.saving import MOST_SAVED, saved_scenario
from pages.components.kit import fields
from pages.components.kit.param import Param

_TITLE: Final = Param("scenario.title", "")
_COUNT: Final = Param("scenario.count", 10)


def show(connection: Connection) -> None:
    """Show the menu; the file is written when it is asked for."""
    with st.popover("Save as scenario", width="stretch", key="scenario.save"):
        fields.text(_TITLE, "Title", placeholder="What it shows", max_chars=100)
        ends = {"min_value": 1, "max_value": MOST_SAVED}
        count = fields.number(_COUNT, "Newest orders", step=1, **ends)
        st.caption(
            f"The newest {counted(count, 'order', 'orders')}, with what was armed and changed "
            "meanwhile, and what came of them as what is expected."
        )
        st.download_button(
            "Save the file",
            data=lambda: _content(connection),
            file_name="scenario.json",
            mime="application/json",
            key="scenario.save-file",
            on_click="ignore",
            width="stretch",
        )
        st.caption("Run it without a screen: `python -m eda_core scenario run scenario.json`")


def _content(connection: Connection) -> bytes:
    model = connection.model
    model.refresh()
    text = saved_scenario(model, connection.now_ms(), _TITLE.get(), _COUNT.get())
    return text.encode()
