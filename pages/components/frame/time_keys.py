"""Keys that hold time and that no button of Streamlit can take as its shortcut."""

from collections.abc import Callable

from pages.components.kit import assets

_RENDER = assets.register("time_keys")


def show(on_step: Callable[[], None], key: str = "time-keys") -> None:
    """Call ``on_step`` when ``.`` is pressed anywhere on the page but where one types."""
    assets.mount(_RENDER, {}, key, on_step)
