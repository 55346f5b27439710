"""In the bar that holds time: which lesson, or the one that is open, to be folded."""

from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.lessons.lesson import Lesson
from eda_core.lessons.panel_data import menu_lines
from eda_core.stack.bus_words import BUS_WORDS
from pages.components.kit import fields
from pages.components.kit.action import once
from pages.components.lessons import session

FOLD_KEY: Final = "H"


def dependencies() -> tuple[Any, ...]:
    """Return what the menu depends on."""
    return (session.LESSON.get(), session.FOLDED.get())


def show(connection: Connection) -> None:
    """Show the lessons, or the button that folds the one that is open."""
    if not session.is_possible(connection):
        return
    lesson, other = session.chosen(), session.elsewhere()
    if lesson is not None:
        _show_open(lesson)
    elif other is not None:
        _show_way(other)
    else:
        _show_all(connection)


def _show_open(lesson: Lesson) -> None:
    st.button(
        f"Lesson: {lesson.title}" if len(lesson.title) <= 24 else f"Lesson {lesson.number}",
        key="lesson.fold",
        shortcut=FOLD_KEY,
        icon=":material/school:",
        help=f"{lesson.title}: fold the panel or show it",
        on_click=once("lesson.fold", session.fold),
    )


def _show_way(other: Lesson) -> None:
    """Show the way to a lesson that is for the other kind of bus."""
    st.button(
        f"To the lesson, on the {BUS_WORDS[other.bus].name}",
        key="lesson.go",
        icon=":material/school:",
        help=f"{other.title}: it is for the other kind of bus",
        on_click=once("lesson.go", session.go_there, other),
    )


def _show_all(connection: Connection) -> None:
    menu = fields.menu("Lessons", "lesson-menu", icon=":material/school:")
    if not menu.open:
        return
    with menu:
        book = session.notebook(connection)
        begun = {each.name: book.of(each.name) for each, _ in menu_lines({})}
        steps = {name: kept.open_step for name, kept in begun.items() if kept is not None}
        for each, how_far in menu_lines(steps):
            st.button(
                f"**{each.number}  {each.title}**  \n{how_far}",
                key=f"lesson.choose-{each.name}",
                width="stretch",
                on_click=once("lesson.choose", session.choose, each.name),
            )
