"""The presenter's view, ``?presenter=1``: notes, the next act and the clock, for a second window.

What is pressed here is asked of the window that follows; nothing is done to a world from here.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from eda_core.app.pairs import Picture, TalkClock, follower_code, new_code
from eda_core.audience.panel import presenter_words
from eda_core.domain.errors import EdaError
from eda_core.domain.settings import WorldKind, address_of, settings_from
from eda_core.lessons.lesson import Lesson, LessonStep, lesson_named
from eda_core.lessons.panel_data import words_of_markdown
from eda_core.presentation.recording.presenter_view import (
    PresenterViewData,
    Talk,
    page_titles,
    talk_data,
    window_words,
)
from eda_core.recordings import Act, NoteKind, SpeakerNote
from eda_core.stack.bus_words import BUS_WORDS
from pages.components.frame import session
from pages.components.kit import assets, param
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.recording import driven, mirror, walk

_KEY: Final = "presenter-view"
_STYLE: Final = Path(__file__).with_name("page.css")
_ON: Final = Param("presenter.view", "", "presenter")
"""The switch, ``?presenter=1`` in the address; anything but 1 there is off."""

_PRESS: Final = Memo[str]("presenter.press")
"""The press that was done last: the same one may come twice."""


def is_on() -> bool:
    """Return whether this window is a presenter's view."""
    return _ON.get() == "1"


def show() -> None:
    """Show the view, in place of a page; it is refreshed every second.

    A code that is none, in a link typed by hand, gives way to a new one.
    """
    param.open_page("presenter")
    if not driven.CODE.get():
        driven.CODE.put(new_code())
    st.html(_STYLE)
    _show()


@st.fragment(run_every=1.0, key="presenter")
def _show() -> None:
    assets.mount("presenter_view", _data(driven.CODE.get()), key=_KEY, on_pick=_act)


def _data(code: str) -> PresenterViewData:
    state = driven.pairs().look(code)
    picture = state.picture
    shown = picture or _picture_of_address()
    is_recording = shown.settings.world is WorldKind.RECORDING
    if (
        state.follows
    ):  # what was asked is shown before it is done: a view that lags is pressed twice
        shown, is_recording = _as_asked(shown, state.asked, is_recording)
    words, talk = BUS_WORDS[shown.bus], _talk(shown)
    return {
        **talk_data(replace(talk, is_live=not is_recording), words),
        "elapsed_ms": state.clock.elapsed_ms(state.now_ms),
        "runs": state.clock.since_ms is not None,
        "follows": state.follows,
        "window": window_words(state.follows, picture is not None),
        "world": _world_words(shown),
        "audience": _audience_words(shown),
        "ready": "" if talk.fault else shown.recording,
        "is_recording": is_recording and picture is not None,
        "paused": shown.paused,
        "has_time": shown.has_time,
        "pages": list(page_titles(words).items()),
        "page": shown.page,
        "mirror": "" if picture is None else f"?{urlencode(mirror.query(picture, code))}",
        "opens": f"?{urlencode(_address(shown, code))}",
        "channel": f"eda-pair-{follower_code(code)}",
        "cues": state.cues,
    }


def _picture_of_address() -> Picture:
    """Return what a window shows that is opened from here while none has followed: the world that
    this view's own address names.
    """
    named = settings_from(os.environ)
    with suppress(EdaError):  # `_talk` says it
        named = session.settings()
    recording = named.file if named.world is WorldKind.RECORDING else ""
    return Picture(named, "live", {}, bus=named.bus, recording=recording)


def _as_asked(
    picture: Picture, asked: Mapping[str, Any], is_recording: bool
) -> tuple[Picture, bool]:
    """Return the picture, and whether it is of a recording, as they are about to be."""
    wanted = asked.get("recording", is_recording) is True
    act = asked.get("act", max(1, picture.act) if wanted else picture.act)
    page = asked.get("page", picture.page)
    paused = (
        picture.paused if picture.paused is None else asked.get("pause", picture.paused) is True
    )
    act = act if isinstance(act, int) and act > 0 else picture.act
    return replace(picture, act=act, page=str(page), paused=paused), wanted


def _world_words(picture: Picture) -> str:
    is_room = picture.world and picture.settings.world is WorldKind.SIMULATOR
    return f"{picture.world} · room {picture.settings.room_title}" if is_room else picture.world


def _audience_words(picture: Picture) -> str:
    found = session.audience().invited()
    if found is None or found.invitation.settings != picture.settings:
        return ""
    return f"Audience: {presenter_words(found.invitation.crowd.state())}"


def _address(picture: Picture, code: str) -> Mapping[str, str]:
    """Return the address of a window that follows, with what the one before showed."""
    world = address_of(picture.settings, settings_from(os.environ))
    stage = {} if picture.world else {"stage": "1"}
    return {**picture.show, **stage, **world, "pair": follower_code(code)}


def _talk(picture: Picture) -> Talk:
    """Return what is gone through: the lesson that is open, else the acts of the recording."""
    lesson = lesson_named(picture.lesson) if picture.lesson else None
    if lesson is not None:
        return _talk_of(lesson, picture.step)
    name = picture.recording
    try:
        if not picture.world:
            session.settings()
        world = walk.world_beside(picture.settings, name) if name else None
        head = None if world is None else session.open_world(world).recording
    except EdaError as fault:
        return Talk(name, fault=str(fault))
    if head is None:
        return Talk()
    return Talk(head.title, "act", head.acts, min(picture.act, len(head.acts)), head.lasts_s)


def _talk_of(lesson: Lesson, step: int) -> Talk:
    parts = [Act(each.title, 0, 0, notes=tuple(_notes(each))) for each in lesson.steps]
    return Talk(lesson.title, "step", parts, step)


def _notes(step: LessonStep) -> list[SpeakerNote]:
    said = ((NoteKind.SAY, step.say), (NoteKind.DO, step.do))
    asked = ((NoteKind.ASK, step.ask.words),) if step.ask else ()
    return [SpeakerNote(kind, _plain(text)) for kind, text in (*asked, *said) if text]


def _plain(text: str) -> str:
    return "".join(words for words, _ in words_of_markdown(text))


_CLOCK: Final = {"start": TalkClock.started, "stop": TalkClock.stopped, "reset": TalkClock.reset}


def _act(wish: Any) -> None:
    """Do what was pressed: ask it of the window that follows, or set the clock."""
    if not isinstance(wish, dict):
        return
    name, value, code = wish.get("cue"), wish.get("value"), driven.CODE.get()
    if name == "clock" and value in _CLOCK:
        driven.pairs().set_clock(code, _CLOCK[value])
    elif name == "closed":
        driven.pairs().release(code)
    elif name in driven.CUES and isinstance(value, (bool, int, str)):
        driven.pairs().give(code, name, value)
