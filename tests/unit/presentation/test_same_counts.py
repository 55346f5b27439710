"""What is counted in several places is the same number there, over faults of every kind."""

import pytest

from eda_core.asl import ExecutionStatus
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Outcome
from eda_core.presentation.live.flow_focus import focus_on
from eda_core.presentation.live.flow_map import Play, count_at, flow_map, flow_picture
from eda_core.presentation.order.card import order_summary
from eda_core.presentation.order.looks import FATE_LOOKS, look_of
from eda_core.presentation.orders.listing import found_orders, orders_table
from eda_core.presentation.wording import NO_VALUE
from eda_core.read_model.as_of import MomentModel
from eda_core.read_model.flow_elements import Element
from eda_core.read_model.groups import OPEN, cohorts
from eda_core.read_model.order_query import OrderQuery
from eda_core.read_model.order_status import Fate
from eda_core.stack.description import fault_places
from tests.news import all_news
from tests.rooms import Room

pytestmark = pytest.mark.unmeasured

ENDED = (Outcome.COMPLETED, Outcome.CANCELLED)

LOG_RULE = "cw-catch-all"
PLACES = [
    (kind, where) for kind in FaultKind for where in (fault_places(kind, Room().stack) or ("",))
]
ORDERS = 20


RIGHT_PLACES = [place for place in PLACES if place[1] != LOG_RULE]
"""Elsewhere the log itself is wrong, and nobody knows how many executions there were."""


def _named(place):
    return "-".join(place).replace(" ", "-")


def _struck(kind, where):
    """A world in which a fault strikes every other time, 30 s after the last of its orders."""
    made = Room()
    made.kind, made.where = kind, where
    made.backend.faults.arm(Fault(kind, where, next_n=None, share=0.5))
    for order in range(1, ORDERS + 1):
        made.place(order, 900 if order % 3 == 0 else 100, seconds=0.2)
    made.let_pass(30)
    return made


@pytest.fixture(scope="module", params=PLACES, ids=_named)
def any_room(request):
    """A world struck at any place; the tests, which only look at it, share it."""
    return _struck(*request.param)


@pytest.fixture(scope="module", params=RIGHT_PLACES, ids=_named)
def room(request):
    """A world struck anywhere but on the way to its log; the tests only look at it."""
    return _struck(*request.param)


def test_orders_are_as_many_on_every_page(any_room):
    room = any_room
    totals, troubles = room.model.totals(), room.model.troubles()
    lines, groups = room.model.ask(
        lambda folds: (
            found_orders(folds, OrderQuery(size=ORDERS), room.now_ms),
            cohorts(folds, room.now_ms),
        )
    )
    chips = lines[0].counts
    assert (chips.total, groups.orders) == (totals.orders, totals.orders)
    for outcome in (Outcome.COMPLETED, Outcome.CANCELLED):
        assert chips.by_fate[Fate(outcome)] == totals.by_outcome[outcome]
    assert chips.by_fate[Fate.STUCK] == troubles.stuck
    unended = sum(chips.by_fate[fate] for fate in OPEN)
    assert unended == totals.by_outcome[Outcome.WAITING]
    assert chips.by_fate[Fate.OVERDUE] == room.model.ask(lambda t: t.index.overdue(room.now_ms))
    for fate in Fate:
        query = OrderQuery(show=fate.value.lower(), size=ORDERS)
        found, _ = room.model.ask(lambda t, query=query: found_orders(t, query, room.now_ms))
        assert [row.fate for row in found.rows] == [fate] * chips.by_fate[fate]
        for row in found.rows:
            look = look_of(room.order(row.row.order), room.now_ms)
            assert look is FATE_LOOKS[fate]
    assert {fate: groups.count(fate) for fate in Fate} == {f: chips.by_fate[f] for f in Fate}


