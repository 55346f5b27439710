"""Two orders side by side: what is the same is grey, where they first differ is marked."""

from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("twins")


def show(data: dict[str, Any], key: str) -> None:
    """Show ``data["rows"]`` of two orders, ``data["sides"]``, under ``data["sentence"]``.

    A side is ``order``, ``amount``, ``tone``, ``glyph`` and ``word``. A row has ``left`` and
    ``right`` (``lead``, ``text``, ``title``; all empty where one has no such step), ``times`` (one
    for each), ``same`` and ``first`` (the first difference). ``differences`` are ``name``,
    ``lines`` and ``none``. With words in ``data["empty"]`` only those show.
    """
    assets.mount(_RENDER, data, key)
