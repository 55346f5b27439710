"""A room in words: its name, and how much of the disk it takes."""

from typing import Final

from eda_core.presentation.wording import count_text

IN_MEMORY = "This room is kept in memory: it ends with the server."

NAMES: Final = "Small letters, digits and hyphens."


def room_title(name: str) -> str:
    """Return what the menu is called."""
    return f"Room: {name}"


def room_caption(orders: int, size: int, limit: int) -> str:
    """Return how the room is kept; sizes in bytes."""
    kept = f"{size / 1024**2:,.1f} of {limit / 1024**2:,.0f} MiB"
    return f"{count_text(orders)} orders, {kept}. It survives a crash of the server."
