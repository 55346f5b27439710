"""The Rules page, or Subscribers: events against them, why, they themselves, and a playground."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.bus_state import CustomBusState
from eda_core.domain.settings import BusKind
from eda_core.presentation.rules.delivery_marks import (
    DeliveryFacts,
    reason_with_deliveries,
    with_deliveries,
)
from eda_core.presentation.rules.event_matrix import NO_ORDER, cell_reason, no_matrix
from eda_core.presentation.rules.event_matrix import rule_matrix as matrix_data
from eda_core.presentation.wording import as_markdown, order_name
from eda_core.read_model import Reading
from eda_core.read_model.bus_places import bus_at
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.rule_grid import JudgedRecords
from pages.components.frame import failures, session
from pages.components.frame import refresh as frame
from pages.components.kit import assets, fields
from pages.components.kit.param import Param
from pages.components.rules import panel as rule_panel
from pages.components.rules import playground, subscriber_panel
from pages.components.rules import session as rules_session
from pages.components.rules.subscriber_panel import ShownBus

EVENTS: Final = 30
GRID_HEIGHT: Final = 490
ALL: Final = "all"
ORDER: Final = "order"
_SCOPE: Final = Param("rules.scope", ALL, "events", lambda text: text if text == ORDER else ALL)


@st.fragment(run_every=1.0, key="rules")
@frame.of_one_instant
def show(connection: Connection, columns: Sequence[Any]) -> None:
    """Show the bar and both columns, and refresh them every second."""
    bar, events, work = columns
    shown = frame.show(connection, bar)
    reading, kind = shown.reading, connection.model.stack.kind
    reported = connection.backend.capabilities.deliveries
    rules_session.begin(connection)
    with events:
        grid = st.container(border=True, key="card-rules-grid")
        reason = st.container(border=True, key="card-rules-reason", **_STRETCH[kind])
    with work:
        lists = [(st.container(border=True, key=key), show_it) for key, show_it in _OF_BUS[kind]]
    with events if kind is BusKind.CUSTOM else work:
        tried = st.container(border=True, key="card-rules-playground", height="stretch")
    facts = _Facts(reading, reported, _bus_of(connection, shown))
    look = ShownBus(reading, shown.now_ms, shown.live, facts.bus)
    parts = (
        (grid, partial(_show_grid, facts)),
        (reason, partial(_show_reason, facts)),
        *((place, partial(show_it, connection, look)) for place, show_it in lists),
        (tried, partial(playground.show, connection)),
    )
    for place, show_part in parts:
        with place, failures.shown():
            show_part()


def _bus_of(connection: Connection, shown: frame.Shown) -> CustomBusState | None:
    """Return how a custom bus stands, or stood at the moment shown, by the records; None on a
    classic one, and where nobody reports deliveries.
    """
    bus, is_reported = connection.model.instant.bus, connection.backend.capabilities.deliveries
    if shown.live and bus is not None:
        return bus
    if connection.model.stack.kind is BusKind.CLASSIC or not is_reported:
        return None
    at_ms = shown.now_ms
    return shown.reading.ask_once(("bus", at_ms), lambda tables: bus_at(tables, at_ms))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the grid is drawn from: the log, and how the bus stands where that is known."""

    reading: Reading
    reported: bool
    bus: CustomBusState | None

    def known(self, judged: JudgedRecords) -> dict[str, EventDeliveries] | None:
        """Return what is known of deliveries where the world does not report each of them."""
        return None if self.reported else self._by_event(judged)

    def deliveries(self, judged: JudgedRecords) -> DeliveryFacts | None:
        """Return what has become of the events; None on a classic bus, where patterns tell it."""
        stack = self.reading.stack
        if stack.kind is BusKind.CLASSIC or not self.reported:
            return None
        return DeliveryFacts(self._by_event(judged), stack, self.bus)

    def _by_event(self, judged: JudgedRecords) -> dict[str, EventDeliveries]:
        records = judged.records
        return self.reading.ask(
            lambda tables: {r.event.id: tables.deliveries.of_event(r) for r in records}
        )


def _show_grid(facts: _Facts) -> None:
    reading, order = facts.reading, session.chosen_order()
    words = {ALL: "All events", ORDER: as_markdown(order_name(order))}
    with st.container(horizontal=True, vertical_alignment="center", key="rules-grid-head"):
        st.markdown(f"##### Which {reading.stack.words.rule} takes which event")
        scope = fields.segments(_SCOPE, "Events", tuple(words), format_func=words.__getitem__)
    data = no_matrix(NO_ORDER)
    if scope == ALL or order is not None:
        judged = reading.grid(EventFilter(order if scope == ORDER else None), EVENTS)
        chosen, delivered = rules_session.CHOSEN_CELL.get(), facts.deliveries(judged)
        data = matrix_data(judged, reading.stack, chosen, facts.known(judged))
        data = data if delivered is None else with_deliveries(data, judged, delivered)
    assets.mount("matrix", data | {"height": GRID_HEIGHT}, key="rules.grid", on_pick=_choose_cell)


def _choose_cell(picked: Any) -> None:
    cell = picked or {}
    if str(cell.get("event", "")).isdecimal():
        rules_session.choose_cell(int(cell["event"]), str(cell.get("rule", "")))
        session.choose_order(str(cell.get("order", "")))


def _show_reason(facts: _Facts) -> None:
    sequence, rule = rules_session.CHOSEN_CELL.get() or (0, "")
    judged = facts.reading.grid_of(sequence)
    words, delivered = facts.reading.stack.words, facts.deliveries(judged)
    reason = cell_reason(judged, rule, words, facts.known(judged))
    if delivered is not None:
        reason = reason_with_deliveries(reason, judged, rule, delivered)
    assets.mount("pattern_verdict", reason, key="rules.reason")


_STRETCH: Final[dict[BusKind, dict[str, Any]]] = {
    BusKind.CLASSIC: {"height": "stretch"},
    BusKind.CUSTOM: {},
}
"""On a custom bus the playground stands below the reason, for there is more to say beside it."""

_OF_BUS: Final = {
    BusKind.CLASSIC: [("card-rules-list", lambda connection, _: rule_panel.show(connection))],
    BusKind.CUSTOM: [
        ("card-rules-list", subscriber_panel.show_list),
        ("card-subscriber", subscriber_panel.show_chosen),
    ],
}
"""What stands over the playground: what takes events on this kind of bus."""
