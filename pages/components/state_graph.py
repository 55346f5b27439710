"""A state machine drawn as a graph, with the path one order took; a state can be chosen."""

from collections.abc import Callable
from typing import Any

from pages.components import assets

_RENDER = assets.register("state_graph")


def show(data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None) -> str | None:
    """Show ``data["graph"]`` and return the name of the state chosen in this run, or None.

    The graph has ``width`` and ``height`` (pixels at its largest), ``nodes`` (``id``, ``kind``,
    centre ``x``, ``y``, size ``w``, ``h``), ``edges`` (``id``, SVG ``path``, and a ``label`` around
    ``label_x``, ``label_y``), and the points ``start`` and ``end``, each tied to the nearest state.
    ``visited`` names states, ``taken`` edges; ``failed`` is None or ``{"id": ..., "cause": ...}``;
    ``current`` and ``selected`` name a state or are None; ``counts`` maps names to figures.
    """
    picked = assets.mount(_RENDER, data, key, on_pick)
    return None if picked is None else str(picked)
