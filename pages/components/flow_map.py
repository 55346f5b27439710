"""The architecture as a picture in which events move; a part of it can be chosen."""

from collections.abc import Callable
from typing import Any, Final

from pages.components import assets

TO_LOG: Final = ">log"
"""What is picked to see the events of the chosen part in the log; no element is called so."""

_RENDER = assets.register("flow_map")


def show(data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None) -> str | None:
    """Show the map and return the element chosen in this run, an empty text for none,
    `TO_LOG`, or None where nothing was picked.

    ``data`` is `eda_core.presentation.flow_map.flow_map`: ``nodes`` and ``edges`` with their
    places, the small line of each node (``subs``), what is ``failing``, how often each edge was
    ``used``, and the newest ``hops``. These are told again with every refresh, so that nothing
    has to be remembered here for a browser: it knows by their keys which it has shown.
    """
    picked = assets.mount(_RENDER, data, key, on_pick)
    return None if picked is None else str(picked)
