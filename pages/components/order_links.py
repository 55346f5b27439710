"""From the chosen order to the Orders page: beside one that ended otherwise, or its whole story."""

import streamlit as st

from pages.components import orders_session

_ORDERS_PAGE = "pages/orders.py"


def show(order: str) -> None:
    """Show the links for the order with this label; nothing for none."""
    if not order:
        return
    with st.container(horizontal=True, key="order-links"):
        for words, look in (
            ("Compare with another", orders_session.TWINS),
            ("Story", orders_session.STORY),
        ):
            st.page_link(
                _ORDERS_PAGE,
                label=words,
                icon=_ICONS[look],
                query_params={"order": order, "look": look},
                width="content",
            )


_ICONS = {
    orders_session.TWINS: ":material/compare_arrows:",
    orders_session.STORY: ":material/article:",
}
