"""The menu that writes an order as other tools open it; a file is made when it is asked for."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from eda_core.domain.orders import OrderId, label_of
from eda_core.presentation.export.exporting import (
    FORM_WORDS,
    ExportForm,
    export,
    orders_to_export,
)
from eda_core.presentation.order.story_page import file_name, story_page
from eda_core.read_model import Reading
from eda_core.read_model.order_view import OrderView
from pages.components.kit import fields
from pages.components.orders.set_counts import group_of


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
            _show_forms(reading, view.row.order, world, now_ms)
            st.caption("Account ids and e-mail addresses are masked.")


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


def _show_forms(reading: Reading, order: OrderId, world: str, now_ms: int) -> None:
    for form, words in FORM_WORDS.items():
        _show_button(
            words.label,
            partial(_content, reading, order, form, world, now_ms),
            f"order-{label_of(order)}.{words.ending}",
            words.mime,
            f"Opened by {words.opened_by}",
        )


def _content(reading: Reading, order: OrderId, form: ExportForm, world: str, now_ms: int) -> str:
    return export(orders_to_export(reading, [order]), form, world, now_ms).text


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
