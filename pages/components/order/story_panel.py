"""The story of the chosen order: outcome, why, path, sentences, rules, sources."""

from collections.abc import Sequence

import streamlit as st

from eda_core.ports import Notification
from eda_core.presentation.graph.order_path import state_graph as graph_data
from eda_core.presentation.order import story_sheet as sheet
from eda_core.presentation.order.card import absence
from eda_core.presentation.order.card import order_summary as summary_data
from eda_core.read_model import Reading
from eda_core.read_model.order_view import OrderView
from pages.components.frame import privacy, selection, session
from pages.components.kit import assets
from pages.components.order import special_panel


def show(reading: Reading, view: OrderView | None, now_ms: int) -> None:
    """Show all that is known of an order; a hint where none is chosen."""
    empty = absence(session.chosen_label(), selection.playhead() is None)
    assets.mount("summary", summary_data(view, now_ms, empty), key="orders.summary")
    if view is None:
        return
    notifications = _notifications(reading, view)
    graph = graph_data(reading.stack.machine, view, now_ms) | {"height": 250}
    assets.mount("state_graph", graph, key="orders.graph")
    lines = sheet.story_lines(view, notifications, now_ms)
    copy = sheet.story_text(view, notifications, now_ms)
    assets.mount(
        "narrative",
        {"title": "Story", "lines": lines, "copy": copy, "empty": ""},
        key="orders.story",
    )
    assets.mount("story_sheet", sheet.story_sheet(view, notifications), key="orders.sheet")
    special_panel.show(reading, view, now_ms)
    _show_sources(view, notifications)


def _notifications(reading: Reading, view: OrderView) -> Sequence[Notification]:
    return reading.ask(lambda tables: tables.messages_of(view.row.order))


def _show_sources(view: OrderView, notifications: Sequence[Notification]) -> None:
    sources = {
        "Orders table": (sheet.items_text(view) if view.items else "", "json"),
        "Notifications": (sheet.messages_text(notifications), "text"),
        "Envelopes": (sheet.envelopes_text(view), "json"),
    }
    screen = privacy.screen()
    for name, (text, language) in sources.items():
        with st.expander(name):
            if text:
                st.code(screen(text), language=language, wrap_lines=True)
            else:
                st.caption("Nothing of this order.")
