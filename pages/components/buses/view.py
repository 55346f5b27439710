"""The Side by side page: one experiment on both kinds of bus, and what sets the runs apart.

Both runs are simulators apart; the world that is shown elsewhere is not touched.
"""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.experiments.both_buses import (
    ASIDE,
    EXPERIMENTS_BY_KEY,
    BothBusesData,
    both_buses,
)
from eda_core.experiments.side_by_side import side_by_side
from pages.components.frame import failures
from pages.components.frame import refresh as frame
from pages.components.kit import assets, fields
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param

_STYLE: Final = Path(__file__).with_name("page.css")
_KEYS: Final = tuple(EXPERIMENTS_BY_KEY)
_SIZES: Final = ("10", "100", "1000")
_EXPERIMENT: Final = Param("buses.experiment", "duplicate", "experiment")
_ORDERS: Final = Param("buses.orders", "100", "orders")
_RESULT: Final = Memo[BothBusesData]("buses.result")
"""What came of an experiment with so many orders."""


def show(connection: Connection) -> None:
    """Show what is done beside what comes of it on either bus."""
    st.html(_STYLE)
    bar = frame.begin(connection)
    with st.container(key="side-by-side-columns"):
        ask, answer = st.columns([360, 1030])
    with ask, failures.shown(), st.container(border=True, key="card-buses"):
        key, orders = _choose()
    with answer, failures.shown(), st.container(border=True, key="card-both-buses"):
        token = (key, orders)
        result = _RESULT.of(token) or _RESULT.keep(_run(key, orders), token)
        assets.mount("both_buses", result, key="buses.both")
    _follow(connection, bar)


def _choose() -> tuple[str, int]:
    st.markdown("##### The same on both kinds of bus")
    titles = {key: each.title for key, each in EXPERIMENTS_BY_KEY.items()}
    key = fields.choice(_EXPERIMENT, "What happens", _KEYS, format_func=titles.__getitem__)
    st.caption(EXPERIMENTS_BY_KEY[key].does)
    orders = fields.segments(_ORDERS, "Orders", _SIZES, format_func=lambda n: f"{int(n):,} orders")
    st.caption(ASIDE)
    return key, int(orders)


def _run(key: str, orders: int) -> BothBusesData:
    place = st.empty()
    bar = place.progress(0.0, "Running the orders on both kinds of bus …")
    try:
        return both_buses(side_by_side(EXPERIMENTS_BY_KEY[key], orders, report=bar.progress))
    finally:
        place.empty()


@st.fragment(run_every=1.0, key="side-by-side-bar")
def _follow(connection: Connection, bar: Any) -> None:
    """Refresh the bar every second; the runs stand still."""
    frame.show(connection, bar)
