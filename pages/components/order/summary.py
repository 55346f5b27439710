"""The chosen order: its outcome, the technical status beside it, and why."""

from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("summary")


def show(data: dict[str, Any], key: str) -> None:
    """Show ``order``, ``amount``, ``tone``, ``glyph``, ``word``, ``badges`` and ``why``.

    ``why`` is a list of ``[words, strong]``. With words in ``data["empty"]`` only those show.
    """
    assets.mount(_RENDER, data, key)
