"""A window that is driven from a presenter's view: it does what it is asked, says what it shows.

The presenter's view has the same picture in small: a *mirror*, which is a window, too, and shows
whatever the driven one does (`mirror`).
"""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from eda_core.app import bootstrap
from eda_core.app.bootstrap import Connection
from eda_core.app.pairs import Cue, Pairs, Picture, code_from, follower_code, new_code
from eda_core.lessons import course as courses
from eda_core.presentation.recording.presenter_view import PAGES
from pages.components.frame import moment_bar, selection, session, time_bar
from pages.components.kit import param
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.lessons import session as lessons
from pages.components.recording import marking, mirror, walk

CODE: Final = Param("presenter.pair", "", "pair", code_from)
"""The code of the pair this window is one of: of a driven window the follower's, else the driver's.
"""

_DRIVER: Final = Memo[str]("presenter.driver")
_WINDOW: Final = Memo[str]("presenter.window")
_BEGUN: Final = Memo[tuple[int, int]]("presenter.begun")
"""The cue that this window began to do last, of the pair with this code, and how many times."""

_MOST_TIMES: Final = 4

_LED: Final = Memo[tuple[Cue, str, bool]]("presenter.led")
"""The cue that led to the page of this name, until the browser has refreshed it: whether it was
looked at there in the run that opened it.
"""

_OPENS_PAGES: Final = frozenset(("act", "page", "recording"))

_IS_MINE: Final = Memo[bool]("presenter.is-mine")
"""Whether this window is the one that is driven, of the pair with this code."""


@st.cache_resource(show_spinner=False)
def pairs() -> Pairs:
    """Return the pairs of windows of this server."""
    return Pairs(lambda: bootstrap.epoch_now_ms())


def driver() -> str:
    """Return the driver's code that this window hands to a presenter's view opened from it."""
    return _DRIVER.of() or _DRIVER.keep(new_code())


def is_paired() -> bool:
    """Return whether this window is to be driven."""
    return bool(CODE.get()) and not mirror.is_on()


def channel() -> str:
    """Return where the browser's other windows say that something is asked of this one."""
    return f"eda-pair-{CODE.get()}" if is_paired() else ""


def pair() -> None:
    """Be driven from the presenter's view that this window opens."""
    if not mirror.is_on():
        CODE.put(follower_code(driver()))


def leave() -> None:
    """Be driven no more."""
    if is_paired():
        pairs().leave(CODE.get(), _window())
        CODE.reset()


def words() -> str:
    """Return what the bar says: who drives this window, if anybody does."""
    if not is_paired():
        return ""
    is_mine = _IS_MINE.of(CODE.get()) is not False
    return "Presenter's view drives" if is_mine else "Another window is driven"


def _window() -> str:
    return _WINDOW.of() or _WINDOW.keep(new_code())


def begin(connection: Connection) -> None:
    """Do what is asked, when a page begins."""
    if not (code := CODE.get()):
        return
    if mirror.is_on():
        mirror.begin()
        return
    _do_asked(connection, code)
    _stay(connection)


def look(connection: Connection) -> None:
    """Say what this window shows, and do what is asked of it: then the whole page runs anew."""
    if not (code := CODE.get()):
        return
    if mirror.is_on():
        mirror.look(connection, pairs().look(code).picture, code)
        return
    CODE.tell_address()
    state = pairs().follow(code, _window(), _picture(connection))
    if _IS_MINE.of(code) is not state.is_mine:
        _IS_MINE.keep(state.is_mine, code)
        st.rerun()
    _believe_browser()
    if state.is_mine and state.waits:
        _do_asked(connection, code)
        st.rerun()


def _do_asked(connection: Connection, code: str) -> None:
    """Do what is asked. What opens a page ends this run, and is done when the page has begun: a
    run that the browser asked for meanwhile may take its place, and then it is done once more.
    """
    while cue := pairs().next_cue(code, _window()):
        begun, times = _BEGUN.of(code) or (0, 0)
        times = times if begun == cue.number else 0
        if times and _is_shown(connection, cue):
            _note_led(cue)
        elif times < _MOST_TIMES:
            _BEGUN.keep((cue.number, times + 1), code)
            _CUES.get(cue.name, _nothing)(connection, cue.value)
        pairs().note_done(code, _window(), cue.number)


