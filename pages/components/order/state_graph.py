"""A state machine drawn as a graph, with the path one order took; a state can be chosen."""

from collections.abc import Callable
from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("state_graph")


def show(data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None) -> str | None:
    """Show ``data["graph"]`` and return the name of the state chosen in this run, or None.

    The graph has ``width`` and ``height``, ``nodes`` (``id``, ``lines`` of its name, ``kind``,
    centre ``x``, ``y``, size ``w``, ``h``, and whether it is a ``group`` around others), ``edges``
    (``id``, SVG ``path``, ``kind``, and a ``label`` in the ``room`` around ``label_x``,
    ``label_y``), and the points ``start`` and ``end``: ``[x, y, state]``. ``visited`` names states,
    ``taken`` edges; ``failed`` is None or ``{"id": ..., "cause": ...}``, ``current`` the states it
    is in, ``ended`` and ``selected`` a state or None; ``focus`` says that there is a path to be
    set off from the rest. ``counts``, ``here`` and ``edge_counts`` map ids to figures. Optional:
    ``height`` in pixels it may take, ``largest`` and ``least`` scale, ``tools`` to zoom.
    """
    picked = assets.mount(_RENDER, data, key, on_pick)
    return None if picked is None else str(picked)
