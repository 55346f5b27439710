import json

import pytest

from eda_core.asl import parse_definition
from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.graph.machine_drawing import (
    MAX_STATES,
    machine_drawing,
    name_lines,
    short_rule,
)
from eda_core.presentation.graph.order_path import NOT_STARTED, state_graph
from eda_core.read_model.state_traffic import Traffic
from tests.definitions import MAP, PARALLEL, WAITING


def test_the_path_of_an_order_is_marked(room):
    room.place(101, 900)
    graph = state_graph(room.stack.machine, room.order(101))
    assert graph["visited"] == ["isFraud", "Payment Failed", "Notify EventBus"]
    assert graph["taken"] == ["isFraud>Payment Failed", "Payment Failed>Notify EventBus"]
    assert graph["tone"] == "cancelled"


def test_the_rule_met_is_labelled_with_the_orders_numbers(room):
    room.place(101, 900)
    edges = state_graph(room.stack.machine, room.order(101))["graph"]["edges"]
    labels = {edge["id"]: edge["label"] for edge in edges}
    assert labels["isFraud>Payment Failed"] == "900 > 500"
    assert labels["isFraud>Payment Succeeded"] == "default"


def test_without_an_order_the_rules_read_as_written(room):
    edges = state_graph(room.stack.machine, None)["graph"]["edges"]
    assert edges[0]["label"] == "amount > 500"


def test_a_failed_state_is_named_with_its_cause(room):
    room.put('{"id": 7}')
    failed = state_graph(room.stack.machine, room.order(7))["failed"]
    assert failed["id"] == "isFraud"
    assert "States.Runtime" in failed["cause"]


def test_states_read_from_left_to_right_as_written(room):
    nodes = {n["id"]: n for n in state_graph(room.stack.machine, None)["graph"]["nodes"]}
    assert nodes["Payment Failed"]["x"] < nodes["Payment Succeeded"]["x"]
    assert nodes["isFraud"]["y"] < nodes["Payment Failed"]["y"] < nodes["Notify EventBus"]["y"]


def test_there_is_room_for_a_count_over_the_corner_of_each_state():
    wide = {"Type": "Pass", "Next": "End"}
    choice = {"Variable": "$.a", "NumericEquals": 1, "Next": "W" * 78}
    states = {"W" * 78: wide, "V" * 78: wide, "End": {"Type": "Succeed"}}
    first = {"First": {"Type": "Choice", "Choices": [choice], "Default": "V" * 78}}
    text = json.dumps({"StartAt": "First", "States": first | states})
    drawing = machine_drawing(parse_definition(text)).graph
    ends = [node["x"] + node["w"] / 2 for node in drawing["nodes"]]
    over_the_corner = 11
    assert drawing["shift"] + max(ends) + over_the_corner <= drawing["width"]


def nodes(graph):
    return {node["id"]: node for node in graph["graph"]["nodes"]}


def test_a_state_that_failed_is_the_end_of_the_path(room):
    room.put('{"id": 7}')
    graph = state_graph(room.stack.machine, room.order(7))
    assert (graph["visited"], graph["ended"], graph["tone"]) == (["isFraud"], None, "stuck")


def test_the_state_in_which_it_ended_is_named(room):
    room.place(101, 100)
    assert state_graph(room.stack.machine, room.order(101))["ended"] == "Notify EventBus"


def test_an_order_that_waits_is_in_the_state_it_waits_in(room):
    room.backend.editor.put_definition(json.dumps(WAITING))
    room.place(101, 100, seconds=5)
    graph = state_graph(room.stack.machine, room.order(101), room.now_ms)
    assert graph["current"] == ["Wait"]
    assert graph["visited"] == ["Start", "Wait"]
    room.let_pass(60)
    after = state_graph(room.stack.machine, room.order(101), room.now_ms)
    assert (after["current"], after["ended"]) == ([], "Notify")


def test_an_order_is_drawn_by_the_definition_of_its_time(room):
    room.place(101, 100)
    room.backend.editor.put_definition(json.dumps(WAITING))
    room.place(102, 100)
    graph = state_graph(room.model.stack.machine, room.order(101), room.now_ms)
    assert "isFraud" in nodes(graph)
    assert graph["caption"].endswith("by the definition of its time")


