"""Which world to look at, and where a deployed stack stands. No secret is typed here."""

from contextlib import suppress
from typing import Final

import streamlit as st

from eda_core.domain.errors import EdaError
from eda_core.domain.settings import MAX_TEXT, Settings, WorldKind
from eda_core.log_files import logs_folder, logs_in
from eda_core.presentation.frame.menus import BUSES
from eda_core.presentation.wording import as_markdown
from eda_core.recordings import recordings_folder, recordings_in
from pages.components.connection import session as connection_session
from pages.components.frame import session
from pages.components.kit import fields

NAMES: Final = {
    WorldKind.SIMULATOR: "Simulator",
    WorldKind.AWS: "Deployed AWS stack",
    WorldKind.FILE: "Imported log",
    WorldKind.RECORDING: "Recording",
}

_WHAT: Final = {
    WorldKind.SIMULATOR: "The whole system in this process: no account, no network, time in hand.",
    WorldKind.AWS: "The same system in your AWS account, deployed from here or by a command.",
    WorldKind.FILE: "The catch-all log of any such system, taken in from a file, to be read only.",
    WorldKind.RECORDING: "What such a world showed, kept in one file with acts to walk it by.",
}
"""What a world is, to whoever chooses."""

_SPOKEN: Final = {
    WorldKind.SIMULATOR: "the simulator",
    WorldKind.AWS: "the deployed AWS stack",
    WorldKind.FILE: "the imported log",
    WorldKind.RECORDING: "the recording",
}

_HINTS: Final = {
    "stack": ("Stack", "eda-demo"),
    "region": ("Region", "as AWS is set up here"),
    "profile": ("Profile", "as AWS is set up here"),
    "endpoint": ("Endpoint URL", "AWS; or http://127.0.0.1:4566"),
}
"""The label of each input, and what an empty one means."""


def show() -> Settings | None:
    """Show the choice; answers what is chosen, or None where that cannot be used."""
    st.markdown("##### World")
    worlds = tuple(NAMES)
    chosen = fields.segments(
        connection_session.WORLD, "World", worlds, format_func=NAMES.__getitem__
    )
    st.caption(_WHAT[WorldKind(chosen)])
    if chosen == WorldKind.AWS:
        _show_target()
    if chosen in _LISTS and not _LISTS[chosen]():
        return None
    try:
        wanted = connection_session.wanted()
        if wanted.world is WorldKind.AWS:
            connection_session.operations(wanted)  # refuses what cannot be, before it is looked at
    except EdaError as fault:
        st.error(as_markdown(str(fault)))
        return None
    _show_switch(wanted)
    return wanted


_OF_BUS: Final = {
    WorldKind.AWS: "The kind of bus the stack has, or is to be deployed with; a stack keeps it.",
    WorldKind.FILE: "The kind of bus the log is of: events do not say, and pages take its words.",
}
"""What the kind of bus decides, by the world it is chosen for."""


def _show_bus(world: WorldKind) -> None:
    fields.segments(
        connection_session.BUS, "Kind of bus", tuple(BUSES), format_func=BUSES.__getitem__
    )
    st.caption(_OF_BUS[world])


def _show_target() -> None:
    _show_bus(WorldKind.AWS)
    left, right = st.columns(2)
    for place, name in zip((left, right, left, right), _HINTS, strict=True):
        label, empty = _HINTS[name]
        param = connection_session.FIELDS[name]
        fields.text(param, label, place, placeholder=empty, max_chars=MAX_TEXT)
    st.caption(
        "Credentials come from the profile or the environment, as for the AWS command line. "
        "None is typed, kept or logged here."
    )


def _show_logs() -> bool:
    """Show the imported logs; answers whether there is one to choose."""
    data = session.settings().data
    names = [] if data is None else [log.name for log in logs_in(logs_folder(data))]
    if not names:
        st.caption("No log is imported yet: see *Import* on the Event log page.")
        return False
    fields.choice(connection_session.LOG, "Log", names)
    _show_bus(WorldKind.FILE)
    return True


def _show_recordings() -> bool:
    """Show the recordings; answers whether there is one to choose."""
    data = session.settings().data
    names = [] if data is None else [each.name for each in recordings_in(recordings_folder(data))]
    if not names:
        st.caption("No recording is kept yet: see *Record* in the bar of a live world.")
        return False
    fields.choice(connection_session.RECORDING, "Recording", names)
    return True


_LISTS: Final = {WorldKind.FILE: _show_logs, WorldKind.RECORDING: _show_recordings}
"""What is chosen from a list, by the kind of world."""


def _show_switch(wanted: Settings) -> None:
    in_use = session.settings()
    if wanted == in_use:
        st.caption(f"All pages look at {_SPOKEN[wanted.world]} now.")
        return
    st.button(
        f"Look at {_SPOKEN[wanted.world]}",
        key="connection.use",
        type="primary",
        on_click=_look,
    )
    st.caption("The other world keeps running for whoever has it open.")


def _look() -> None:
    """Look at what is typed by now; where that cannot be used, the page says so in this run."""
    with suppress(EdaError):
        wanted = connection_session.wanted()
        if wanted.world is WorldKind.AWS:
            connection_session.operations(wanted)
        session.choose(wanted)
