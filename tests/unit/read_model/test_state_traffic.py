import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.read_model import state_traffic
from eda_core.read_model.stack_history import StackHistory, StackPeriod
from eda_core.read_model.state_traffic import StateTraffic
from eda_core.read_model.tables import LiveTables
from eda_core.stack import demo_stack, machine_from
from tests.definitions import MAP, TELLING, WAITING
from tests.rooms import Room
from tests.unit.read_model.conftest import as_read, simulated_log, tables_of

STACK = demo_stack()
LOG = simulated_log()
LATE_MS = LOG[-1].ingested_ms + 3_600_000
HALFWAY_MS = LOG[len(LOG) // 2].ingested_ms


def stacks():
    """The demo's stack, and from the middle of the log on one that keeps orders waiting."""
    history = StackHistory(STACK)
    waiting = replace(STACK, machine=machine_from(json.dumps(WAITING)))
    history.fold(StackPeriod(HALFWAY_MS, "definition changed", waiting))
    return history


STACKS = stacks()


def counted(records, now_ms=LATE_MS, looks=()):
    """What is counted of the demo's and of the changed definition, after looking in between."""
    tables, traffic = LiveTables(STACK), StateTraffic(STACKS)
    for number, record in enumerate(as_read(records)):
        tables.fold(record)
        traffic.note(tables.events, (number + 1,))
        if number in looks:
            traffic.traffic(STACK.machine, tables.records_of, record.ingested_ms)
    machines = (STACK.machine, STACKS.now.machine)
    return [traffic.traffic(machine, tables.records_of, now_ms) for machine in machines]


COUNTED = counted(LOG)


@given(
    st.permutations(LOG), st.lists(st.sampled_from(LOG), max_size=9), st.sets(st.integers(0, 40))
)
def test_any_arrival_gives_the_same_counts(shuffled, again, looks):
    assert counted([*shuffled, *again], looks=looks) == COUNTED


def test_what_comes_into_a_state_leaves_it():
    before, _ = COUNTED
    assert before.states["isFraud"] == before.orders
    into = sum(count for (_, target), count in before.moves.items() if target == "Notify EventBus")
    assert before.states["Notify EventBus"] == into


def test_each_order_counts_for_the_definition_of_its_time():
    before, after = COUNTED
    assert before.orders
    assert after.orders
    assert set(before.states).isdisjoint(after.states)


def test_the_same_definition_counts_as_one_however_it_is_written():
    tables = tables_of(LOG)
    traffic = tables.traffic()
    rewritten = machine_from(json.dumps(STACK.machine.definition, indent=7))
    again = traffic.traffic(rewritten, tables.records_of, LATE_MS)
    assert again == traffic.traffic(STACK.machine, tables.records_of, LATE_MS)


@pytest.fixture
def room():
    return Room()


def traffic_of(room):
    return room.model.traffic(room.model.stack.machine, room.now_ms)


def test_an_empty_world_has_no_traffic(room):
    assert (traffic_of(room).orders, traffic_of(room).states) == (0, {})


def test_an_order_that_waits_is_counted_as_far_as_it_has_come(room):
    room.editor.put_definition(json.dumps(WAITING))
    room.place(101, 100, seconds=5)
    found = traffic_of(room)
    assert (found.orders, found.under_way) == (1, 1)
    assert (found.states, found.here) == ({"Start": 1, "Wait": 1}, {"Wait": 1})
    room.let_pass(60)
    assert (traffic_of(room).under_way, traffic_of(room).states["Notify"]) == (0, 1)


def test_an_order_that_failed_is_counted_where_it_failed(room):
    room.put('{"id": 7}')
    found = traffic_of(room)
    assert (found.under_way, found.states, found.moves) == (0, {"isFraud": 1}, {})


def test_the_items_of_a_map_are_counted_one_by_one(room):
    room.editor.put_definition(json.dumps(MAP))
    room.put('{"id": 7, "items": [1, 2, 3]}')
    found = traffic_of(room)
    assert found.states == {"Each": 1, "Reserve": 3, "Reserved": 3, "Notify": 1}
    assert found.moves == {("Reserve", "Reserved"): 3, ("Each", "Notify"): 1}


def test_an_order_nobody_handed_over_is_not_counted(room):
    room.editor.set_rule_enabled("payment-service-filtering-orders", False)
    room.place(101, 100)
    assert traffic_of(room).orders == 0


def test_a_payment_that_says_otherwise_is_told(room):
    room.editor.set_rule_enabled("payment-service-filtering-orders", False)
    room.place(101, 100)
    room.put('{"id": 101}', "PaymentFailed", "payment-service")
    assert traffic_of(room).contradicted == 1


def test_many_orders_are_counted_over_several_looks(room, monkeypatch):
    monkeypatch.setattr(state_traffic, "MOST_AT_ONCE", 2)
    for order in range(101, 106):
        room.place(order, 100)
    seen = [traffic_of(room) for _ in range(3)]
    assert [found.uncounted for found in seen] == [3, 1, 0]
    assert seen[-1].orders == 5


def test_a_look_costs_only_what_is_new(room, monkeypatch):
    room.place(101, 100)
    traffic_of(room)
    looked_at = []
    original = StateTraffic._look_at
    monkeypatch.setattr(
        StateTraffic,
        "_look_at",
        lambda self, order, *rest: looked_at.append(order) or original(self, order, *rest),
    )
    room.place(102, 100)
    traffic_of(room)
    traffic_of(room)
    assert looked_at == [102]


def test_what_cannot_be_predicted_is_counted_as_recorded(room):
    room.editor.put_definition(json.dumps(TELLING))
    room.place(101, 100, seconds=0.12)
    early = traffic_of(room)
    assert (early.orders, early.not_arrived, early.states) == (0, 1, {})
    room.let_pass(60)
    found = traffic_of(room)
    assert (found.under_way, found.states) == (0, {"Tell": 1, "Notify": 1})
    assert (found.moves, found.contradicted) == ({("Tell", "Notify"): 1}, 0)
