"""The lesson of this session: which is open, whether it is folded, and what was guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection, lessons_file
from eda_core.domain.orders import Order
from eda_core.domain.settings import Settings, WorldKind
from eda_core.lessons.lesson import Lesson, Pointer, lesson_named
from eda_core.lessons.progress import Notebook
from eda_core.read_model.order_status import Fate
from pages.components.frame import session as frame_session
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param

LESSON: Final = Param("lesson", "", "lesson")
"""The lesson that is open, ``?lesson=the-limit``; an address may name none there is."""

FOLDED: Final = Param("lesson.folded", usual=False)
VOTES: Final = frozenset({Fate.COMPLETED, Fate.CANCELLED})
"""What the phones of an audience can answer."""

_GUESSES: Final = Memo[dict[int, Fate]]("lesson.guesses")
"""What this session answered in a lesson, by step."""


@st.cache_resource(show_spinner=False)
def _notebooks() -> dict[Settings, Notebook]:
    """Return the notebooks of the rooms of this server: all sessions in a room see the same."""
    return {}


def notebook(connection: Connection) -> Notebook:
    """Return how far this world has come in its lessons."""
    books, settings = _notebooks(), connection.settings
    return books.get(settings) or books.setdefault(settings, Notebook(lessons_file(settings)))


def begin_anew(connection: Connection) -> None:
    """Forget the progress of a world that begins again."""
    _notebooks().pop(connection.settings, None)


def is_possible(connection: Connection) -> bool:
    """Return whether a lesson can be beside this world: what is recorded goes no further."""
    return not connection.settings.is_read_only


def chosen() -> Lesson | None:
    """Return the lesson that is open, folded or not."""
    name = LESSON.get()
    lesson = lesson_named(name) if name else None
    return None if lesson is None or lesson.bus is not frame_session.bus() else lesson


def elsewhere() -> Lesson | None:
    """Return the lesson that is asked for where this world has the other kind of bus."""
    lesson = lesson_named(LESSON.get())
    return None if lesson is None or lesson.bus is frame_session.bus() else lesson


def go_there(lesson: Lesson) -> None:
    """Go to the room of this name on the kind of bus that a lesson is for."""
    settings = frame_session.settings()
    frame_session.choose(replace(settings, world=WorldKind.SIMULATOR, bus=lesson.bus))


def shown() -> Lesson | None:
    """Return the lesson whose panel stands beside the page."""
    return None if FOLDED.get() else chosen()


def choose(name: str) -> None:
    """Open a lesson, or none; one for the other kind of bus is opened there."""
    LESSON.put(name)
    FOLDED.put(False)
    lesson = elsewhere()
    if lesson is not None:
        go_there(lesson)


def fold() -> None:
    """Fold the panel, or unfold it."""
    FOLDED.put(not FOLDED.get())


def pointer(connection: Connection) -> tuple[int, Pointer]:
    """Return the number of the open step and what it points at; nothing where none is shown."""
    lesson = shown()
    progress = None if lesson is None else notebook(connection).of(lesson.name)
    if lesson is None or progress is None or progress.open_step >= len(lesson.steps):
        return 0, Pointer()
    return progress.open_step + 1, lesson.steps[progress.open_step].points


def guesses(lesson: Lesson, connection: Connection) -> dict[int, Fate]:
    """Return what this session answered in a lesson."""
    return _GUESSES.of((lesson.name, id(connection.model))) or {}


def guess(lesson: Lesson, connection: Connection, step: int, fate: Fate) -> None:
    """Keep an answer of this session, and count it for the room; one for each step."""
    mine = guesses(lesson, connection)
    if step in mine:
        return
    _GUESSES.keep({**mine, step: fate}, (lesson.name, id(connection.model)))
    _count(lesson, connection, step, [fate])


def remember_guesses(lesson: Lesson, connection: Connection, kept: Mapping[int, Fate]) -> None:
    """Take what the tab of this session answered before its page was loaded anew.

    It was counted then; what the room has not counted was of a lesson that has begun again.
    """
    progress = notebook(connection).of(lesson.name)
    counts = {} if progress is None else progress.guesses
    known = {at: fate for at, fate in kept.items() if counts.get(at, {}).get(fate.lower())}
    mine = {**known, **guesses(lesson, connection)}
    _GUESSES.keep(mine, (lesson.name, id(connection.model)))


def asked(connection: Connection) -> tuple[int, float] | None:
    """Return the step before whose run the lesson asks, and the amount it asks about; None where it
    does not.
    """
    lesson = shown()
    progress = None if lesson is None else notebook(connection).of(lesson.name)
    if lesson is None or progress is None or progress.open_step >= len(lesson.steps):
        return None
    step = lesson.steps[progress.open_step]
    orders = [each.given for each in step.play if isinstance(each.given, Order)]
    can_vote = step.ask is not None and set(step.ask.answers) == VOTES and bool(orders)
    return (progress.open_step, orders[-1].amount) if can_vote else None


def count_votes(connection: Connection, step: int, votes: Iterable[Fate]) -> None:
    """Count the votes of the audience for the room: it was asked what the step asks."""
    lesson = shown()
    if lesson is not None:
        _count(lesson, connection, step, votes)


def _count(lesson: Lesson, connection: Connection, step: int, fates: Iterable[Fate]) -> None:
    book = notebook(connection)
    with book.lock:
        progress = book.of(lesson.name)
        if progress is not None:
            book.keep(lesson.name, progress.guessed(step, fates))


def forget_guesses() -> None:
    """Forget the answers of this session."""
    _GUESSES.forget()
