"""The newest orders as lanes through the services; one can be chosen."""

from collections.abc import Callable
from typing import Any

from pages.components import assets

STATIONS = ("order-service", "payment-service", "order-service")
"""Who speaks, in the order of the choreography; a lane has one station for each."""

_RENDER = assets.register("order_lanes")


def show(data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None) -> str | None:
    """Show ``data["lanes"]``, newest first, and return the order id chosen in this run, or None.

    A lane is ``order``, ``amount``, ``tone``, ``glyph``, ``word``, ``elapsed`` (with its unit) and
    ``marks``: ``label``, ``time``, ``tone``, ``reached``, and optionally ``shape`` and ``title``.
    ``data`` also has ``chosen`` (an order id) and ``empty`` (words for no lanes), and optionally
    ``title``, ``note``, ``stations`` (headings) and ``slots``: lanes to keep room for.
    """
    picked = assets.mount(_RENDER, {"stations": STATIONS, **data}, key, on_pick)
    return None if picked is None else str(picked)
