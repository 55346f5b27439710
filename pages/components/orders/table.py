"""A page of orders as a table: sorted by its headings, turned by its pager, chosen by order id."""

from collections.abc import Callable
from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("table")


def show(
    data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None
) -> dict[str, Any] | None:
    """Show ``data["rows"]`` under ``data["columns"]``; return what was picked in this run, or None.

    Picked is one of ``{"order": label}`` (with ``"twin": True`` where it is to be compared),
    ``{"sort": column}`` and ``{"page": number from 1}``. A column is ``key``, ``label``,
    ``figures`` and ``sorted`` (a direction or empty). A row is ``order`` and a text under each
    column's key, with ``tone``, ``odd``, and ``titles`` (by column, where a tooltip is to say
    something else than the cell). ``data`` also has ``chosen`` and ``twin`` (labels),
    ``pager`` (``words``, ``page``, ``last``, ``hint``) and ``empty`` (words for no rows).
    """
    picked = assets.mount(_RENDER, data, key, on_pick)
    return picked if isinstance(picked, dict) else None
