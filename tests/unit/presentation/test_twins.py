import json
from dataclasses import replace

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.order.twins import differences, twins_card, twins_of
from eda_core.read_model.divergence import compared
from eda_core.read_model.order_steps import OrderStep, StepKind

UPDATE_RULE = "order-service-filtering-payments"


def card(room, left, right):
    views = room.order(left), room.order(right)
    told = tuple(
        room.model.ask(lambda tables, order=order: tables.messages_of(order))
        for order in (left, right)
    )
    return twins_card(twins_of(*views, told), room.now_ms)


def sentence(room, left, right):
    return "".join(words for words, _ in card(room, left, right)["sentence"])


def lines(room, left, right):
    return {each["name"]: each["lines"] for each in card(room, left, right)["differences"]}


@pytest.fixture
def pair(room):
    room.place(101, 100)
    room.place(102, 900)
    return room


def test_equal_steps_are_told_from_others(pair):
    rows = card(pair, 102, 101)["rows"]
    assert [row["same"] for row in rows] == [
        *(True, True, False, False, True, False, True, False, True, True)
    ]
    assert [row["first"] for row in rows].index(True) == 2


def test_an_order_and_itself_do_not_differ(pair):
    assert sentence(pair, 101, 101) == "The same all the way: both took the same steps."


def test_differences_stand_apart(pair):
    assert lines(pair, 102, 101) == {
        "Payload": ["amount: 900 | 100"],
        "Path": [
            "isFraud → Payment Failed → Notify EventBus"
            " | isFraud → Payment Succeeded → Notify EventBus"
        ],
        "Timing": ["no hop differs by more than 0.5 s"],
        "Deliveries": ["the same rules, and no trouble"],
    }


def test_a_delay_shows_in_the_timing_alone(room):
    room.place(101, 100)
    room.world.arm(Fault(FaultKind.DELAY, UPDATE_RULE, delay_ms=5_000))
    room.place(102, 100)
    assert "Only the times differ: to the outcome: 5." in sentence(room, 102, 101)
    assert lines(room, 102, 101)["Deliveries"] == ["the same rules, and no trouble"]


def test_a_missing_event_is_named(room):
    room.place(101, 100)
    room.world.arm(Fault(FaultKind.DROP, UPDATE_RULE))
    room.place(102, 100)
    wanted = (
        "Same until the delivery of PaymentSucceeded to eda-demo-update-order:"
        " it is still open for order 102, not for order 101."
    )
    assert sentence(room, 102, 101) == wanted


def test_an_event_that_came_twice_is_named(room):
    room.place(101, 100)
    room.world.arm(Fault(FaultKind.DUPLICATE, UPDATE_RULE))
    room.place(102, 100)
    wanted = "Same until OrderCompleted for the second time: the log has it for order 102, not for"
    assert sentence(room, 102, 101).startswith(wanted)


def test_another_definition_in_force_is_named(room):
    room.place(101, 600)
    definition = room.stack.machine.definition
    text = repr(definition).replace("500", "800").replace("'", '"').replace("True", "true")
    room.editor.put_definition(text)
    room.place(102, 600)
    wanted = (
        "Same until isFraud: 600 > 500 is true, 600 > 800 is false;"
        " another definition was in force."
    )
    assert sentence(room, 101, 102) == wanted
    assert "another definition of the state machine was in force" in lines(room, 101, 102)["Path"]


def test_a_rule_that_was_off_is_named(room):
    room.place(101, 100)
    room.editor.set_rule_enabled("payment-service-filtering-orders", enabled=False)
    room.place(102, 100)
    wanted = "payment-service-filtering-orders took it for order 101, not for order 102"
    assert wanted in sentence(room, 101, 102)


def test_a_text_id_and_odd_payload_can_be_compared(room):
    room.put('{"id": "A7", "amount": {"deep": [1]}}')
    room.put('{"id": "B8", "amount": "600", "more": null}')
    assert lines(room, "A7", "B8")["Payload"] == [
        "amount.deep: [1] | none",
        'amount: none | "600"',
        "more: none | null",
    ]


def test_hostile_paths_are_compared_in_bounded_time():
    steps = [
        [OrderStep(StepKind.STATE, ("state", f"{side}{at % 7}"), "S") for at in range(400)]
        for side in "ab"
    ]
    assert len(compared(*steps).pairs) == 400


def test_twins_of_a_world_that_reports_no_deliveries_say_so(pair):
    known = replace(next(iter(pair.order(101).deliveries.values())), inferred=True)
    left, right = (replace(pair.order(order), deliveries={"e": known}) for order in (101, 102))
    found = {each["name"]: each["lines"] for each in differences(twins_of(left, right, ((), ())))}
    assert found["Deliveries"] == ["the same rules, inferred; trouble is not reported here"]


def test_a_path_in_circles_is_no_wall_of_words(room):
    room.place(101, 900)
    text = json.dumps(room.stack.machine.definition)
    into_circles = text.replace('"Next": "Notify EventBus"', '"Next": "isFraud"', 1)
    room.editor.put_definition(into_circles)
    room.place(102, 900)
    path = next(line for line in lines(room, 101, 102)["Path"] if " | " in line)
    assert " more … → " in path
    assert len(path) < 400
