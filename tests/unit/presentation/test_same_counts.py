"""What is counted in several places is the same number there, over faults of every kind."""

import pytest

from eda_core.asl import ExecutionStatus
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Outcome
from eda_core.presentation.live.flow_map import count_at
from eda_core.presentation.order.fates import FATE_LOOKS, look_of
from eda_core.presentation.orders.listing import found_orders, orders_table
from eda_core.read_model.flow_elements import Element
from eda_core.read_model.groups import OPEN, cohorts
from eda_core.read_model.order_query import OrderQuery
from eda_core.read_model.order_status import Fate
from eda_core.stack.fault_places import fault_places
from tests.rooms import Room

PLACES = [
    (kind, where)
    for kind in FaultKind
    for where in (fault_places(kind, Room().stack) or ("",))
    if where != "cw-catch-all"  # then the log itself is wrong, and nobody knows the true numbers
]
ORDERS = 20


@pytest.fixture(params=PLACES, ids=lambda place: "-".join(place).replace(" ", "-"))
def room(request):
    """A world in which a fault strikes every other time, 30 s after the last of its orders."""
    kind, where = request.param
    made = Room()
    made.kind, made.where = kind, where
    made.backend.faults.arm(Fault(kind, where, next_n=None, share=0.5))
    for order in range(1, ORDERS + 1):
        made.place(order, 900 if order % 3 == 0 else 100, seconds=0.2)
    made.let_pass(30)
    return made


def test_orders_are_as_many_on_every_page(room):
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
