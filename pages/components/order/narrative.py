"""What happened to one order, told line by line."""

from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("narrative")


def show(data: dict[str, Any], key: str) -> None:
    """Show ``data["lines"]``: ``time``, ``spans`` (``[words, strong]``) and ``origin``.

    ``origin`` says which source a line comes from; it shows as the line's tooltip. Without lines
    the words in ``data["empty"]`` show. ``title`` is optional,
    and so is ``copy``: the story as text, which a button then copies.
    """
    assets.mount(_RENDER, data, key)
