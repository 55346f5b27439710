"""The window in small inside a presenter's view: it shows what the driven window does.

It is a session of its own with nothing to press, which goes where the driven window is: its world,
its page with all that the address says, its playhead.
"""

import os
from collections.abc import Mapping
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.app.pairs import Picture
from eda_core.domain.settings import address_of, settings_from
from pages.components.frame import selection, session
from pages.components.kit import param
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.recording import walk

_ON: Final = Param("presenter.mirror", "", "mirror")
"""The switch, ``?mirror=1`` in the address; anything but 1 there is off."""

_SHOWN: Final = Memo[Picture]("presenter.mirrored")
_OPENING: Final = Memo[Picture]("presenter.mirror-opens")
"""The picture whose page is being opened: its playhead is put there when the page begins."""


def is_on() -> bool:
    """Return whether this window is a mirror."""
    return _ON.get() == "1"


def stage_of(address: Mapping[str, str]) -> Mapping[str, str]:
    """Return what an address says of the stage, which belongs to what the audience sees."""
    return {name: text for name, text in address.items() if name == "stage"}


def query(picture: Picture, code: str) -> dict[str, str]:
    """Return the address of a mirror of the pair with this driver's code that shows the picture."""
    world = address_of(picture.settings, settings_from(os.environ))
    act = {"act": str(picture.act)} if picture.act else {}
    return {**picture.show, **world, **act, "pair": code, "mirror": "1"}


def begin() -> None:
    """Put the playhead where the picture has it whose page begins."""
    opening = _OPENING.take()
    if opening is not None:
        _move(opening)


def look(connection: Connection, picture: Picture | None, code: str) -> None:
    """Show what the driven window does; another page, or another world, ends this run.

    A page's live fragment goes there itself: a run of the page that is given up for another page
    in its middle can leave the browser with the half of each.
    """
    before = _SHOWN.of()
    if picture is None or before == picture:
        return
    _SHOWN.keep(picture)
    if before is not None and _place(before) == _place(picture):
        _move(picture)
        return
    if picture.settings != connection.settings:
        session.choose(picture.settings)
    _OPENING.keep(picture)
    param.follow_link()
    st.switch_page(f"pages/{picture.page}.py", query_params=query(picture, code))


def _place(picture: Picture) -> tuple[object, ...]:
    return picture.settings, picture.page, picture.show


def _move(picture: Picture) -> None:
    selection.move_playhead(picture.playhead)
    walk.ACT.put(picture.act)
