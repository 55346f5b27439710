"""The Orders page: every order in a table, and the chosen one's story or its twin."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.presentation.orders.listing import SINCE_MS, chips, found_orders, orders_table
from eda_core.read_model import Reading
from pages.components.frame import failures, session
from pages.components.frame import refresh as frame
from pages.components.kit import assets, fields
from pages.components.orders import detail as orders_detail
from pages.components.orders import session as held
from pages.components.orders import sets_panel

_STYLE: Final = Path(__file__).with_name("page.css")


@st.fragment(run_every=1.0, key="orders")
@frame.of_one_instant
def show(connection: Connection, columns: Sequence[Any]) -> None:
    """Show the bar and both columns, and refresh them every second."""
    bar, listing, detail = columns
    shown = frame.show(connection, bar)
    reading, now_ms = shown.reading, shown.now_ms
    st.html(_STYLE)
    with listing, failures.shown(), st.container(border=True, key="card-flush-orders"):
        _show_orders(connection, reading, now_ms)
    with detail, failures.shown(), st.container(border=True, key="card-orders-detail"):
        orders_detail.show(connection, shown)


def _show_orders(connection: Connection, reading: Reading, now_ms: int) -> None:
    head = st.container(key="orders-head")
    with head:
        _show_filter()
    query = sets_panel.table_query(connection, now_ms)
    lines = reading.ask(lambda tables: found_orders(tables, query, now_ms))
    with head:
        shown = chips(lines[0].counts, query.show)
        assets.mount("filter_chips", shown, key="orders.chips", on_pick=_show_only)
    twin = orders_detail.twin_label(reading)
    logged_of = None if connection.backend.capabilities.executions else reading.logged_of
    data = orders_table(lines, query, session.chosen_label(), twin, logged_of)
    assets.mount("table", data, key="orders.table", on_pick=_take)


def _show_filter() -> None:
    with st.container(key="orders-filter"):
        fields.text(
            held.TEXT,
            "Find",
            then=held.turn_to_first,
            placeholder="id, amount, text …",
            label_visibility="collapsed",
        )
        with st.popover("Filter", width="content", help="By amount or time"):
            _show_ranges()


def _show_ranges() -> None:
    low, high = st.columns(2)
    for place, label, param in ((low, "Amount from", held.FROM), (high, "to", held.TO)):
        text = fields.text(param, label, place, held.turn_to_first, placeholder="any")
        if text and held.not_a_number(text):
            place.caption("Not a number: it is left out.")
    fields.choice(held.SINCE, "Came in", tuple(SINCE_MS), then=held.turn_to_first)


def _show_only(picked: Any) -> None:
    held.show_only(str(picked or ""))


def _take(picked: Any) -> None:
    session.choose_order(held.take(picked))
