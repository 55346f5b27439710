"""From the chosen order to its next try, to another order beside it, and to its whole story."""

from typing import Final, TypedDict

import streamlit as st

from eda_core.app.bootstrap import Connection
from pages.components.frame import session
from pages.components.orders import session as orders_session

PICK: Final = "order_links_pick"
"""What the links trigger: with the look of the Orders page that was asked for."""

JUMP: Final = "jump"
_JUMP_LINK: Final = (JUMP, "»", "Jump to the next try")
_WORDS: Final = {
    orders_session.TWINS: ("⇄", "Compare with another"),
    orders_session.STORY: ("≡", "Full story"),
}


class OrderLinksData(TypedDict):
    """The component ``order_links``: the look a link leads to, a sign, and its words."""

    order: str
    links: list[list[str]]


def data(order: str, *, jumps: bool = False) -> OrderLinksData:
    """Return what the component ``order_links`` is to show for the order with this label.

    ``jumps`` offers to let time pass until the next try of what failed.
    """
    links = [(look, *words) for look, words in _WORDS.items()]
    shown = [_JUMP_LINK, *links] if jumps else links
    return {"order": order, "links": [list(link) for link in shown] if order else []}


def follow(look: str | None, connection: Connection) -> None:
    """Go where a link was followed to."""
    if look == JUMP:
        _jump(connection)
    if look in _WORDS:
        query = {"order": session.chosen_label(), "look": look}
        st.switch_page("pages/orders.py", query_params=query)


def _jump(connection: Connection) -> None:
    """Move the clock to the order's next event, once; then it goes on as it did before."""
    time, order = connection.backend.time, session.chosen_order()
    state = connection.model.instant.time
    if time is None or state is None or order is None:
        return
    time.set_paused(True)
    time.step_order(order)
    time.set_paused(state.paused)