def test_executions_are_as_many_on_the_map_in_the_table_and_on_the_graph(room):
    machine = room.model.stack.machine
    traffic = room.model.traffic(machine, room.now_ms)
    lines, runs = room.model.ask(
        lambda folds: (
            found_orders(folds, OrderQuery(size=ORDERS), room.now_ms),
            count_at(Element.PAYMENT, folds.flow.counts()),
        )
    )
    rows = orders_table(lines, OrderQuery(size=ORDERS), "", "")["rows"]
    without = sum(row["execution"] == "none" for row in rows)
    assert traffic.orders == room.model.totals().orders - without
    assert traffic.states.get(machine.start_at, 0) == traffic.orders
    twice = room.kind is FaultKind.DUPLICATE and "payment-service" in room.where
    assert runs >= traffic.orders if twice else runs == traffic.orders
    if room.kind is not FaultKind.RULE_DISABLED:
        assert traffic.not_arrived == without


def test_an_execution_that_runs_is_one_the_machine_has(room):
    lines = room.model.ask(lambda folds: found_orders(folds, OrderQuery(size=99), room.now_ms))
    for verdict in lines[0].rows:
        view = room.order(verdict.row.order)
        if verdict.execution is ExecutionStatus.RUNNING:
            assert not view.path.is_unseen
        if verdict.execution is None:
            assert view.path.is_unseen or not view.path.started


def test_how_long_orders_took_is_the_same_on_every_page(any_room):
    room, query = any_room, OrderQuery(size=ORDERS)
    totals = room.model.totals()
    lines, groups = room.model.ask(
        lambda tables: (
            found_orders(tables, query, room.now_ms),
            cohorts(tables, room.now_ms),
        )
    )
    rows = {verdict.row.order: verdict.row for verdict in lines[0].rows}
    took = sorted(row.duration_ms for row in rows.values() if row.duration_ms is not None)
    assert totals.median_ms == (took[(len(took) - 1) // 2] if took else None)
    assert sorted(m.duration_ms for m in groups.marks if m.duration_ms is not None) == took
    for cells in orders_table(lines, query, "", "")["rows"]:
        row = rows[int(cells["order"])]
        badges = order_summary(room.order(row.order), room.now_ms)["badges"]
        is_unknown = row.outcome in ENDED and row.duration_ms is None
        assert (cells["time"] == NO_VALUE) == (f"took {NO_VALUE}" in badges) == is_unknown


def test_a_time_is_known_only_where_the_beginning_was_seen_first(any_room):
    at = {}
    for record in all_news(any_room.backend).log:
        event = record.event
        at.setdefault((event.detail["id"], event.detail_type[:7]), record.ingested_ms)
    for order in range(1, ORDERS + 1):
        row = any_room.model.ask(lambda tables, order=order: tables.row(order))
        if row is None or row.outcome not in ENDED:
            continue
        began, paid = at.get((order, "OrderCr")), at.get((order, "Payment"))
        ended = min(at[key] for key in at if key[0] == order and key[1] in {"OrderCo", "OrderCa"})
        is_seen = began is not None and began <= (ended if paid is None else min(paid, ended))
        assert (row.duration_ms is not None) == is_seen


def test_the_map_says_at_least_where_the_log_lacks_what_the_orders_show(any_room):
    picture = any_room.model.ask(flow_picture)
    counted = count_at(Element.CREATE_ORDER, picture.counts)
    orders = any_room.model.totals().orders
    is_least = Element.CREATE_ORDER in picture.counts.least
    assert counted < orders if is_least else counted == orders
    (before, *_) = flow_map(picture, Play(any_room.now_ms), "", "")["subs"][Element.CREATE_ORDER]
    assert (before == "at least ") == is_least
    focus = focus_on(Element.CREATE_ORDER, picture.stack, picture.counts)
    assert focus.sentence.startswith("At least ") == is_least


@pytest.mark.parametrize("kind", [FaultKind.DROP, FaultKind.DELAY])
def test_a_late_or_lost_beginning_leaves_no_time(kind):
    room = Room()
    room.place(101)
    usual = room.model.totals().median_ms
    room.backend.faults.arm(Fault(kind, LOG_RULE))
    room.place(102)
    assert room.model.ask(lambda tables: tables.row(102)).duration_ms is None
    assert room.model.totals().median_ms == usual
    moment = MomentModel(room.model, room.now_ms)
    assert (moment.totals().median_ms, moment.totals().p95_ms) == (usual, usual)
    least = moment.ask(flow_picture).counts.least
    assert (Element.CREATE_ORDER in least) == (kind is FaultKind.DROP)