def test_an_order_nobody_handed_over_has_no_path(room):
    room.backend.editor.set_rule_enabled("payment-service-filtering-orders", False)
    room.place(101, 100)
    graph = state_graph(room.stack.machine, room.order(101), room.now_ms)
    assert (graph["visited"], graph["caption"]) == ([], NOT_STARTED)


def test_counts_stand_on_states_and_lines(room):
    for order in range(101, 104):
        room.place(order, 900 if order == 102 else 100)
    traffic = room.model.traffic(room.stack.machine, room.now_ms)
    graph = state_graph(room.stack.machine, None, room.now_ms, traffic)
    assert graph["counts"]["isFraud"] == "3"
    assert graph["edge_counts"]["isFraud>Payment Failed"] == "1"


def test_a_line_has_room_for_its_count(room):
    counted = state_graph(room.stack.machine, None, 0, Traffic())["graph"]["edges"]
    plain = state_graph(room.stack.machine, None)["graph"]["edges"]
    assert all(a["room"] > b["room"] for a, b in zip(counted, plain, strict=True))


def test_states_of_branches_are_inside_their_group():
    graph = machine_drawing(parse_definition(PARALLEL)).graph
    boxes = {node["id"]: node for node in graph["nodes"]}
    group = boxes["Both"]
    assert group["group"]
    for name in ("Left", "Right"):
        assert abs(boxes[name]["x"] - group["x"]) < group["w"] / 2
        assert abs(boxes[name]["y"] - group["y"]) < group["h"] / 2


def test_a_map_marks_all_states_of_its_items(room):
    room.backend.editor.put_definition(json.dumps(MAP))
    room.put('{"id": 7, "items": [1, 2]}')
    graph = state_graph(room.model.stack.machine, room.order(7), room.now_ms)
    assert set(graph["visited"]) == {"Each", "Reserve", "Reserved", "Notify"}
    assert set(graph["taken"]) == {"Reserve>Reserved", "Each>Notify"}


def test_rules_to_the_same_state_are_one_line():
    rules = [{"Variable": "$.a", "NumericEquals": number, "Next": "End"} for number in range(3)]
    states = {"Ask": {"Type": "Choice", "Choices": rules}, "End": {"Type": "Succeed"}}
    drawing = machine_drawing(parse_definition({"StartAt": "Ask", "States": states}))
    (line,) = drawing.lines.values()
    assert line.label == "a = 0 +2"
    assert line.title == "$.a = 0 or $.a = 1 or $.a = 2"


def test_too_many_states_are_not_drawn_and_the_reason_is_said():
    states = {f"s{n}": {"Type": "Pass", "Next": f"s{n + 1}"} for n in range(MAX_STATES)}
    states[f"s{MAX_STATES}"] = {"Type": "Succeed"}
    machine = parse_definition({"StartAt": "s0", "States": states})
    graph = state_graph(machine, None)
    assert graph["graph"]["nodes"] == []
    assert "too many to be drawn" in graph["caption"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Notify EventBus", ["Notify EventBus"]),
        ("Normalise the address of the customer", ["Normalise the address", "of the customer"]),
        ("NormaliseTheAddressOfTheCustomer", ["NormaliseTheAddress", "OfTheCustomer"]),
        ("x" * 80, ["x" * 40, "x" * 40]),
        (
            "顧客の住所を正規化する関数を呼び出す手順",
            ["顧客の住所を正規化す", "る関数を呼び出す手順"],
        ),
    ],
)
def test_a_long_name_is_broken_near_its_middle(name, lines):
    assert name_lines(name) == lines


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("$.detail.amount > 500", "amount > 500"),
        ("$$.State.EnteredTime < 5", "$$.State.EnteredTime < 5"),
        ("$.items[0].n = 1", "items[0].n = 1"),
    ],
)
def test_a_rule_beside_a_line_is_short(rule, words):
    assert short_rule(rule) == words


def test_a_path_nobody_has_seen_is_drawn_as_what_would_be(room):
    room.backend.faults.arm(Fault(FaultKind.DROP, "payment-service-filtering-orders"))
    room.place(101, 100, 30)
    room.place(102, 100, 30)
    lost, usual = (state_graph(room.stack.machine, room.order(n), room.now_ms) for n in (101, 102))
    assert (lost["unseen"], lost["current"], lost["ended"]) == (True, [], None)
    assert lost["caption"] == "what the definition would do: no execution seen yet"
    assert (usual["unseen"], usual["ended"]) == (False, "Notify EventBus")
