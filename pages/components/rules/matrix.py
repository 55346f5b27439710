"""Events against rules as a grid of marks; each mark can be chosen."""

from collections.abc import Callable
from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("matrix")


def show(
    data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None
) -> dict[str, str] | None:
    """Show ``data["rows"]`` against ``data["columns"]``; return the cell chosen just now, or None.

    A chosen cell is ``event`` (the key of a row), ``rule`` (the key of a column) and ``order``. A
    column is ``key``, ``count`` and ``state`` (words, or empty); a row is ``key``, ``time``,
    ``label``, ``source``, ``order``, ``tone``, ``shape`` and ``cells`` in the order of the
    columns, each ``mark`` (``taken``, ``missed`` or ``off``) and ``title``. ``data`` also has
    ``title``, ``corner``, ``chosen`` (a cell), ``empty``, ``height`` in pixels, and ``aside`` (what
    is to be said of every mark, or nothing).
    """
    picked = assets.mount(_RENDER, data, key, on_pick)
    return picked if isinstance(picked, dict) else None
