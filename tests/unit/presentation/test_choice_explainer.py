import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.asl import parse_definition
from eda_core.presentation.payment.choice_explainer import (
    Trial,
    asked,
    choice_names,
    choice_rules,
    scale_of,
    trial_of,
    tried_out,
)
from eda_core.presentation.payment.state_detail import scene
from eda_core.stack import demo_stack
from tests.definitions import TWO_CHOICES

DEMO = demo_stack().machine
TWO = parse_definition(TWO_CHOICES)


def order(amount):
    return {"detail": {"id": 101, "amount": amount}}


def rows(room, order_id):
    shown = scene(room.stack.machine, room.order(order_id), room.now_ms)
    found = asked(shown, "isFraud")
    return choice_rules(shown.machine, "isFraud", found.explanation)


def test_the_rule_that_was_met_has_the_orders_numbers(room):
    room.place(101, 900)
    shown = rows(room, 101)
    assert shown["rows"][0]["came"] == ["900 > 500"]
    assert shown["rows"][0]["word"] == "✓ true"
    assert shown["sentence"] == "$.detail.amount: 900 > 500 is true, so Payment Failed"


def test_a_rule_that_is_false_leads_to_the_default(room):
    room.place(101, 500)
    rule, default = rows(room, 101)["rows"]
    assert (rule["came"], rule["word"], rule["chosen"]) == (["500 > 500"], "✕ false", False)
    assert (default["target"], default["chosen"]) == ("Payment Succeeded", True)


def test_a_rule_without_its_value_fails(room):
    room.put('{"id": 7}')
    shown = rows(room, 7)
    assert shown["rows"][0]["verdict"] == "failed"
    assert shown["rows"][0]["came"] == ["nothing at $.detail.amount"]
    assert shown["rows"][1]["word"] == "not asked"


def test_without_an_order_the_rules_read_as_written():
    shown = choice_rules(DEMO, "isFraud", None)
    assert [row["text"] for row in shown["rows"]] == ["$.detail.amount > 500", "otherwise"]
    assert shown["sentence"] == ""


def test_a_rule_of_several_comparisons_shows_each_that_was_looked_at(room):
    room.editor.put_definition(json.dumps(TWO_CHOICES))
    room.place(101, 50)
    shown = scene(room.model.stack.machine, room.order(101), room.now_ms)
    rule, _ = choice_rules(TWO, "Large?", asked(shown, "Large?").explanation)["rows"]
    assert rule["came"] == ["$.detail.amount: 50 > 100 is false"]


def test_the_choices_an_order_came_through_are_named_first(room):
    room.editor.put_definition(json.dumps(TWO_CHOICES))
    room.place(101, 50)
    shown = scene(room.model.stack.machine, room.order(101), room.now_ms)
    assert choice_names(shown) == ["Large?", "Odd?"]


def test_there_is_no_choice_of_another_name():
    with pytest.raises(LookupError, match="no Choice state"):
        choice_rules(DEMO, "Notify EventBus", None)


def test_the_number_that_is_compared_can_be_moved():
    assert trial_of(DEMO, "isFraud", order(900)) == Trial("isFraud", "$.detail.amount", 900, 500, 0)


@pytest.mark.parametrize("amount", ["600", None, True, 10**40], ids=repr)
def test_what_is_no_plain_number_is_not_moved(amount):
    assert trial_of(DEMO, "isFraud", order(amount)).value is None


def test_a_limit_inside_and_is_not_moved():
    assert trial_of(TWO, "Large?", order(900)).limit is None


def test_a_limit_from_a_path_is_not_moved():
    found = trial_of(TWO, "Odd?", order(900))
    assert (found.variable, found.limit, found.rule) == ("$.detail.amount", None, 1)


def test_a_choice_without_numbers_has_nothing_to_move():
    states = {
        "Ask": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.a", "IsPresent": True, "Next": "End"}],
        },
        "End": {"Type": "Succeed"},
    }
    assert trial_of(parse_definition({"StartAt": "Ask", "States": states}), "Ask", {}) is None


@pytest.mark.parametrize(
    ("value", "limit", "target"),
    [
        (501, 500, "Payment Failed"),
        (500, 500, "Payment Succeeded"),
        (500, 499.99, "Payment Failed"),
    ],
)
def test_other_numbers_lead_elsewhere(value, limit, target):
    found = tried_out(DEMO, trial_of(DEMO, "isFraud", order(1)), order(1), value, limit)
    assert found.graph["visited"] == ["isFraud", target]
    assert f"so {target}" in found.sentence


def test_a_number_can_be_tried_where_the_order_has_none():
    trial = trial_of(DEMO, "isFraud", {})
    assert tried_out(DEMO, trial, {}, 900, 500).graph["visited"][-1] == "Payment Failed"


def test_trying_changes_neither_the_order_nor_the_definition():
    data, before = order(900), json.dumps(DEMO.definition)
    tried_out(DEMO, trial_of(DEMO, "isFraud", data), data, 1, 2)
    assert (data, json.dumps(DEMO.definition)) == (order(900), before)


def test_the_small_graph_has_the_states_with_their_own_types():
    graph = tried_out(TWO, trial_of(TWO, "Large?", order(50)), order(50), 900, None).graph
    kinds = {node["id"]: node["kind"] for node in graph["graph"]["nodes"]}
    assert kinds == {"Large?": "Choice", "Odd?": "Choice", "Notify": "Task"}


def test_a_choice_inside_a_branch_can_be_tried():
    states = {name: TWO_CHOICES["States"][name] for name in ("Odd?", "No", "Notify")}
    states["Notify"] = {"Type": "Succeed"}
    branches = [{"StartAt": "Odd?", "States": states}]
    outer = {"Both": {"Type": "Parallel", "Branches": branches, "End": True}}
    machine = parse_definition({"StartAt": "Both", "States": outer})
    trial = trial_of(machine, "Odd?", order(9) | {"limit": 5})
    assert tried_out(machine, trial, order(9) | {"limit": 5}, 3, None).graph["failed"] is not None


numbers = st.none() | st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15)


@given(numbers, numbers)
def test_a_scale_has_room_on_both_sides_of_every_number(value, limit):
    scale = scale_of(value, limit)
    for number in (value, limit):
        if number is not None:
            assert scale.low <= number <= scale.high
    assert 0 < scale.step < scale.high
