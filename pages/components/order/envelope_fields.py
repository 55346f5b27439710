"""One record field by field: each with its value, what it means and where it comes from."""

from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("envelope_fields")


def show(data: dict[str, Any], key: str) -> None:
    """Show the groups of fields of `envelope_fields`; ``data`` also has a ``height`` in pixels."""
    assets.mount(_RENDER, data, key)
