"""The rules of the bus with their patterns and targets; one can be chosen."""

from collections.abc import Callable
from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("list")


def show(data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None) -> str | None:
    """Show ``data["rows"]`` and return the name of the rule chosen in this run, or None.

    A row is ``key`` (the name), ``target``, ``pattern`` (text) and ``enabled``. ``data`` also has
    ``title``, ``note``, ``chosen`` (a name) and ``empty`` (words for no rules).
    """
    picked = assets.mount(_RENDER, data, key, on_pick)
    return None if picked is None else str(picked)
