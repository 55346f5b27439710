"""The line that always says which world is shown, and whether it is live."""

from typing import Any

from pages.components.kit import assets


def show(status: dict[str, Any], key: str = "world-bar") -> None:
    """Show ``world``, ``room``, ``status`` and ``live``.

    Under its default key the style sheet of the shell puts it into the bar with the navigation.
    """
    assets.mount("world_bar", status, key)
