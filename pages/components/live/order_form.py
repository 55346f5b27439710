"""The form that submits one order, and the way in for raw bodies and raw events."""

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.orders import MAX_NUMBER, Order
from eda_core.presentation.live.api_answers import entries_answer, entries_from_text, order_answer
from eda_core.presentation.live.scenarios import RAW_EVENT, RAW_ORDER
from eda_core.presentation.wording import as_markdown, value_text
from pages.components.frame import session, submission

_ID = "submit.id"
_AMOUNT = "submit.amount"
_PROPOSED = "submit.proposed"
_WORLD = "submit.world"
_BODY = "Request body"
_ENTRIES = "Bus entries"
_RAW_KINDS = {_BODY: RAW_ORDER, _ENTRIES: RAW_EVENT}
_RAW_TEXTS = {kind: f"submit.raw-text.{kind}" for kind in _RAW_KINDS}


def show(connection: Connection) -> None:
    """Show the form; submitting chooses the order."""
    _begin_anew_elsewhere(connection)
    _propose(connection)
    st.markdown("##### Submit an order")
    left, right = st.columns(2)
    limits = {"min_value": -MAX_NUMBER, "max_value": MAX_NUMBER}
    order_id = left.number_input("Order id", step=1, key=_ID, **limits)
    amount = right.number_input(
        "Amount", step=None, format="%.15g", key=_AMOUNT, **{n: float(v) for n, v in limits.items()}
    )
    st.button(
        f"Submit order {order_id} · {value_text(amount)}",
        type="primary",
        width="stretch",
        key="submit",
        on_click=submission.attempt,
        args=(connection, _submit),
    )
    if not submission.show_question(connection):
        _show_answer()
    with st.popover("Raw body or event", width="stretch", key="submit.raw"):
        _show_raw(connection)


def place(connection: Connection, body: str) -> None:
    """Submit a body through the API door, keep its answer, and choose the order if it is taken."""
    response = connection.backend.api.place(body)
    submission.remember(order_answer(response))
    if response.accepted:
        settle(response.body["order"]["id"])


def settle(last_used: int) -> None:
    """Choose the order just submitted and propose a number above it from now on."""
    session.choose_new_order(last_used)
    st.session_state[_ID] = st.session_state[_PROPOSED] = last_used + 1


def next_order_number(connection: Connection) -> int:
    """The next number nobody has used, this session's own latest included."""
    return max(connection.model.next_order_number(), st.session_state.get(_PROPOSED, 0))


def _begin_anew_elsewhere(connection: Connection) -> None:
    """Numbers and answers belong to a world: another one begins without them."""
    if st.session_state.get(_WORLD) is not connection:
        for key in (_ID, _PROPOSED):
            st.session_state.pop(key, None)
        submission.begin_anew()
        st.session_state[_WORLD] = connection


def _propose(connection: Connection) -> None:
    """Propose a fresh number, unless the user has typed one of their own."""
    st.session_state.setdefault(_AMOUNT, 100.0)
    proposed = st.session_state.get(_PROPOSED)
    if st.session_state.get(_ID) == proposed:
        st.session_state[_PROPOSED] = next_order_number(connection)
        st.session_state[_ID] = st.session_state[_PROPOSED]


def _submit(connection: Connection) -> None:
    amount = float(st.session_state[_AMOUNT])
    whole = int(amount) if amount.is_integer() else amount
    place(connection, Order(int(st.session_state[_ID]), whole).to_body())


def _show_answer() -> None:
    answer = submission.answer()
    if answer is None:
        st.caption("Over 500 is declined; exactly 500 is not.")
    elif answer.taken:
        st.caption(as_markdown(answer.text))
    else:
        st.error(as_markdown(answer.text))
        if answer.remedy:
            st.code(answer.remedy, language=None, wrap_lines=True)


def _show_raw(connection: Connection) -> None:
    """What is sent is read when it is sent: typed and sent at once, it comes with the press."""
    kind = st.segmented_control(
        "What to send", list(_RAW_KINDS), default=_BODY, key="submit.raw-kind", required=True
    )
    kind = kind or _BODY
    st.text_area("JSON", _RAW_KINDS[kind], key=_RAW_TEXTS[kind], height=130)
    door = "POST /order" if kind == _BODY else "PutEvents"
    st.button(
        f"Send by {door}",
        key="submit.send",
        on_click=submission.attempt,
        args=(connection, _send_body if kind == _BODY else _send_entries),
    )


def _send_body(connection: Connection) -> None:
    text = st.session_state[_RAW_TEXTS[_BODY]]
    submission.remember(order_answer(connection.backend.api.place(text)))


def _send_entries(connection: Connection) -> None:
    entries = entries_from_text(st.session_state[_RAW_TEXTS[_ENTRIES]])
    submission.remember(entries_answer(connection.backend.bus.put_events(entries)))
