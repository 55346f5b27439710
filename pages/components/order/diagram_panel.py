"""The chosen order as a sequence diagram: who said what to whom."""

import streamlit as st

from eda_core.presentation.export.exporting import orders_to_export
from eda_core.presentation.export.sequence_diagram import LEGEND_WORDS, sequence_diagram
from eda_core.presentation.order.card import absence
from eda_core.presentation.order.card import order_summary as summary_data
from eda_core.read_model import Reading
from eda_core.read_model.order_view import OrderView
from pages.components.frame import selection, session
from pages.components.kit import assets


def show(reading: Reading, view: OrderView | None, now_ms: int) -> None:
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
