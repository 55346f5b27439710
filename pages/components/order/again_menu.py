"""The menu by which an order's dead letters, execution and events are sent again.

Each becomes a delivery, an execution or an event of its own; the log is added to, as ever.
"""

from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.events import Event, entry_again
from eda_core.presentation.live.submission import Answer, entries_answer
from eda_core.presentation.order import again
from eda_core.presentation.wording import as_markdown
from eda_core.read_model.order_view import OrderView
from pages.components.frame import privacy, submission
from pages.components.kit import fields
from pages.components.kit.action import Action
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param

SEND: Final = Action("again")

_EVENT: Final = Param("again.event", "")
_DETAIL: Final = Param("again.detail", "")
_OF: Final = Memo[str]("again.of")
"""The event that the detail was put there for."""

_NO_JSON: Final = Answer(False, "The detail must be a JSON object, as in the original.")


def show_for_order(connection: Connection, view: OrderView | None) -> None:
    """Show the menu for the chosen order, where anything can be done in this world."""
    if view is None or connection.settings.is_read_only:
        return
    menu = fields.menu("Send again", "again-order", help="Dead letters, the execution, an event")
    if menu.open:
        with menu:
            _show_letters(connection, view)
            _show_execution(connection, view)
            names = again.event_names(view)
            label = {"format_func": lambda each: names.get(each, each)}
            chosen = fields.choice(_EVENT, "An event", tuple(names), **label)
            events = (e.event for e in view.timeline if e.event.id == chosen)
            _show_event(connection, next(events))
            _show_outcome()


def show_for_event(connection: Connection, event: Event) -> None:
    """Show the menu for one event."""
    if connection.settings.is_read_only:
        return
    menu = fields.menu("Send again", "again-event", help="Put it on the bus again, edited or not")
    if menu.open:
        with menu:
            _show_event(connection, event)
            _show_outcome()


def _show_letters(connection: Connection, view: OrderView) -> None:
    if connection.backend.dead_letters is None:
        return
    for number, letter in enumerate(again.dead_letters(view)):
        st.button(
            letter.words,
            key=f"again.letter.{number}",
            on_click=partial(_attempt, connection, _redrive, letter.event_id, letter.rule),
        )


def _redrive(connection: Connection, event_id: str, rule: str) -> None:
    letters = connection.backend.dead_letters
    if letters is not None:
        SEND.answer(again.redriven_answer(letters.redrive(event_id, rule)))


def _show_execution(connection: Connection, view: OrderView) -> None:
    execution = again.recorded_execution(view)
    if connection.backend.control is None or execution is None:
        return
    failed = " failed" if execution.status.is_failure else ""
    st.button(
        f"Start the{failed} execution again",
        key="again.execution",
        help="From its own input, by the definition in force now",
        on_click=partial(_attempt, connection, _start, execution.input),
    )


def _start(connection: Connection, given: Any) -> None:
    control = connection.backend.control
    if control is not None:
        SEND.answer(again.started_answer(control.start(given, again=True)))


def _show_event(connection: Connection, event: Event) -> None:
    if _OF.of() != event.id:
        _DETAIL.put(_shown(event))
        _OF.keep(event.id)
    fields.area(_DETAIL, as_markdown(f"Detail of {event.detail_type}"), height=120)
    st.button(
        "Put it on the bus again",
        key="again.send",
        on_click=partial(_attempt, connection, _send, event),
    )


def _shown(event: Event) -> str:
    """Return the detail as onlookers may read it; left as it is, the event's own is sent."""
    return privacy.screen()(again.detail_text(event))


def _send(connection: Connection, event: Event) -> None:
    text = _DETAIL.get()
    detail = event.detail if text == _shown(event) else again.detail_from(text)
    if detail is None:
        SEND.answer(_NO_JSON)
        return
    entry = entry_again(event, detail)
    SEND.answer(entries_answer(connection.backend.bus.put_events([entry])))


def _attempt(connection: Connection, act: Any, *arguments: Any) -> None:
    submission.attempt(connection, act, *arguments, action=SEND)


def _show_outcome() -> None:
    if not SEND.show_question():
        SEND.show_answer()
