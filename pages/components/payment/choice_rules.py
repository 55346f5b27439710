"""The rules of a Choice in order, with the numbers that met and where each leads."""

from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("choice_rules")


def show(data: dict[str, Any], key: str) -> None:
    """Show ``data["rows"]`` under ``title``, and ``sentence``, what they came to, below.

    A row is ``key``, ``text`` (the rule as written), ``came`` (lines with the numbers),
    ``verdict`` (``true``, ``false``, ``failed`` or empty), ``word``, ``target`` and ``chosen``.
    ``tone`` is that of what was chosen; without rows the words in ``data["empty"]`` show.
    """
    assets.mount(_RENDER, data, key)
