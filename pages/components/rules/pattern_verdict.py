"""Why a pattern takes an event or does not, with a line for each field."""

from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("pattern_verdict")


def show(data: dict[str, Any], key: str) -> None:
    """Show the verdict, or the words of ``data["empty"]`` where there is none.

    ``data`` has ``mark`` (``taken``, ``missed`` or ``off``), ``word``, ``sentence`` (spans),
    ``fields`` (each ``met``, ``path``, ``wanted``, ``came``), ``choices`` (each ``label``, ``met``
    and ``fields``), and optionally ``title``, ``subtitle`` and ``more``.
    """
    assets.mount(_RENDER, data, key)
