"""Every event of the bus as one line of a table, newest first; one can be chosen."""

from collections.abc import Callable
from typing import Any

from pages.components import assets

_RENDER = assets.register("event_feed")


def show(
    data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None
) -> dict[str, str] | None:
    """Show ``data["rows"]`` and return ``{"event": key, "order": id}`` if one was chosen just now.

    A row is ``key`` (an event id), ``time``, ``source``, ``detail_type``, ``order``, ``text``,
    ``tone``, ``title`` and ``shape``: ``round``, ``diamond``, ``square``, ``hollow``, ``dashed``
    or ``grey`` (a malformed record). ``data`` also has ``chosen_order``, ``chosen_event``,
    ``empty`` (words for no rows), ``height`` in pixels, and optionally ``title`` and ``note``.
    The browser keeps each row it has; send a few hundred at most, newest first.
    """
    picked = assets.mount(_RENDER, data, key, on_pick)
    return picked if isinstance(picked, dict) else None
