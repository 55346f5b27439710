"""Several components below each other in one: what Streamlit asks for each is asked once."""

from collections.abc import Mapping
from typing import Any

from pages.components import assets

_RENDER = assets.register("column")


def show(parts: Mapping[str, Mapping[str, Any]], key: str) -> None:
    """Show components that only show, each under its name and with its data, in this order.

    A name is that of a component's files, such as ``order_summary`` or ``rule_grid``.
    """
    assets.mount(_RENDER, dict(parts), key)
