"""What was special about the chosen order: what sets its group apart, and what of it is true of it.

Comparing looks at every order, so it is done when this is unfolded, and does not follow the log.
"""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from eda_core.presentation.order.special import NO_GROUP, special_of
from eda_core.presentation.wording import count_text
from eda_core.read_model import Reading
from eda_core.read_model.order_view import OrderView
from eda_core.sets.counting import GroupOfOrder
from pages.components.kit import assets, fields
from pages.components.kit.memo import Memo
from pages.components.orders.set_counts import group_of


@dataclass(frozen=True, slots=True)
class SpecialFound:
    """The group of an order, and up to which record of the log it was looked at."""

    group: GroupOfOrder | None
    last_sequence: int


_FOUND: Final = Memo[SpecialFound]("order.special")


def show(reading: Reading, view: OrderView, now_ms: int) -> None:
    """Show it below a heading that unfolds."""
    panel = fields.fold("What was special", "order-special")
    if not panel.open:
        return
    with panel:
        owner = (reading, view.row)
        found = _FOUND.of(owner) or _FOUND.keep(_found(reading, view, now_ms), owner)
        if found.group is None:
            st.caption(NO_GROUP)
        else:
            assets.mount("special", special_of(found.group), key="orders.special")
        newer = reading.last_sequence - found.last_sequence
        if newer > 0:
            with st.container(horizontal=True, key="order-special-newer"):
                st.caption(f"{count_text(newer)} records have come since.")
                st.button("Compare again", on_click=_FOUND.forget, type="tertiary")


def _found(reading: Reading, view: OrderView, now_ms: int) -> SpecialFound:
    with st.spinner("Comparing the orders …"):
        return SpecialFound(group_of(reading, view.row.order, now_ms), reading.last_sequence)