def _note_led(cue: Cue) -> None:
    if cue.name in _OPENS_PAGES:
        _LED.keep((cue, param.page(), False))


def _stay(connection: Connection) -> None:
    """Do once more what led to a page, where this run is of another one.

    What the browser asked of the page before, when it did not know of the new one yet, comes late
    and leads back. Only once: it may as well be somebody at that window who goes elsewhere.
    """
    led = _LED.of()
    if led is not None and led[1] != param.page():
        _LED.forget()
        _CUES[led[0].name](connection, led[0].value)


def _believe_browser() -> None:
    """Take it that the browser knows the page: it asks for it, after the run that opened it."""
    led = _LED.of()
    if led is None:
        return
    cue, page, is_looked_at = led
    if is_looked_at:
        _LED.forget()
    else:
        _LED.keep((cue, page, True))


def _is_shown(connection: Connection, cue: Cue) -> bool:
    """Return whether this window shows what was asked; of what opens no page, that it does."""
    if cue.name == "act":
        return walk.shows(connection, _number(cue.value))
    shows = {"page": param.page(), "recording": connection.recording is not None}
    return bool(shows.get(cue.name, cue.value) == cue.value)


def _picture(connection: Connection) -> Picture:
    time, head = connection.model.instant.time, selection.playhead()
    is_recording = connection.recording is not None
    lesson, step = _lesson(connection)
    rests = None if head is None else not head.plays
    return Picture(
        connection.settings,
        param.page(),
        {**marking.picture(), **mirror.stage_of(param.address())},
        connection.model.world,
        head,
        connection.settings.file if is_recording else walk.open_ready(),
        walk.ACT.get(),
        lesson,
        step,
        rests if time is None else time.paused,
        time is not None,
        connection.model.stack.kind,
    )


def _lesson(connection: Connection) -> tuple[str, int]:
    """Return the lesson that is open and its open step, from 1: also on a stage, which has no panel
    to have the log close steps.
    """
    lesson = lessons.chosen() if lessons.is_possible(connection) else None
    if lesson is None:
        return "", 0
    book, capabilities = lessons.notebook(connection), connection.backend.capabilities
    course = courses.look(lesson, book, connection.model, connection.now_ms(), capabilities)
    return lesson.name, course.progress.open_step + 1


def _nothing(_connection: Connection, _value: Any) -> None:
    """A cue that is not known here."""


def _act(connection: Connection, act: Any) -> None:
    show = walk.open_in_live_world if connection.recording is None else walk.open_act
    show(walk.acts_to_show(connection), _number(act))


def _number(value: Any) -> int:
    return value if type(value) is int else 0


def _skip(connection: Connection, step: Any) -> None:
    """Skip the open step of a lesson, if it is still this one, from 1."""
    name, is_open = _lesson(connection)
    lesson = lessons.chosen()
    if name and lesson is not None and is_open == step:
        courses.skip(lesson, lessons.notebook(connection), connection.now_ms())


def _recording(_connection: Connection, wanted: Any) -> None:
    before = session.settings()
    walk.show_recording(wanted is True)
    if session.settings() != before:
        st.rerun()


def _page(_connection: Connection, page: Any) -> None:
    if page in PAGES and page != param.page():
        kept = {name: text for name, text in param.address().items() if name in walk.KEPT}
        st.switch_page(f"pages/{page}.py", query_params=kept)


def _pause(connection: Connection, wanted: Any) -> None:
    if connection.backend.time is not None:
        time_bar.set_paused(connection, wanted is True)
    else:
        moment_bar.play(connection, wanted is not True)


def _step(connection: Connection, direction: Any) -> None:
    """Go to the next event or the one before; a world whose time can be held lets one happen."""
    if connection.backend.time is not None and selection.playhead() is None and direction == 1:
        time_bar.step(connection)
    elif connection.backend.capabilities.moments:
        moment_bar.step(connection, -1 if direction == -1 else 1)


_CUES: Final[dict[str, Callable[[Connection, Any], None]]] = {
    "act": _act,
    "skip": _skip,
    "recording": _recording,
    "page": _page,
    "pause": _pause,
    "step": _step,
}
"""What a presenter's view may ask for: by name, what is done with the value."""

CUES: Final = frozenset(_CUES)
