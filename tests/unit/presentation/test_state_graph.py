import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.presentation.graph_layout import layered
from eda_core.presentation.state_graph import state_graph


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


names = [f"State {number}" for number in range(12)]


@given(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=40))
def test_no_two_boxes_overlap_in_any_graph(edges):
    boxes = list(layered(names[0], names, edges).boxes.values())
    assert len(boxes) == len(names)
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart_x = abs(one.x - other.x) >= (one.width + other.width) / 2
            apart_y = abs(one.y - other.y) >= (one.height + other.height) / 2
            assert apart_x or apart_y


@given(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=40))
def test_every_box_is_inside_the_picture(edges):
    layout = layered(names[0], names, edges)
    for box in layout.boxes.values():
        assert box.x - box.width / 2 >= 0
        assert box.x + box.width / 2 <= layout.width
        assert box.top >= 0
        assert box.bottom <= layout.height


@pytest.mark.parametrize("loop", [[("a", "a")], [("a", "b"), ("b", "a")]])
def test_a_loop_is_laid_out(loop):
    assert set(layered("a", ["a", "b"], loop).boxes) == {"a", "b"}
