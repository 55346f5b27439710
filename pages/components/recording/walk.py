"""Walks a recording act by act, and puts it in the place of a live world and back.

What a press wants is noted; the page follows it when it begins, for only there another page can be
opened. An act is a link: the page, and all that its address says. Its part of the log is played
from where the act before ended, and rests at its end.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import EdaError
from eda_core.domain.settings import IN_ADDRESS, Settings, WorldKind, settings_from
from eda_core.presentation.frame.playhead import Playhead
from eda_core.presentation.recording.acts_bar import AUTO, LOOP, next_auto
from eda_core.presentation.recording.presenter_view import without_log_parts
from eda_core.recordings import Act
from pages.components.frame import selection, session
from pages.components.kit import param
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param

HOLD_MS: Final = 6_000
"""How long an act that came by itself is shown after its part of the log was played."""


def _act_from(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0


def _auto_from(text: str) -> str:
    return text if text in AUTO else ""


ACT: Final = Param("recording.act", 0, "act", _act_from)
"""The act shown, counted from 1; 0 while none is."""

_AUTO: Final = Param("recording.auto", "", "auto", _auto_from)
READY: Final = Param("recording.ready", "", "understudy")
"""The name of the recording that stands in for the live world of this session."""

_LIVE: Final = Memo[Settings]("recording.live")
"""The live world that was left for the recording."""

_WANTED: Final = Memo[int]("recording.wanted")
_BEGINS: Final = Memo[int]("recording.begins")
"""The act whose part of the log is to be played by the run that follows."""

_PLAYS: Final = Memo[int]("recording.plays")
_RESTS: Final = Memo[int]("recording.rests")
"""When the act shown came to rest, by the clock outside (epoch milliseconds)."""

KEPT: Final = (*IN_ADDRESS, "understudy", "auto", "stage", "pair", "mirror")
"""What the address says that no act changes."""


def auto() -> str:
    """Return how acts come: one of `AUTO`."""
    return _AUTO.get()


def change_auto(wanted: str) -> None:
    """Let acts come another way, and those that come by themselves go on from here."""
    _AUTO.put(_auto_from(wanted))


def turn_auto() -> str:
    """Return the way that comes after this one."""
    return next_auto(auto())


def want(act: int) -> None:
    """Show this act when the page next begins."""
    _WANTED.keep(act)


def stand_ready(name: str) -> None:
    """Have this recording stand in for the live world, when it is asked for; none for ''."""
    READY.put(name)


def understudy() -> Settings | None:
    """Return the recording that stands ready, as a world beside the one in view."""
    return world_beside(session.settings(), name) if (name := READY.get()) else None


def world_beside(now: Settings, name: str) -> Settings:
    """Return the recording of this name, as a world that keeps the room in view, as an imported log
    does: the way back leads there.
    """
    return _in_room_of(now, world_of(name))


def _in_room_of(now: Settings, wanted: Settings) -> Settings:
    return wanted if now.world is WorldKind.AWS else replace(wanted, room=now.room, bus=now.bus)


def world_of(name: str) -> Settings:
    """Return the recording of this name, as a world."""
    return replace(settings_from(os.environ), world=WorldKind.RECORDING, file=name)


def open_ready() -> str:
    """Return the name of the recording that stands ready, opened by now; '' where it cannot be.

    It stays open with the worlds of this server, so that going there takes no time.
    """
    wanted = understudy()
    if wanted is None:
        return ""
    try:
        session.open_world(wanted)
    except EdaError:
        return ""
    return wanted.file


def show_recording(wanted: bool) -> None:
    """Look at the recording that stands ready, in the act that is shown; or back at the live
    world.
    """
    now, instead = session.settings(), understudy()
    is_there = now.world is WorldKind.RECORDING
    if wanted and not is_there and instead is not None:
        _LIVE.keep(now)
        session.choose(instead)
        want(max(1, ACT.get()))
    elif is_there and not wanted:
        stand_ready(now.file)
        session.choose(_LIVE.of() or _in_room_of(now, settings_from(os.environ)))


def begin(connection: Connection) -> None:
    """Show the act that was asked for: this run ends then, and the page of the act begins."""
    acts = () if connection.recording is None else connection.recording.acts
    wanted, begins = _WANTED.take(), _BEGINS.take()
    if wanted is not None:
        open_act(acts, wanted)
    if begins is not None and 0 < begins <= len(acts):
        _play(connection, acts[begins - 1], begins)


def open_act(acts: Sequence[Act], number: int) -> None:
    """Open the page of an act of the recording in view, which is played there; if there is such an
    act, this ends the run.

    The link alone says which act it is: where the browser asks for another run meanwhile, this one
    is given up, and the act was never shown.
    """
    if 0 < number <= len(acts):
        _BEGINS.keep(number)
        follow(acts[number - 1].page, _query(acts[number - 1], number))


def acts_to_show(connection: Connection) -> Sequence[Act]:
    """Return the acts of the recording in view, or of the one that stands ready."""
    wanted = understudy()
    if connection.recording is None and wanted is not None and open_ready():
        connection = session.open_world(wanted)
    return () if connection.recording is None else connection.recording.acts


def shows(connection: Connection, number: int) -> bool:
    """Return whether this act is shown, in its recording or in a live world."""
    acts = acts_to_show(connection)
    is_one = 0 < number <= len(acts)
    return is_one and (ACT.get(), param.page()) == (number, acts[number - 1].page)


def open_in_live_world(acts: Sequence[Act], number: int) -> None:
    """Open the page of an act while a live world is in view; what is a part of the recording's log
    stays out. If there is such an act, this ends the run.
    """
    if 0 < number <= len(acts):
        act = acts[number - 1]
        follow(act.page, {**without_log_parts(act.show), "act": str(number)})


def _query(act: Act, number: int) -> dict[str, str]:
    order = {"pin": "1"} if "order" in act.show else {}
    return {**order, **act.show, "act": str(number)}


def follow(page: str, query: dict[str, str]) -> None:
    """Open a page as a link would: what the link does not say is as usual there.

    The world, and who drives this window, stay. Ends this run.
    """
    kept = {name: text for name, text in param.address().items() if name in KEPT}
    param.follow_link()
    st.switch_page(f"pages/{page}.py", query_params={**query, **kept})


def _play(connection: Connection, act: Act, number: int) -> None:
    _RESTS.forget()
    _PLAYS.keep(number)
    next_ms = connection.model.event_after(act.from_ms)
    if next_ms is not None and next_ms <= act.until_ms:
        head = Playhead(act.from_ms, selection.speed(), connection.clock())
        selection.move_playhead(head)
    else:
        _rest(connection, act)


def look(connection: Connection, acts: Sequence[Act]) -> bool:
    """Let an act rest where its part of the log ends, and the next one come where acts do by
    themselves; every refresh of a recording asks for it. Return whether the playhead was moved.
    """
    number = ACT.get()
    if not acts:
        return False
    if auto() and _PLAYS.of() is None and _RESTS.of() is None:
        want(number if 0 < number <= len(acts) else 1)
        st.rerun()
    if not 0 < number <= len(acts):
        return False
    act, clock_ms, playhead = acts[number - 1], connection.clock(), selection.playhead()
    if _PLAYS.of() == number:
        if playhead is None or playhead.moment(clock_ms) >= act.until_ms:
            _rest(connection, act)
        return True
    rested_ms = _RESTS.of()
    if auto() and rested_ms is not None and clock_ms - rested_ms >= HOLD_MS:
        _go_on(number, len(acts))
    return False


def _rest(connection: Connection, act: Act) -> None:
    _PLAYS.forget()
    _RESTS.keep(connection.clock())
    is_over = act.until_ms >= connection.now_ms()
    selection.set_moment(None if is_over else act.until_ms)


def _go_on(number: int, count: int) -> None:
    """Show the next act; after the last the first in a loop, else nothing more comes by itself."""
    _RESTS.forget()
    if number >= count and auto() != LOOP:
        change_auto("")
        return
    want(number % count + 1)
    st.rerun()
