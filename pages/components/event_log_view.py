"""The catch-all log: filtered, newest first, with the whole envelope of a chosen event."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from eda_core.bootstrap import Connection
from eda_core.orders import order_from_label
from eda_core.presentation.envelope import envelope_card
from eda_core.presentation.feed import event_feed as feed_data
from eda_core.projections.event_search import EventFilter
from pages.components import assets, event_feed, failures, frame

ALL: Final = "all"
FEED_HEIGHT: Final = 600
_CHOSEN: Final = "log.chosen"


def show_filter(connection: Connection) -> EventFilter:
    """Show the filter, which is part of the address, and answer what it lets through."""
    sources, detail_types = connection.model.vocabulary()
    order, source, detail_type, text = st.columns([1, 1.4, 1.4, 2])
    label = order.text_input("Order", key="filter-order", bind="query-params", placeholder="any")
    chosen_source = source.selectbox(
        "Source", (ALL, *sources), key="filter-source", bind="query-params"
    )
    chosen_type = detail_type.selectbox(
        "Detail-type", (ALL, *detail_types), key="filter-type", bind="query-params"
    )
    wanted_text = text.text_input(
        "Text", key="filter-text", bind="query-params", placeholder="anywhere in the envelope"
    )
    number = order_from_label(label.strip()) if label.strip() else None
    if label.strip() and number is None:
        st.caption('An order is a number such as 101, or text in quotes such as "A7".')
    return EventFilter(number, _chosen(chosen_source), _chosen(chosen_type), wanted_text.strip())


def _chosen(choice: str | None) -> str:
    return "" if choice in (None, ALL) else str(choice)


@st.fragment(run_every=1.0, key="log")
def show(connection: Connection, wanted: EventFilter, columns: Sequence[Any]) -> None:
    """Show the records that fit and the chosen one's envelope, and refresh every second."""
    bar, listing, envelope = columns
    frame.show(connection, bar)
    with listing, failures.shown(), st.container(border=True, key="card-flush-log"):
        found = connection.model.find(wanted)
        chosen = st.session_state.get(_CHOSEN, "")
        filtered = wanted != EventFilter()
        changes = () if filtered else connection.model.changes()
        data = feed_data(found, "", chosen, filtered, changes) | {
            "title": "Catch-all log",
            "height": FEED_HEIGHT,
            "stream": repr(wanted),
        }
        event_feed.show(data, key="log.feed", on_pick=_choose)
    with envelope, failures.shown(), st.container(border=True, key="card-envelope"):
        _show_envelope(connection)


def _choose() -> None:
    st.session_state[_CHOSEN] = (assets.picked("log.feed") or {}).get("event", "")


def _show_envelope(connection: Connection) -> None:
    chosen = st.session_state.get(_CHOSEN, "")
    record = connection.model.record(int(chosen)) if chosen.isdecimal() else None
    card = envelope_card(record)
    st.markdown("##### Envelope")
    st.caption(card.caption)
    if card.text:
        st.code(card.text, language=card.language, wrap_lines=True, height=560)
