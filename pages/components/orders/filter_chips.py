"""Filter chips with a count each; one of them is on."""

from collections.abc import Callable
from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("filter_chips")


def show(data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None) -> str | None:
    """Show ``data["chips"]`` and return the key of the one picked in this run, or None.

    A chip is ``key``, ``glyph``, ``label``, ``count``, ``tone`` and ``title``; ``data["shown"]``
    is the key of the one that is on.
    """
    picked = assets.mount(_RENDER, data, key, on_pick)
    return None if picked is None else str(picked)
