"""The world that the second of two sets is of, where it is not the one on the page."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from eda_core.app.bootstrap import Connection, rooms_of
from eda_core.domain.settings import Settings, WorldKind, address_of, settings_from
from eda_core.log_files import logs_folder, logs_in
from eda_core.presentation.wording import as_markdown
from eda_core.recordings import recordings_folder, recordings_in
from pages.components.frame import session
from pages.components.kit import fields
from pages.components.kit.param import Param

HERE: Final = ""
WORLD: Final = Param("sets.world", HERE, "with")
_MOST: Final = 500
"""Worlds that are offered."""


def show(then: fields.Then) -> None:
    """Show the choice, where there is another world; ``then`` hears that it has changed."""
    offered = _offered(session.settings())
    if not offered:
        return
    with st.container(key="sets-world"):
        fields.choice(
            WORLD,
            "Second set of",
            (HERE, *offered),
            then=then,
            format_func=lambda name: name.replace(":", " ", 1) or "this world",
        )


def name() -> str:
    """Return the world of the second set in words, nothing where it is the one on the page."""
    return WORLD.get().replace(":", " ", 1)


def read() -> Connection | None:
    """Return the world of the second set, read to now; None where it is the one on the page.

    Raises `EdaError` where it cannot be opened.
    """
    connection = connect()
    if connection is not None:
        connection.model.refresh()
    return connection


def connect() -> Connection | None:
    """Return that world, as far as it was read: it is another one once the room was reset.

    One that a link names and that is not there counts as the one on the page.
    """
    wanted = _resolve()
    return None if wanted is None else session.worlds().connection(wanted)


def _resolve() -> Settings | None:
    if WORLD.get() == HERE:
        return None
    wanted = _offered(session.settings()).get(WORLD.get())
    if wanted is None:
        WORLD.reset()
    return wanted


def tell_of_the_table(sets: tuple[str, str]) -> None:
    """Say that the table shows one world, with a link to the other; ``sets`` are those chosen."""
    wanted, here = _resolve(), session.settings()
    if wanted is None:
        return
    named = {"look": "sets", "first": sets[1], "second": sets[0]}
    back = next((key for key, each in _offered(wanted).items() if each == here), HERE)
    address = urlencode({**address_of(wanted, settings_from(os.environ)), **named, "with": back})
    st.caption(
        "A sentence shows its orders of this world in the table. "
        f"[The orders of {as_markdown(name())}](orders?{address})"
    )


def _offered(here: Settings) -> dict[str, Settings]:
    """Return the worlds that are kept in the same folder, by what an address calls them."""
    if here.data is None:
        return {}
    found = {key: each for key, each in _kept(here) if each != here}
    return dict([*found.items()][:_MOST])


def _kept(here: Settings) -> Iterator[tuple[str, Settings]]:
    for room in rooms_of(here).all_rooms():
        of_room = replace(here, world=WorldKind.SIMULATOR, room=room.name, bus=room.bus, file="")
        yield f"room:{of_room.room_title}", of_room
    data = here.data
    if data is None:
        return
    for log in logs_in(logs_folder(data)):
        yield f"log:{log.name}", replace(here, world=WorldKind.FILE, file=log.name)
    for recording in recordings_in(recordings_folder(data)):
        named = {"world": WorldKind.RECORDING, "file": recording.name}
        yield f"recording:{recording.name}", replace(here, **named)
