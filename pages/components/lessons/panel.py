"""The panel of the open lesson beside any page; what the log shows closes its steps."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import BackendError, EdaError
from eda_core.lessons.course import Course, look, skip
from eda_core.lessons.lesson import MENUS, PAGES, Lesson, Pointer
from eda_core.lessons.panel_data import Viewer, lesson_panel, lesson_strip
from eda_core.lessons.step_remedy import apply_remedy, remedy_for
from eda_core.presentation.wording import as_markdown
from eda_core.read_model.order_status import Fate
from eda_core.scenarios.runner import ScenarioRun, WorldTime
from eda_core.scenarios.scenario import Scenario
from pages.components.frame import session as frame_session
from pages.components.frame import stage
from pages.components.kit import assets, param
from pages.components.lessons import session
from pages.components.live import audience

_KEY: Final = "lesson"
_STYLE: Final = Path(__file__).with_name("columns.css")


def beside(show_page: Callable[[], None]) -> None:
    """Show a page, and beside it the lesson that is open, if one is."""
    if session.shown() is None or stage.is_on():
        show_page()
        if session.shown() is not None:
            if not stage.is_on():
                st.rerun()  # it was chosen by a press, which the page served
            _show_below()
        return
    st.html(_STYLE)
    with st.container(key="lesson-columns"):
        panel, page = st.columns([304, 1088])
    with page:
        show_page()
    if session.shown() is None:
        st.rerun()
    connection = frame_session.looked_at()
    if connection is not None and session.is_possible(connection):
        with panel, st.container(border=True, key="card-lesson"):
            _show(connection)


def _show_below() -> None:
    """Show the open step below a page that is on the stage."""
    connection = frame_session.looked_at()
    if connection is not None and session.is_possible(connection):
        with st.container(border=True, key="card-lesson-strip"):
            _show(connection)


@st.fragment(run_every=1.0, key="lesson")
def _show(connection: Connection) -> None:
    """Show the panel; its steps are judged by the world as it is now, whatever the page shows."""
    lesson = session.shown()
    if lesson is None or frame_session.is_left(connection):
        st.rerun()
    session.LESSON.tell_address()
    with suppress(BackendError):  # the page's own look says what is wrong
        connection.model.refresh()
    with connection.model.at_one_instant():
        course = _course(lesson, connection)
        guesses = session.guesses(lesson, connection)
        page, room = f"pages/{param.page()}.py", connection.settings.room_title
        viewer = Viewer(guesses, _of_audience(connection), page, room)
        data: Mapping[str, Any] = (
            lesson_strip(course, viewer)
            if stage.is_on()
            else lesson_panel(course, viewer, plays=_plays(connection))
        )
    _show_frame(course)
    name = "lesson_strip" if stage.is_on() else "lesson"
    picked = assets.mount(name, data, key=_KEY, on_pick=partial(_act, lesson, connection))
    _go_on(picked.get("pick"))


def _of_audience(connection: Connection) -> str:
    """Return how the audience is asked what the open step asks, or that it votes."""
    crowd = audience.state(connection)
    if crowd is None or session.asked(connection) is None:
        return ""
    if crowd.question is not None and crowd.asks:
        return f"{crowd.question.words}; {audience.ASK_KEY} closes the vote and sends the order"
    return f"{audience.ASK_KEY} asks the audience"


def _course(lesson: Lesson, connection: Connection) -> Course:
    capabilities = connection.backend.capabilities
    book = session.notebook(connection)
    return look(lesson, book, connection.model, connection.now_ms(), capabilities)


def _plays(connection: Connection) -> bool:
    """Return whether a button may do what a step says: not where an order costs."""
    return connection.backend.editor is not None and not connection.backend.capabilities.costs


def _show_frame(course: Course) -> None:
    """Frame the key or the menu that the open step points at."""
    step = course.open_step
    rules = "".join(_framed(step.points)) if step is not None else ""
    st.html(f"<style>{rules}</style>")


def _framed(points: Pointer) -> list[str]:
    frame = "{outline: 2px solid var(--accent); outline-offset: 1px; border-color: var(--accent)}"
    places = []
    if points.key.isdecimal():
        what = "burst" if points.key == "6" else points.key
        places.append(f'[class*="st-key-scenario-{what}-"] button')
    if points.menu:
        places.append(f".st-key-{MENUS[points.menu]} > div button")
    return [f"{place} {frame}" for place in places]


def _act(lesson: Lesson, connection: Connection, picked: Any) -> None:
    """Do what was picked in the panel; a refusal is said, and nothing else happens."""
    if not isinstance(picked, dict) or len(picked) != 1:
        return
    ((what, value),) = picked.items()
    try:
        if what in _ACTS:
            _ACTS[what](lesson, connection, value)
    except EdaError as fault:
        st.toast(as_markdown(str(fault)), icon=":material/error:")


def _skip(lesson: Lesson, connection: Connection, _: Any) -> None:
    skip(lesson, session.notebook(connection), connection.now_ms())


def _reset(lesson: Lesson, connection: Connection, _: Any) -> None:
    session.notebook(connection).forget(lesson.name)
    session.forget_guesses()


def _guess(lesson: Lesson, connection: Connection, value: Any) -> None:
    progress = session.notebook(connection).of(lesson.name)
    if progress is not None and str(value).upper() in set(Fate):
        session.guess(lesson, connection, progress.open_step, Fate(str(value).upper()))


def _remember(lesson: Lesson, connection: Connection, value: Any) -> None:
    """Take what the tab has kept of a session before this one."""
    if not isinstance(value, dict):
        return
    fates = {str(step): str(fate).upper() for step, fate in value.items()}
    steps = range(len(lesson.steps))
    known = {at: Fate(fates[str(at)]) for at in steps if fates.get(str(at)) in set(Fate)}
    session.remember_guesses(lesson, connection, known)


def _help(lesson: Lesson, connection: Connection, _: Any) -> None:
    course = _course(lesson, connection)
    remedy = None if course.lacks is None else remedy_for(course, course.lacks[0])
    if remedy is not None:
        apply_remedy(remedy, connection.backend)


def _play(lesson: Lesson, connection: Connection, _: Any) -> None:
    """Do what the open step says, in its place; the newest order is chosen."""
    step = _course(lesson, connection).open_step
    if step is None or not _plays(connection):
        return
    scenario = Scenario(step.title, "", step.play, ())
    run = ScenarioRun(
        scenario,
        connection.backend,
        connection.model,
        WorldTime(connection.now_ms),
        connection.free_order_number,
    )
    run.do_all()
    for number in list(run.numbers.values())[-1:]:
        frame_session.choose_new_order(number)


def _fold(_lesson: Lesson, _connection: Connection, _: Any) -> None:
    session.fold()


def _open(_lesson: Lesson, _connection: Connection, value: Any) -> None:
    session.choose(str(value)[:40])


_ACTS: Final[dict[str, Callable[[Lesson, Connection, Any], None]]] = {
    "skip": _skip,
    "reset": _reset,
    "guess": _guess,
    "guessed": _remember,
    "help": _help,
    "play": _play,
    "fold": _fold,
    "open": _open,
}


def _go_on(picked: Any) -> None:
    """Go to the page a step sends to, or draw the whole page for another lesson, or for none."""
    if not isinstance(picked, dict):
        return
    if picked.get("go") in PAGES:
        st.switch_page(PAGES[picked["go"]], query_params={"lesson": session.LESSON.get()})
    if not picked.keys().isdisjoint(("open", "play", "fold")):
        st.rerun()
