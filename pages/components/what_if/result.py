"""Who would have ended otherwise: how many, from where to where, and which orders."""

from collections.abc import Callable
from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("result")


def show(data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None) -> str | None:
    """Show the data of `what_if_result` and return the label of an order chosen just now."""
    picked = assets.mount(_RENDER, data, key, on_pick)
    return None if picked is None else str(picked)
