"""The header's tools on every page: the stage, the presenter's view, the link to copy, all keys."""

from typing import Any, Final

from eda_core.presentation.frame.world_status import PRODUCT, HeaderData
from pages.components.frame import stage
from pages.components.kit import assets
from pages.components.recording import driven

_KEY: Final = "header"
_SWITCHES: Final = {"stage": stage.put, "pin": stage.put_pin}
"""What a press wants is said, and not that it was pressed: a press may come twice."""


def show(page: str) -> None:
    """Show the tools before the page, so that they come after the navigation in reading order.

    ``page`` is the title of the page; it is said where there is no room for the navigation.
    """
    data: HeaderData = {
        "product": PRODUCT,
        "page": page,
        "stage": stage.is_on(),
        "pinned": stage.is_pinned(),
        "driver": driven.driver(),
        "channel": driven.channel(),
    }
    assets.mount("header", data, key=_KEY, on_pick=_act)


def _act() -> None:
    wanted: Any = assets.picked(_KEY)
    if not isinstance(wanted, dict):
        return
    if "presenter" in wanted:
        driven.pair()
    for name, put in _SWITCHES.items():
        if name in wanted:
            put(wanted[name] is True)
