"""Scenarios, one click or one key each."""

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import BackendError
from eda_core.ports import ApiResponse
from eda_core.presentation.live.api_answers import burst_answer, entries_answer, failure_answer
from eda_core.presentation.live.scenarios import (
    BURST_KEY,
    MAX_BURST,
    Scenario,
    burst,
    burst_caption,
    entry_without_amount,
    scenarios,
)
from pages.components.frame import submission
from pages.components.frame.submission import SUBMIT
from pages.components.kit import fields
from pages.components.kit.action import once
from pages.components.kit.param import Param
from pages.components.live import order_form

_COUNT = Param("burst.count", 50)
_SHARE = Param("burst.share", 30)


def show(connection: Connection) -> None:
    """Show the scenarios; each submits with the next free order number and chooses it."""
    st.markdown("##### Scenarios")
    with st.container(key="scenarios"):
        for scenario in scenarios(connection.model.stack):
            st.button(
                f"**{scenario.title}**  \n{scenario.caption}",
                key=f"scenario-{scenario.key}-{scenario.tone}",
                icon=f":material/{scenario.icon}:",
                shortcut=scenario.key,
                width="stretch",
                on_click=once(scenario.key, submission.attempt, connection, _play, scenario),
            )
        _show_burst(connection)


def _play(connection: Connection, scenario: Scenario) -> None:
    order_id = order_form.free_number(connection)
    if scenario.amount is not None:
        order_form.place(connection, scenario.body(order_id))
        return
    results = connection.backend.bus.put_events([entry_without_amount(order_id)])
    SUBMIT.answer(entries_answer(results))
    order_form.go_on_from(connection, order_id)


def _show_burst(connection: Connection) -> None:
    st.button(
        f"**Burst**  \n{burst_caption(_COUNT.get(), _SHARE.get())}",
        key="scenario-burst-active",
        icon=":material/bubble_chart:",
        shortcut=BURST_KEY,
        width="stretch",
        on_click=once(BURST_KEY, submission.attempt, connection, _play_burst),
    )
    with st.popover("Size of the burst", width="stretch", key="burst.size"):
        fields.number(_COUNT, "Orders", min_value=1, max_value=MAX_BURST, step=10)
        label, ends = "Over the limit, in percent", {"min_value": 0, "max_value": 100}
        fields.slider(_SHARE, label, step=5, **ends)


def _play_burst(connection: Connection) -> None:
    first = order_form.next_order_number(connection)
    orders = burst(connection.model.stack, first, _COUNT.get(), _SHARE.get())
    responses: list[ApiResponse] = []
    try:
        for order in orders:
            responses.append(connection.backend.api.place(order.to_body()))
        SUBMIT.answer(burst_answer(responses))
    except BackendError as fault:
        before = burst_answer(responses).text if responses else ""
        SUBMIT.answer(failure_answer(fault, before))
    if responses:
        order_form.go_on_from(connection, orders[len(responses) - 1].id)
