"""What moves on the Live page: totals, lanes, events, and the chosen order."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from eda_core.bootstrap import Connection
from eda_core.presentation.feed import event_feed as feed_data
from eda_core.presentation.lanes import order_lanes as lanes_data
from eda_core.presentation.order_card import order_story as story_data
from eda_core.presentation.order_card import order_summary as summary_data
from eda_core.presentation.order_card import rule_grid as grid_data
from eda_core.presentation.state_graph import state_graph as graph_data
from eda_core.presentation.totals import totals_strip
from eda_core.projections.event_search import EventFilter
from pages.components import (
    assets,
    event_feed,
    failures,
    frame,
    order_lanes,
    order_story,
    order_summary,
    rule_grid,
    session,
    state_graph,
    totals,
)

LANES: Final = 8
FEED_HEIGHT: Final = 314
EVERYTHING: Final = EventFilter()


@st.fragment(run_every=1.0, key="live")
def show(connection: Connection, columns: Sequence[Any]) -> None:
    """Show the bar, the watching and the understanding column; refresh them every second."""
    bar, watch, understand = columns
    now_ms = frame.show(connection, bar)
    with watch, failures.shown():
        _show_watch(connection, now_ms)
    with understand, failures.shown():
        _show_order(connection, now_ms)


def _show_watch(connection: Connection, now_ms: int) -> None:
    model = connection.model
    troubles, found = model.troubles(), model.find(EVERYTHING)
    chosen = session.chosen_label()
    with st.container(border=True, key="card-flush-totals"):
        totals.show(totals_strip(model.totals(), troubles), key="live.totals")
    with st.container(border=True, key="card-flush-lanes"):
        trails = model.newest_orders(LANES)
        data = lanes_data(trails, chosen, now_ms) | {"title": "Orders", "slots": LANES}
        order_lanes.show(data, key="live.lanes", on_pick=_choose_lane)
    with st.container(border=True, key="card-flush-feed"):
        data = feed_data(found, chosen, changes=model.changes())
        data |= {"title": "Events", "height": FEED_HEIGHT}
        event_feed.show(data, key="live.feed", on_pick=_choose_event)


def _show_order(connection: Connection, now_ms: int) -> None:
    order = session.chosen_order()
    view = None if order is None else connection.model.order(order)
    order_summary.show(summary_data(view, now_ms), key="live.summary")
    state_graph.show(graph_data(connection.model.stack.machine, view, now_ms), key="live.graph")
    order_story.show(story_data(view, now_ms), key="live.story")
    rule_grid.show(grid_data(view), key="live.rules")


def _choose_lane() -> None:
    session.choose_order(str(assets.picked("live.lanes") or ""))


def _choose_event() -> None:
    session.choose_order((assets.picked("live.feed") or {}).get("order", ""))
