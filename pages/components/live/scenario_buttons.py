"""Scenarios, one click or one key each."""

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import BackendError
from eda_core.ports import ApiResponse
from eda_core.presentation.live.api_answers import burst_answer, entries_answer, failure_answer
from eda_core.presentation.live.scenarios import (
    BURST_KEY,
    MAX_BURST,
    SCENARIOS,
    Scenario,
    burst,
    entry_without_amount,
)
from pages.components.frame import submission
from pages.components.live import order_form

_COUNT = "burst.count"
_SHARE = "burst.share"


def show(connection: Connection) -> None:
    """Show the scenarios; each submits with the next free order number and chooses it."""
    st.markdown("##### Scenarios")
    for scenario in SCENARIOS:
        st.button(
            f"**{scenario.title}**  \n{scenario.caption}",
            key=f"scenario-{scenario.key}-{scenario.tone}",
            icon=f":material/{scenario.icon}:",
            shortcut=scenario.key,
            width="stretch",
            on_click=submission.attempt,
            args=(connection, _play, scenario),
        )
    _show_burst(connection)


def _play(connection: Connection, scenario: Scenario) -> None:
    order_id = order_form.next_order_number(connection)
    if scenario.amount is not None:
        order_form.place(connection, scenario.body(order_id))
        return
    results = connection.backend.bus.put_events([entry_without_amount(order_id)])
    submission.remember(entries_answer(results))
    order_form.settle(order_id)


def _show_burst(connection: Connection) -> None:
    count = st.session_state.setdefault(_COUNT, 50)
    share = st.session_state.setdefault(_SHARE, 30)
    st.button(
        f"**Burst**  \n{count} orders, {share}% over",
        key="scenario-burst-active",
        icon=":material/bubble_chart:",
        shortcut=BURST_KEY,
        width="stretch",
        on_click=submission.attempt,
        args=(connection, _play_burst),
    )
    with st.popover("Size of the burst", width="stretch", key="burst.size"):
        st.number_input("Orders", min_value=1, max_value=MAX_BURST, step=10, key=_COUNT)
        st.slider("Over the limit, in percent", 0, 100, step=5, key=_SHARE)


def _play_burst(connection: Connection) -> None:
    count, over_percent = st.session_state[_COUNT], st.session_state[_SHARE]
    orders = burst(order_form.next_order_number(connection), count, over_percent)
    responses: list[ApiResponse] = []
    try:
        for order in orders:
            responses.append(connection.backend.api.place(order.to_body()))
        submission.remember(burst_answer(responses))
    except BackendError as fault:
        before = burst_answer(responses).text if responses else ""
        submission.remember(failure_answer(fault, before))
    if responses:
        order_form.settle(orders[len(responses) - 1].id)
