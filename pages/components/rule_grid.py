"""Which rule took which event of an order."""

from typing import Any

from pages.components import assets

_RENDER = assets.register("rule_grid")


def show(data: dict[str, Any], key: str) -> None:
    """Show ``data["rows"]`` against ``data["columns"]``, under the heading ``data["title"]``.

    A column is ``key`` and ``label``, with an optional ``title`` (else the key is the tooltip); a
    row is ``label`` and ``cells`` in the order of the columns, each ``taken`` (true or false) and
    ``title``, the reason in words.
    """
    assets.mount(_RENDER, data, key)
