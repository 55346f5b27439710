"""The Payment service page: the graph with an order's path, and beside it why, what and how."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.unseen import reveal
from eda_core.presentation.graph.order_path import state_graph as graph_data
from eda_core.presentation.order.card import order_summary as summary_data
from eda_core.presentation.payment.execution_rows import MOST, execution_rows, executions_note
from eda_core.presentation.payment.state_detail import (
    Scene,
    order_words,
    scene,
    state_card,
    stays_in,
    traffic_note,
)
from eda_core.presentation.wording import as_markdown
from eda_core.read_model import Reading
from eda_core.read_model.state_traffic import Traffic
from pages.components.frame import failures, privacy, session
from pages.components.frame import refresh as frame
from pages.components.kit import assets, fields
from pages.components.kit.param import Param
from pages.components.payment import choice_panel, definition_panel, run_panel
from pages.components.payment import session as held

NOTHING_CHOSEN: Final = "Choose a state in the graph to see what came in and what went out."
HEIGHT: Final = 184


def _show_state(_: Connection, scene: Scene) -> None:
    """Show the state chosen in the graph."""
    name = held.CHOSEN_STATE.get()
    if name not in scene.machine.every_state:
        st.caption(NOTHING_CHOSEN)
        return
    card = state_card(scene, name, _show_stays(scene, name))
    st.markdown(f"##### {as_markdown(card.title)}")
    st.caption(as_markdown(card.caption))
    for heading, text in (("Input", card.input), ("Output", card.output)):
        if text:
            _show_json(heading, privacy.screen()(text))
    _show_json("Definition", card.definition)


def _show_json(heading: str, text: str) -> None:
    st.caption(heading)
    st.code(reveal(text), language="json", wrap_lines=True, height=HEIGHT)


def _show_stays(scene: Scene, name: str) -> int:
    """Let one choose among several stays; answers which, from 0."""
    count = len(stays_in(scene.progress, name))
    if count < 2:
        return 0
    stay = Param(f"payment.stay.{scene.label}.{name}", 1)
    label, ends = f"Entered {count} times; which", {"min_value": 1, "max_value": count}
    return fields.number(stay, label, **ends) - 1


ORDERS: Final = 60
GRAPH: Final = {"height": 590, "largest": 1.6, "least": 0.8, "tools": True}
ALL_ORDERS: Final = "all orders"

_PANELS: Final = {
    held.WHY: choice_panel.show,
    held.STATE: _show_state,
    held.DEFINITION: definition_panel.show,
    held.RUN: run_panel.show,
}


@st.fragment(run_every=1.0, key="payment")
@frame.of_one_instant
def show(connection: Connection, columns: Sequence[Any]) -> None:
    """Show the bar and both columns, and refresh them every second."""
    bar, picture, panel = columns
    around = frame.show(connection, bar)
    reading, now_ms = around.reading, around.now_ms
    held.begin(connection)
    order = held.shown_order()
    view = None if order is None else reading.order(order)
    shown = scene(reading.stack.machine, view, now_ms)
    with (
        picture,
        failures.shown(),
        st.container(border=True, height="stretch", key="card-payment-graph"),
    ):
        if held.PANEL.get() == held.RUN:
            run_panel.show_picture(GRAPH)
        else:
            _show_picture(reading, shown, now_ms, connection.backend.capabilities.moments)
    with (
        panel,
        failures.shown(),
        st.container(border=True, height="stretch", key="card-payment-panel"),
    ):
        logged = (held.EXECUTIONS,) if _is_logged(connection, reading) else ()
        panel_shown = fields.segments(held.PANEL, "Look at", (*held.PANELS, *logged))
        if panel_shown == held.EXECUTIONS:
            _show_executions(reading)
        else:
            _PANELS[panel_shown](connection, shown)


def _show_picture(reading: Reading, shown: Scene, now_ms: int, of_all: bool) -> None:
    traffic = reading.traffic(shown.machine, now_ms)
    choice, summary = st.columns([1, 2])
    with choice:
        _show_orders(reading, traffic, now_ms, of_all)
    with summary:
        if shown.view is not None:
            assets.mount("summary", summary_data(shown.view, now_ms), key="payment.summary")
    in_force = reading.stack.machine
    data = graph_data(in_force, shown.view, now_ms, traffic) | GRAPH
    data |= {"selected": held.CHOSEN_STATE.get(), "picks": True}
    assets.mount("state_graph", data, key="payment.graph", on_pick=_choose_state)


def _show_orders(reading: Reading, traffic: Traffic, now_ms: int, of_all: bool) -> None:
    words = reading.ask(lambda tables: order_words(tables, ORDERS, now_ms))
    chosen = session.chosen_label()
    labels = [held.ALL, *words] if chosen in words or not chosen else [held.ALL, chosen, *words]
    fields.choice(
        held.ORDER,
        "Whose path",
        labels,
        then=held.choose_order,
        format_func=lambda label: words.get(label, label) if label else ALL_ORDERS,
    )
    st.caption(traffic_note(traffic, of_all=of_all))


def _choose_state(picked: Any) -> None:
    held.choose_state(str(picked or ""))


def _is_logged(connection: Connection, reading: Reading) -> bool:
    """Return whether the world in use has a log of executions, or had one."""
    feed = connection.backend.feed
    return feed is not None and (feed.state().execution_log.tells or bool(reading.logged(1)))


def _show_executions(reading: Reading) -> None:
    """Show the newest of them."""
    logged = reading.logged(MOST)
    st.caption(executions_note(logged))
    if logged:
        with st.container(key="payment-executions"):
            st.table(execution_rows(logged), border="horizontal")
