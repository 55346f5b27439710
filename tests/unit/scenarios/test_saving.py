"""What was done, saved and run again, comes out the same."""

import json

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.settings import BusKind
from eda_core.scenarios.runner import simulate
from eda_core.scenarios.saving import saved_scenario
from eda_core.scenarios.scenario import scenario_from
from eda_core.stack import demo_stack
from eda_core.stack.amount_limit import stack_with_limit
from tests.rooms import Room

UPDATE = "eda-demo-update-order"


def saved(room, most=50):
    room.model.refresh()
    now_ms = room.model.instant.time.now_ms
    return saved_scenario(room.model, now_ms, "Saved here", most)


def run_again(room):
    text = saved(room)
    return text, simulate(scenario_from(text), demo_stack(room.stack.kind), seed=99)


def plain(room):
    room.place(101, 100)
    room.place(102, 900)


def by_hand(room):
    entry = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": '{"id": 103}'}
    room.backend.bus.put_events([entry])


def changed(room):
    room.backend.editor.set_rule_enabled("notification-service", False)
    room.place(104, 450)
    definition = json.dumps(demo_stack().machine.definition).replace("500", "400")
    room.backend.editor.put_definition(definition)
    room.place(105, 450)


def broken(room):
    room.backend.faults.arm(Fault(FaultKind.DUPLICATE, "order-service-filtering-payments"))
    room.model.refresh()
    room.place(106, 100)
    room.backend.faults.arm(Fault(FaultKind.TARGET_THROWS, UPDATE, next_n=3))
    room.model.refresh()
    room.place(107, 100)
    room.let_pass(600)
    room.backend.dead_letters.redrive()


@pytest.mark.parametrize("act", [plain, by_hand, changed, broken])
def test_what_was_saved_runs_to_the_same_end(act):
    room = Room()
    act(room)
    room.let_pass(600)
    text, ran = run_again(room)
    assert json.loads(text)["title"] == "Saved here"
    assert len(ran.judgements) == len(json.loads(text)["expect"]) >= 1
    assert ran.sentence == ""


def paused(room):
    room.backend.subscribers.set_running("notification-service", False)
    room.place(101, 100)
    room.backend.subscribers.set_running("notification-service", True, skip=True)
    room.place(102, 100, 900)
    room.backend.subscribers.replay("notification-service", "again", room.now_ms - 600_000)
    room.place(103, 100)


def test_what_was_done_on_a_custom_bus_is_saved_in_its_words():
    room = Room(bus=BusKind.CUSTOM)
    paused(room)
    text, ran = run_again(room)
    given = json.loads(text)
    assert given["bus"] == "custom"
    kinds = [next(name for name in each if name != "at") for each in given["do"]]
    assert kinds == ["subscriber", "order", "subscriber", "order", "replay", "order"]
    assert ran.sentence == ""


def delivering_otherwise(room):
    control = room.backend.subscribers
    batches = {"MaxBatchSize": 3, "MaxBatchWindowInSeconds": 20}
    control.update("notification-service", {"BatchConfiguration": batches, "Type": "FIFO"})
    room.place(101, 100)
    control.set_unpacking(True)
    room.backend.editor.put_rule(
        "notification-service", '{"source": ["order-service"]}', room.stack.notification
    )
    room.place(102, 100)


def test_other_properties_of_a_subscriber_are_saved_as_what_is_set():
    room = Room(bus=BusKind.CUSTOM)
    delivering_otherwise(room)
    room.let_pass(600)
    text, ran = run_again(room)
    done = [each["subscriber"]["set"] for each in json.loads(text)["do"] if "subscriber" in each]
    assert [list(each) for each in done] == [
        ["Type", "BatchConfiguration"],
        ["FilterConfiguration"],
    ]
    assert {"unpacks": True} in [
        {name: each[name] for name in each if name != "at"} for each in json.loads(text)["do"]
    ]
    assert ran.sentence == ""


def test_a_saved_file_fails_where_the_limit_is_another():
    room = Room()
    room.place(101, 450)
    room.let_pass(60)
    ran = simulate(scenario_from(saved(room)), stack_with_limit(demo_stack(), 400))
    assert "450 > 400 is true" in ran.sentence


def test_only_the_newest_are_saved():
    room = Room()
    plain(room)
    room.let_pass(60)
    given = json.loads(saved(room, 1))
    assert [each["order"]["id"] for each in given["do"]] == [102]


def test_of_an_empty_world_nothing_is_expected_but_that_it_is_empty():
    assert json.loads(saved(Room()))["expect"] == [{"totals": {"orders": 0}}]
