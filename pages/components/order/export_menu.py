"""The menu that writes an order as other tools open it; a file is made when it is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.domain.orders import OrderId, label_of
from eda_core.presentation.export.exporting import (
    FORM_WORDS,
    MOST_ORDERS,
    ExportForm,
    export,
    orders_to_export,
)
from eda_core.presentation.order.story_page import file_name, story_page
from eda_core.presentation.wording import count_text
from eda_core.read_model import Reading
from eda_core.read_model.order_query import OrderQuery
from eda_core.read_model.order_view import OrderView
from pages.components.kit import fields
from pages.components.orders.set_counts import group_of

_MASKED: Final = "Account ids and e-mail addresses are masked."


def show_for_order(reading: Reading, view: OrderView | None, world: str, now_ms: int) -> None:
    """Show the menu for one order: its story as a page, and every form.

    ``world`` is what the world is known by, ``now_ms`` its time (epoch milliseconds).
    """
    if view is None:
        return
    menu = fields.menu("Export as …", "export-order", help="This order, for other tools")
    if menu.open:
        with menu:
            _show_page(reading, view, now_ms)
            order = view.row.order
            _show_forms(
                f"order-{label_of(order)}",
                lambda form: _content(reading, [order], form, world, now_ms),
            )
            st.caption(_MASKED)


def show_for_table(reading: Reading, query: OrderQuery, world: str, now_ms: int) -> None:
    """Show the menu for the orders that the table shows of a ``query``, as many as a file takes."""
    menu = fields.menu("Export as …", "export-orders", help="The orders of the table, elsewhere")
    if menu.open:
        with menu:
            _show_forms(
                "orders",
                lambda form: _content(
                    reading, _of_table(reading, query, now_ms), form, world, now_ms
                ),
            )
            st.caption(f"The first {count_text(MOST_ORDERS)} orders of the table. {_MASKED}")


def _of_table(reading: Reading, query: OrderQuery, now_ms: int) -> list[OrderId]:
    """Return the orders from the first page of a table on, all filters and its order kept."""
    first = replace(query, page=0, size=MOST_ORDERS)
    found = reading.ask(lambda tables: tables.index.find(first, now_ms))
    return [verdict.row.order for verdict in found.rows]


def _show_page(reading: Reading, view: OrderView, now_ms: int) -> None:
    told = reading.ask(lambda tables: tables.messages_of(view.row.order))
    _show_button(
        "One page",
        lambda: story_page(
            view, told, reading.stack.machine, now_ms, group_of(reading, view.row.order, now_ms)
        ),
        file_name(label_of(view.row.order)),
        "text/html",
        "The story as one HTML file that needs no network",
    )


def _show_forms(name: str, content: Callable[[ExportForm], str]) -> None:
    for form, words in FORM_WORDS.items():
        _show_button(
            words.label,
            partial(content, form),
            f"{name}.{words.ending}",
            words.mime,
            f"Opened by {words.opened_by}",
        )


def _content(
    reading: Reading, orders: Sequence[OrderId], form: ExportForm, world: str, now_ms: int
) -> str:
    return export(orders_to_export(reading, orders), form, world, now_ms).text


def _show_button(label: str, data: Callable[[], Any], name: str, mime: str, tip: str) -> None:
    st.download_button(
        label,
        data=data,
        file_name=name,
        mime=mime,
        on_click="ignore",
        key=f"export.order.{label}",
        help=tip,
        width="stretch",
    )
