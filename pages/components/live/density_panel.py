"""How the orders of a large log are spread over its time, in place of a mark for each event."""

from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.presentation.live.density import Density, density_data, density_of
from eda_core.read_model import Reading
from pages.components.kit import assets

PART: Final = "density"
PICK: Final = f"{PART}_pick"
"""What the bars trigger: the place of the one that was pressed."""

_AROUND: Final = 76
"""Pixels of the heading and of the line below the bars."""


def part(connection: Connection, height: int) -> assets.Encoded:
    """Return what the component ``density`` is to show, in a part of this height (pixels)."""
    density = _density(connection.model)
    bars = max(40, height - _AROUND)
    return connection.model.ask_once(
        (PART, bars), lambda _: assets.encoded(density_data(density, bars))
    )


def _density(reading: Reading) -> Density:
    return reading.ask_once(
        ("density of orders",),
        lambda tables: density_of(tables.index, tables.log.first_ms, tables.log.last_ms() or 0),
    )


def follow(connection: Connection, picked: int | None) -> None:
    """Go to the events of the bar that was pressed, if one was."""
    density = _density(connection.model)
    if isinstance(picked, int) and 0 <= picked < len(density.sums):
        first, before = density.span(picked)
        wanted = {"filter-from": first, "filter-before": before}
        st.switch_page("pages/event_log.py", query_params=wanted)
