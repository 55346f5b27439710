"""The small timeline of one order, and the rule grid with the reason in each cell."""

from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("story_sheet")


def show(data: dict[str, Any], key: str) -> None:
    """Show ``data["strip"]`` and ``data["rules"]``.

    The strip has ``marks`` (``at`` in milliseconds, ``tone``, ``shape``, ``label``, ``time``,
    ``title``), ``ticks`` (``at``, ``title``), ``last`` and ``end``, its words. The rules have
    ``title``, ``columns`` (``key``, ``label``) and ``rows`` (``label``, ``tone``, ``shape``,
    ``cells``: ``taken``, ``text``, ``title``).
    """
    assets.mount(_RENDER, data, key)
