"""The Rules page: events against rules, why, the rules themselves, and the pattern playground."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.presentation.rules.event_matrix import NO_ORDER, cell_reason, no_matrix
from eda_core.presentation.rules.event_matrix import rule_matrix as matrix_data
from eda_core.presentation.wording import as_markdown, order_name
from eda_core.read_model import Reading
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.rule_grid import JudgedRecords
from pages.components.frame import failures, session
from pages.components.frame import refresh as frame
from pages.components.kit import assets, fields
from pages.components.kit.param import Param
from pages.components.rules import panel as rule_panel
from pages.components.rules import playground
from pages.components.rules import session as rules_session

EVENTS: Final = 30
GRID_HEIGHT: Final = 490
ALL: Final = "all"
ORDER: Final = "order"
_SCOPE: Final = Param("rules.scope", ALL)


@st.fragment(run_every=1.0, key="rules")
@frame.of_one_instant
def show(connection: Connection, columns: Sequence[Any]) -> None:
    """Show the bar and both columns, and refresh them every second."""
    bar, events, work = columns
    reading = frame.show(connection, bar).reading
    reported = connection.backend.capabilities.deliveries
    rules_session.begin(connection)
    with events:
        grid = st.container(border=True, key="card-rules-grid")
        reason = st.container(border=True, key="card-rules-reason", height="stretch")
    with work:
        rules = st.container(border=True, key="card-rules-list")
        tried = st.container(border=True, key="card-rules-playground", height="stretch")
    parts = (
        (grid, partial(_show_grid, reading, reported)),
        (reason, partial(_show_reason, reading, reported)),
        (rules, partial(rule_panel.show, connection)),
        (tried, partial(playground.show, connection)),
    )
    for place, show_part in parts:
        with place, failures.shown():
            show_part()


def _show_grid(reading: Reading, reported: bool) -> None:
    order = session.chosen_order()
    words = {ALL: "All events", ORDER: as_markdown(order_name(order))}
    with st.container(horizontal=True, vertical_alignment="center", key="rules-grid-head"):
        st.markdown("##### Which rule takes which event")
        scope = fields.segments(_SCOPE, "Events", tuple(words), format_func=words.__getitem__)
    data = no_matrix(NO_ORDER)
    if scope == ALL or order is not None:
        judged = reading.grid(EventFilter(order if scope == ORDER else None), EVENTS)
        chosen = rules_session.CHOSEN_CELL.get()
        data = matrix_data(judged, reading.stack, chosen, _known(reading, judged, reported))
    assets.mount("matrix", data | {"height": GRID_HEIGHT}, key="rules.grid", on_pick=_choose_cell)


def _known(
    reading: Reading, judged: JudgedRecords, reported: bool
) -> dict[str, EventDeliveries] | None:
    """Return what is known of deliveries where the world does not report each of them."""
    if reported:
        return None
    records = judged.records
    return reading.ask(lambda tables: {r.event.id: tables.deliveries.of_event(r) for r in records})


def _choose_cell() -> None:
    cell = assets.picked("rules.grid") or {}
    if str(cell.get("event", "")).isdecimal():
        rules_session.choose_cell(int(cell["event"]), str(cell.get("rule", "")))
        session.choose_order(str(cell.get("order", "")))


def _show_reason(reading: Reading, reported: bool) -> None:
    sequence, rule = rules_session.CHOSEN_CELL.get() or (0, "")
    judged = reading.grid_of(sequence)
    reason = cell_reason(judged, rule, _known(reading, judged, reported))
    assets.mount("pattern_verdict", reason, key="rules.reason")
