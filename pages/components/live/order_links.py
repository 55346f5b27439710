"""From the chosen order to the Orders page: beside one with another outcome, or its whole story."""

from typing import Final, TypedDict

import streamlit as st

from pages.components.frame import session
from pages.components.orders import session as orders_session

PICK: Final = "order_links_pick"
"""What the links trigger: with the look of the Orders page that was asked for."""

_WORDS: Final = {
    orders_session.TWINS: ("⇄", "Compare with another"),
    orders_session.STORY: ("≡", "Full story"),
}


class OrderLinksData(TypedDict):
    """The component ``order_links``: the look a link leads to, a sign, and its words."""

    order: str
    links: list[list[str]]


def data(order: str) -> OrderLinksData:
    """What the component ``order_links`` is to show for the order with this label."""
    links = ((look, *words) for look, words in _WORDS.items())
    return {"order": order, "links": [list(link) for link in links] if order else []}


def follow(look: str | None) -> None:
    """Go where a link was followed to."""
    if look in _WORDS:
        query = {"order": session.chosen_label(), "look": look}
        st.switch_page("pages/orders.py", query_params=query)
