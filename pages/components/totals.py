"""The totals of the room as one strip of tiles."""

from typing import Any

from pages.components import assets

_RENDER = assets.register("totals")


def show(data: dict[str, Any], key: str) -> None:
    """Show ``data["tiles"]``: ``key``, ``glyph``, ``value``, ``label``, ``tone``.

    Values are words ready to read, such as ``"44"`` or ``"0.42 s"``. Optional: a ``title``, and
    ``bars``, numbers drawn as a sparkline.
    """
    assets.mount(_RENDER, data, key)
