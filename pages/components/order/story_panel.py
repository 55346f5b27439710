"""The story of the chosen order: outcome, why, path, sentences, rules, sources; and its diagram.

What was special about it, what sets its group apart and what of that is true of it, takes a look at
every order: it is done when that is unfolded, and does not follow the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from eda_core.domain.unseen import reveal
from eda_core.ports import Notification
from eda_core.presentation.export.exporting import orders_to_export
from eda_core.presentation.export.sequence_diagram import LEGEND_WORDS, sequence_diagram
from eda_core.presentation.graph.order_path import state_graph as graph_data
from eda_core.presentation.order import story_sheet as sheet
from eda_core.presentation.order.card import absence
from eda_core.presentation.order.card import order_summary as summary_data
from eda_core.presentation.order.special import NO_GROUP, special_of
from eda_core.presentation.orders.cohorts import since_sentence
from eda_core.read_model import Reading
from eda_core.read_model.order_view import OrderView
from eda_core.sets.counting import GroupOfOrder
from pages.components.frame import privacy, selection, session
from pages.components.kit import assets, fields
from pages.components.kit.memo import Memo
from pages.components.orders.set_counts import group_of


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
    _show_special(reading, view, now_ms)
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
                st.code(reveal(screen(text)), language=language, wrap_lines=True)
            else:
                st.caption("Nothing of this order.")


def show_diagram(reading: Reading, view: OrderView | None, now_ms: int) -> None:
    """Show the diagram, and its text to be pasted elsewhere; a hint where no order is chosen."""
    empty = absence(session.chosen_label(), selection.playhead() is None)
    assets.mount("summary", summary_data(view, now_ms, empty), key="orders.summary")
    if view is None:
        return
    text = sequence_diagram(orders_to_export(reading, [view.row.order]), now_ms)
    st.mermaid_chart(text, alt="Sequence diagram of the order; its story says the same in words")
    st.caption(LEGEND_WORDS)
    with st.expander("Mermaid"):
        st.code(text, language="text", wrap_lines=True)


@dataclass(frozen=True, slots=True)
class SpecialFound:
    """The group of an order, and up to which record of the log it was looked at."""

    group: GroupOfOrder | None
    last_sequence: int


_FOUND: Final = Memo[SpecialFound]("order.special")


def _show_special(reading: Reading, view: OrderView, now_ms: int) -> None:
    """Show it below a heading that unfolds."""
    panel = fields.fold("What was special", "order-special")
    if not panel.open:
        return
    with panel:
        owner = (reading, view.row)
        found = _FOUND.of(owner) or _FOUND.keep(_find(reading, view, now_ms), owner)
        if found.group is None:
            st.caption(NO_GROUP)
        else:
            assets.mount("special", special_of(found.group), key="orders.special")
        newer = reading.last_sequence - found.last_sequence
        if newer > 0:
            with st.container(horizontal=True, key="order-special-newer"):
                st.caption(since_sentence(newer))
                st.button("Compare again", on_click=_FOUND.forget, type="tertiary")


def _find(reading: Reading, view: OrderView, now_ms: int) -> SpecialFound:
    with st.spinner("Comparing the orders …"):
        return SpecialFound(group_of(reading, view.row.order, now_ms), reading.last_sequence)
