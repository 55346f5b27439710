"""Scenarios, one click or one key each; and what was just done, as a scenario file to keep."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.audience.crowd import CrowdState
from eda_core.domain.errors import BackendError
from eda_core.domain.orders import Order
from eda_core.ports import ApiResponse
from eda_core.presentation.live.submission import burst_answer, entries_answer, failure_answer
from eda_core.presentation.wording import counted
from eda_core.scenarios.instructions import MOST_ORDERS, Burst, HandMade
from eda_core.scenarios.keys import KeyedScenario, keyed_scenarios, usual_burst
from eda_core.scenarios.saving import MOST_SAVED, saved_scenario
from eda_core.stack.amount_limit import largest_within, limit_in
from pages.components.frame import stage, submission
from pages.components.frame.submission import SUBMIT
from pages.components.kit import fields
from pages.components.kit.action import each_time
from pages.components.kit.param import Param
from pages.components.lessons import session as lessons
from pages.components.live import guess_first, order_form

_FIRST: Final = ("Place the first order", "1")
"""What is to be pressed where nothing has happened yet, and the key that does the same."""

_BURST = usual_burst()
_COUNT = Param("burst.count", _BURST.count)
_SHARE = Param("burst.share", _BURST.over_percent)


def show(connection: Connection) -> None:
    """Show the scenarios; each submits with the next free order number and chooses it."""
    is_covered = guess_first.covers_new(connection)
    st.markdown("##### Scenarios")
    with st.container(key="scenarios"):
        for scenario in keyed_scenarios(connection.model.stack):
            sized = scenario.sized(_COUNT.get(), _SHARE.get())
            _show(connection, sized.covered() if is_covered else sized)
            if isinstance(scenario.given, Burst):
                _show_size()


def _show(connection: Connection, scenario: KeyedScenario) -> None:
    st.button(
        f"**{scenario.title}**  \n{scenario.caption}",
        key=scenario.name,
        icon=f":material/{scenario.icon}:",
        shortcut=scenario.press,
        width="stretch",
        on_click=each_time(scenario.name, submission.attempt, connection, _play, scenario.given),
    )


def _show_size() -> None:
    menu = fields.menu("Size of the burst", "burst.size", width="stretch")
    if not menu.open:
        return
    with menu, st.container(key="burst-menu"):
        fields.number(_COUNT, "Orders", min_value=1, max_value=MOST_ORDERS, step=10)
        label, ends = "Over the limit, in percent", {"min_value": 0, "max_value": 100}
        fields.slider(_SHARE, label, step=5, **ends)


def offer_first(connection: Connection, crowd: CrowdState | None) -> Mapping[str, Sequence[str]]:
    """Return for the flow map what to press on a cold start, unless something else asks.

    Where an order costs, a question comes first, which a stage does not show.
    """
    is_hidden = stage.is_on() and connection.backend.capabilities.costs
    if is_hidden or lessons.shown() is not None or (crowd and crowd.asks):
        return {}
    return {"start": _FIRST}


def place_first(connection: Connection) -> None:
    """Play the first scenario, unless an order has come since this was offered."""
    if order_form.awaits_first(connection):
        first = keyed_scenarios(connection.model.stack)[0]
        submission.attempt(connection, _play, first.given)


def _play(connection: Connection, given: Order | HandMade | Burst) -> None:
    _PLAYS[type(given)](connection, given)


def _place(connection: Connection, order: Order) -> None:
    body = order._replace(id=order_form.free_number(connection)).to_body()
    order_form.place(connection, body)


def _put(connection: Connection, event: HandMade) -> None:
    order_id = order_form.free_number(connection)
    results = connection.backend.bus.put_events([event.entry(order_id)])
    SUBMIT.answer(entries_answer(results))
    order_form.go_on_from(connection, order_id)


def _place_all(connection: Connection, _: Burst) -> None:
    """Place a burst of the size there is when it is placed: typed and played, it comes at once."""
    first = order_form.next_order_number(connection)
    largest = largest_within(limit_in(connection.model.stack))
    orders = Burst(first, _COUNT.get(), _SHARE.get()).orders(largest)
    responses: list[ApiResponse] = []
    try:
        for order in orders:
            responses.append(connection.backend.api.place(order.to_body()))
        SUBMIT.answer(burst_answer(responses))
    except BackendError as fault:
        before = burst_answer(responses).text if responses else ""
        SUBMIT.answer(failure_answer(fault, before))
    placed = [order.id for order, each in zip(orders, responses, strict=False) if each.accepted]
    if placed:
        order_form.go_on_from(connection, placed[-1])


_PLAYS: Final[dict[type, Any]] = {Order: _place, HandMade: _put, Burst: _place_all}


_SAVED_TITLE: Final = Param("saved.title", "")
_NEWEST: Final = Param("saved.count", 10)


def show_saving(connection: Connection) -> None:
    """Show the menu; the file is written when it is asked for."""
    menu = fields.menu("Save as scenario", "saved", width="stretch")
    if not menu.open:
        return
    with menu:
        title = fields.text(_SAVED_TITLE, "Title", placeholder="What it shows", max_chars=100)
        ends = {"min_value": 1, "max_value": MOST_SAVED}
        count = fields.number(_NEWEST, "Newest orders", step=1, **ends)
        st.caption(
            f"The newest {counted(count, 'order', 'orders')}, with what was armed and changed "
            "meanwhile, and what came of them as what is expected."
        )
        st.download_button(
            "Save the file",
            data=lambda: _content(connection, title, count),
            file_name="scenario.json",
            mime="application/json",
            key="saved.file",
            on_click="ignore",
            width="stretch",
        )
        st.caption("Run it without a screen: `python -m eda_core scenario run scenario.json`")


def _content(connection: Connection, title: str, count: int) -> bytes:
    """Return the file; it is asked for outside of the session, which knows of no input there."""
    model = connection.model
    model.refresh()
    return saved_scenario(model, connection.now_ms(), title, count).encode()
