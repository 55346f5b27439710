"""The chosen order close up: its story, or itself beside another."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.orders import OrderId, label_of, order_from_label
from eda_core.presentation.order.twins import hint, twins_card, twins_of
from eda_core.read_model import Reading
from eda_core.read_model.order_view import OrderView
from pages.components.frame import refresh as frame
from pages.components.frame import session
from pages.components.kit import assets, fields
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.order import again_menu, export_menu, story_panel
from pages.components.orders import session as held
from pages.components.orders import sets_panel

NEAREST: Final = "nearest"
"""In an address: the twin is the nearest order that ended otherwise."""


def show(connection: Connection, shown: frame.Shown) -> None:
    """Show what is looked at beside the table; what is of many orders shows itself."""
    reading, now_ms = shown.reading, shown.now_ms
    if _PAGE_HAS.of() != _many_shown():
        st.rerun()
    order = session.chosen_order()
    view = None if order is None else reading.order(order)
    with st.container(horizontal=True, key="orders-look"):
        _show_looks()
        if held.LOOK.get() not in OF_MANY:
            if shown.live:
                again_menu.show_for_order(connection, view)
            export_menu.show_for_order(reading, view, connection.identity, now_ms)
        else:
            query = sets_panel.table_query(connection, now_ms)
            export_menu.show_for_table(reading, query, connection.identity, now_ms)
    show_look = _LOOKS.get(held.LOOK.get())
    if show_look is not None:
        show_look(reading, view, now_ms)


OF_MANY: Final = (held.GROUPS, held.SETS)
"""What is looked at of many orders; it is shown outside this fragment."""

_PAGE_HAS: Final = Memo[tuple[str, ...]]("orders.page-has-many")
"""What of many orders the page was drawn with, and by what they were looked for."""


def begin() -> str:
    """Begin a run of the page; return which look at many orders it is to show, or nothing."""
    shown = _PAGE_HAS.keep(_many_shown())
    return shown[0] if shown else ""


def _many_shown() -> tuple[str, ...]:
    """Return the look at many orders and what they are looked for by, or nothing."""
    look = held.LOOK.get()
    return (look, *held.looked_for()) if look in OF_MANY else ()


def _show_looks() -> None:
    fields.segments(held.LOOK, "Look at", held.LOOKS, format_func=str.capitalize)


def twin_label(reading: Reading) -> str:
    """Return the label of the order the chosen one is compared with, or nothing where it is not."""
    if held.LOOK.get() != held.TWINS:
        return ""
    twin = _twin(reading, session.chosen_order())
    return "" if twin is None else label_of(twin)


def _twin(reading: Reading, order: OrderId | None) -> OrderId | None:
    """Return the order named as the twin, else the nearest one that ended otherwise."""
    label = held.TWIN.get()
    named = None if label in ("", NEAREST) else order_from_label(label)
    if order is None or (named is not None and named != order):
        return named
    return reading.ask(lambda tables: tables.index.nearest_otherwise(order))


def _show_twins(reading: Reading, view: OrderView | None, now_ms: int) -> None:
    twin = None if view is None else _twin(reading, view.row.order)
    other = None if twin is None else reading.order(twin)
    with st.container(horizontal=True, key="orders-twin"):
        _show_choice("" if twin is None else label_of(twin))
    if view is None or other is None:
        assets.mount("twins", {"empty": hint(view)}, key="orders.twins")
        return
    told = reading.ask(
        lambda tables: (
            tables.messages_of(view.row.order),
            tables.messages_of(other.row.order),
        )
    )
    assets.mount("twins", twins_card(twins_of(view, other, told), now_ms), key="orders.twins")


def _show_choice(twin: str) -> None:
    _TYPED.put(held.TWIN.get().replace(NEAREST, ""))
    fields.text(
        _TYPED,
        "Compare with order",
        then=_choose_twin,
        placeholder="compare with order …",
        label_visibility="collapsed",
        width=170,
    )
    st.button("Closest order with another outcome", on_click=held.TWIN.reset)
    st.button("Swap", on_click=_swap, args=(twin,), disabled=not twin)


_TYPED: Final = Param("orders.twin-input", "")


def _choose_twin() -> None:
    held.TWIN.put(_TYPED.get().strip())


def _swap(twin: str) -> None:
    held.TWIN.put(session.chosen_label())
    session.choose_order(twin)


_LOOKS: Final[dict[str, Callable[[Reading, OrderView | None, int], None]]] = {
    held.STORY: story_panel.show,
    held.SEQUENCE: story_panel.show_diagram,
    held.TWINS: _show_twins,
}
