"""The form that submits one order, and the way in for raw bodies and raw events."""

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.orders import MAX_NUMBER, Order
from eda_core.presentation.live.submission import (
    RAW_EVENT,
    RAW_ORDER,
    entries_answer,
    entries_from_text,
    limit_hint,
    order_answer,
)
from eda_core.presentation.wording import as_markdown, value_text
from eda_core.read_model.order_numbers import is_gone_on_from
from pages.components.frame import session, submission
from pages.components.frame.submission import SUBMIT
from pages.components.kit import fields
from pages.components.kit.action import each_time, once
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.live import guess_first

_ID = Param("submit.id", 0)
_AMOUNT = Param("submit.amount", 100.0)
_PROPOSED = Memo[int]("submit.proposed")
"""The number that is proposed, of the world it is free in."""

_QUIET = Memo[bool]("submit.quiet")
"""Whether the form of this world was drawn beside the one thing to press of a cold start."""

_BODY = "Request body"
_ENTRIES = "Bus entries"
_RAW_KIND = Param("submit.raw-kind", _BODY)
_RAW = {
    _BODY: Param(f"submit.raw-text.{_BODY}", RAW_ORDER),
    _ENTRIES: Param(f"submit.raw-text.{_ENTRIES}", RAW_EVENT),
}


def show(connection: Connection) -> None:
    """Show the form; submitting chooses the order."""
    _propose(connection)
    is_quiet = _QUIET.keep(awaits_first(connection), connection.model)
    st.markdown("##### Submit an order")
    left, right = st.columns(2)
    limits = {"min_value": -MAX_NUMBER, "max_value": MAX_NUMBER}
    order_id = fields.number(_ID, "Order id", left, step=1, **limits)
    limits = {name: float(value) for name, value in limits.items()}
    fields.number(_AMOUNT, "Amount", right, step=None, format="%.15g", **limits)
    st.button(
        fields.emphasised(f"Submit order {order_id} · {value_text(amount())}", not is_quiet),
        width="stretch",
        key="submit",
        on_click=each_time("submit", submission.attempt, connection, _submit),
    )
    if not SUBMIT.show_question() and not SUBMIT.show_answer():
        is_covered = guess_first.covers_new(connection)
        st.caption(as_markdown(limit_hint(connection.model.stack, covered=is_covered)))
    raw = fields.menu("Raw body or event", "submit.raw", width="stretch")
    if raw.open:
        with raw:
            _show_raw(connection)


def awaits_first(connection: Connection) -> bool:
    """Return whether nothing has happened in this world, and nobody has submitted here."""
    if session.chosen_label() or connection.settings.is_read_only:
        return False
    return connection.model.last_event_ms() is None


def is_outdated(connection: Connection) -> bool:
    """Return whether the form was drawn for a cold start that is over: somebody has begun."""
    return _QUIET.of(connection.model) is True and not awaits_first(connection)


def place(connection: Connection, body: str) -> bool:
    """Submit a body through the API door, keep its answer, and choose the order if it is taken."""
    response = connection.backend.api.place(body)
    SUBMIT.answer(order_answer(response))
    if response.accepted:
        go_on_from(connection, response.body["order"]["id"])
    return response.accepted


def go_on_from(connection: Connection, last_used: int) -> None:
    """Choose the order just submitted and propose a number above it, where there may be one."""
    session.choose_new_order(last_used)
    following = last_used + 1 if is_gone_on_from(last_used) else next_order_number(connection)
    _ID.put(_PROPOSED.keep(following, connection.model))


def next_order_number(connection: Connection) -> int:
    """Return the next number nobody has used, this session's own latest included."""
    return max(connection.model.next_order_number(), _PROPOSED.of(connection.model) or 0)


def free_number(connection: Connection) -> int:
    """Return a number nobody has taken by now, for an order that is submitted with it."""
    return connection.free_order_number(_PROPOSED.of(connection.model) or 0)


def _propose(connection: Connection) -> None:
    """Propose a fresh number, unless the user has typed one of their own for this world."""
    if _PROPOSED.of(connection.model) in (None, _ID.get()):
        _ID.put(_PROPOSED.keep(next_order_number(connection), connection.model))


def amount() -> int | float:
    """Return the amount as it is typed now."""
    typed = _AMOUNT.get()
    return int(typed) if typed.is_integer() else typed


def _submit(connection: Connection) -> None:
    """Submit what is typed; a number that was proposed gives way if others have taken it since."""
    number = _ID.get()
    if number == _PROPOSED.of(connection.model):
        number = free_number(connection)
    place(connection, Order(number, amount()).to_body())


def _show_raw(connection: Connection) -> None:
    """What is sent is read when it is sent: typed and sent at once, it comes with the press."""
    shown = {"label_visibility": "visible"}
    kind = fields.segments(_RAW_KIND, "What to send", tuple(_RAW), **shown)
    fields.area(_RAW[kind], "JSON", height=130)
    door = "POST /order" if kind == _BODY else "PutEvents"
    st.button(
        f"Send by {door}",
        key="submit.send",
        on_click=once("submit.send", submission.attempt, connection, _SEND[kind]),
    )


def _send_body(connection: Connection) -> None:
    place(connection, _RAW[_BODY].get())


def _send_entries(connection: Connection) -> None:
    entries = entries_from_text(_RAW[_ENTRIES].get())
    SUBMIT.answer(entries_answer(connection.backend.bus.put_events(entries)))


_SEND = {_BODY: _send_body, _ENTRIES: _send_entries}
