import json
import re
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.patterns import compile_pattern
from eda_core.ports import Pace, TimeState
from eda_core.presentation.live.flow_focus import focus_on
from eda_core.presentation.live.flow_layout import HEIGHT, MORE, WIDTH, flow_layout
from eda_core.presentation.live.flow_map import (
    DOTS,
    FAILED,
    LIT_MS,
    QUICK_MS,
    SLOW_MS,
    Play,
    flow_map,
    flow_picture,
    travel_ms,
)
from eda_core.presentation.live.hall_layout import widened
from eda_core.read_model.flow import FlowCounts
from eda_core.read_model.flow_elements import Element, rule_element
from eda_core.stack import Rule, Target, TargetKind, demo_stack
from tests.news import all_news

STACK = demo_stack()


def rule(name, target=STACK.notification, enabled=True, pattern='{"source": ["x"]}'):
    kind = TargetKind.FUNCTION
    return Rule(name, pattern, compile_pattern(pattern), Target(kind, target), enabled)


def with_rules(*rules):
    return replace(STACK, rules=(*STACK.rules, *rules))


def shown(room, element="", chosen="", **play):
    picture = room.model.ask(flow_picture)
    return flow_map(picture, Play(room.now_ms, **play), chosen, element)


def kind_of(data, node_id):
    return next(node["kind"] for node in data["nodes"] if node["id"] == node_id)


def test_every_part_says_how_often_it_was_used(room):
    room.place(101)
    assert shown(room)["subs"] == {
        "customer": [""],
        "api": ["POST /order"],
        "create-order": ["Lambda · ", 1, "run*"],
        "table": ["", 2, "item*"],
        "update-order": ["Lambda · ", 1, "run*"],
        "others": ["", 0, "event*"],
        "bus": ["", 3, "event*"],
        "payment": ["state machine · ", 1, "run*"],
        "notification": ["", 3, "run*"],
        "topic": ["", 3, "sent"],
        "log": ["log group · ", 3, "record*"],
        "dead-letters": ["queue · ", 0, "kept"],
        "rule/cw-catch-all": ["", 3, "matched"],
        "rule/payment-service-filtering-orders": ["", 1, "matched"],
        "rule/order-service-filtering-payments": ["", 1, "matched"],
        "rule/notification-service": ["", 3, "matched"],
    }


def test_the_note_sums_up_events_and_deliveries(room):
    room.place(101)
    assert shown(room)["note"] == (3, 8, 0)


@pytest.mark.parametrize(("amount", "tone"), [(100, "completed"), (900, "cancelled")])
def test_a_hop_gives_away_no_more_than_its_own_event_says(room, amount, tone):
    room.place(101, amount)
    assert [hop[3] for hop in shown(room)["hops"] if hop[1] == 0] == ["none"]
    assert {hop[3] for hop in shown(room)["hops"]} == {"none", tone}


def test_hops_of_an_order_whose_execution_failed_are_stuck(room):
    room.put('{"id": 7}')
    assert {hop[3] for hop in shown(room)["hops"]} == {"stuck"}


def test_what_is_put_by_hand_comes_from_outside(room):
    room.put('{"id": 7}', source="elsewhere")
    assert shown(room)["subs"]["others"] == ["", 1, "event*"]


def test_hops_are_bounded(room):
    for number in range(101, 161):
        room.place(number, seconds=0)
    room.let_pass(60)
    assert 0 < len(shown(room)["hops"]) <= DOTS


def test_a_failing_target_says_how_often_it_failed(room):
    room.put('{"id": 9}', "PaymentFailed", "payment-service", seconds=600)
    data = shown(room)
    assert data["failing"] == {"update-order": "✕ 3 failed"}
    assert data["dead"] == 1
    assert any(hop[4] & FAILED for hop in data["hops"])


def test_a_moment_looked_back_at_has_lights_and_no_dots(room):
    room.place(101, seconds=0.5)
    data = shown(room, moving=False)
    assert data["hops"] == []
    assert data["lit"]


def test_lights_go_out(room):
    room.place(101, seconds=60)
    assert LIT_MS < 60_000
    assert shown(room, moving=False)["lit"] == []


def test_the_data_is_json(room):
    room.place(101)
    assert json.loads(json.dumps(shown(room)))["used"]["0"] == 1


def test_a_disabled_rule_is_drawn_as_off(room):
    room.editor.set_rule_enabled("notification-service", False)
    room.let_pass(1)
    data = shown(room)
    assert kind_of(data, "rule/notification-service") == "rule off"
    assert data["subs"]["rule/notification-service"] == ["", 0, "matched, off"]


def test_an_added_rule_stands_beside_the_others(room):
    room.editor.put_rule("mine", '{"source": ["order-service"]}', STACK.notification)
    room.place(101)
    assert shown(room)["subs"]["rule/mine"] == ["", 2, "matched"]


@given(st.lists(st.sampled_from([*STACK.targets, "elsewhere"]), max_size=40), st.booleans())
def test_no_number_of_rules_leaves_the_picture(targets, enabled):
    rules = [rule(f"r{number}", target, enabled) for number, target in enumerate(targets)]
    layout = flow_layout(with_rules(*rules))
    for node in layout.nodes.values():
        assert node.left >= 0
        assert node.right <= WIDTH
        assert node.h / 2 <= node.y <= HEIGHT - node.h / 2


@given(st.lists(st.sampled_from([*STACK.targets]), max_size=40))
def test_no_two_rules_overlap(targets):
    layout = flow_layout(with_rules(*(rule(f"r{n}", t) for n, t in enumerate(targets))))
    pills = [node for node in layout.nodes.values() if node.kind in ("rule", MORE)]
    for one in pills:
        for other in pills:
            if one.id != other.id and one.x == other.x:
                assert abs(one.y - other.y) >= (one.h + other.h) / 2


def test_rules_without_room_are_named_together():
    layout = flow_layout(with_rules(*(rule(f"r{number}") for number in range(9))))
    more = layout.nodes["more/notification"]
    assert more.label == "+7 more rules"
    assert "r8" in more.about


def test_every_line_leads_from_a_part_to_a_part():
    layout = flow_layout(STACK)
    assert all(end in layout.nodes for edge in layout.edges for end in edge)


def test_for_a_hall_every_part_is_as_wide_or_wider_and_none_meets_another():
    usual, wide = flow_layout(STACK), widened(flow_layout(STACK))
    assert set(wide.nodes) == set(usual.nodes)
    for one, other in combinations(wide.nodes.values(), 2):
        apart = abs(one.x - other.x) >= (one.w + other.w) / 2
        assert apart or abs(one.y - other.y) >= (one.h + other.h) / 2, (one.id, other.id)
    assert all(node.left >= 0 and node.right <= wide.width for node in wide.nodes.values())


def test_for_a_hall_every_line_still_begins_and_ends_at_its_parts():
    wide = widened(flow_layout(STACK))
    for (start, end), path in wide.edges.items():
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", path)]
        node = wide.nodes[start]
        assert node.left - 1 <= numbers[0] <= node.right + 1, (start, end)


def test_for_a_hall_the_parts_say_counts_alone(room):
    room.place(101)
    picture = room.model.ask(flow_picture)
    subs = flow_map(picture, Play(room.now_ms), "", "", for_hall=True)["subs"]
    assert (subs["api"], subs["create-order"]) == ([""], ["", 1, "run*"])
    assert subs["log"] == ["", 3, "record*"]


@pytest.mark.parametrize(
    ("pace", "hop_ms", "travel"),
    [
        (Pace.REAL_TIME, 1000, QUICK_MS),
        (Pace.SLOW, 1000, 500),
        (Pace.SLOW, 60_000, SLOW_MS),
        (Pace.SLOW, 10, QUICK_MS // 2),
    ],
)
def test_a_dot_takes_as_long_as_the_pace_lets_it(pace, hop_ms, travel):
    assert travel_ms(TimeState(pace, False, hop_ms, 0, 0)) == travel


def test_a_world_without_time_of_its_own_goes_quickly():
    assert travel_ms(None) == QUICK_MS


def focus(element, stack=STACK, **counts):
    return focus_on(element, stack, FlowCounts(**counts))


@pytest.mark.parametrize(
    ("element", "kinds"),
    [
        (Element.CREATE_ORDER, {"OrderCreated"}),
        (Element.TABLE, {"OrderCreated", "OrderCompleted"}),
        (Element.BUS, {"OrderCreated", "PaymentSucceeded", "OrderCompleted"}),
        (Element.OTHERS, set()),
        (Element.PAYMENT, {"OrderCreated"}),
        (Element.UPDATE_ORDER, {"PaymentSucceeded"}),
        (Element.TOPIC, {"OrderCreated", "PaymentSucceeded", "OrderCompleted"}),
        (rule_element("order-service-filtering-payments"), {"PaymentSucceeded"}),
    ],
)
def test_a_focus_takes_what_goes_through_the_part(room, element, kinds):
    room.place(101)
    events = [record.event for record in all_news(room.backend).log]
    takes = focus(element).takes
    assert {event.detail_type for event in events if takes(event)} == kinds


@pytest.mark.parametrize("element", ["", "nothing", "rule/none", "more/log", "rule/"])
def test_what_names_no_part_has_no_focus(element):
    assert focus(element) is None


def test_every_part_that_can_be_chosen_has_a_focus():
    layout = flow_layout(STACK)
    assert all(focus(element) is not None for element in layout.nodes)


def test_a_simple_pattern_becomes_a_filter():
    wanted = focus(rule_element("payment-service-filtering-orders")).wanted
    assert (wanted.source, wanted.detail_type) == ("order-service", "OrderCreated")


def test_a_pattern_of_several_values_is_no_filter():
    assert focus(rule_element("notification-service")).wanted.source == ""


def test_the_focus_of_a_target_says_how_often_it_failed():
    sentence = focus(Element.UPDATE_ORDER, failed={Element.UPDATE_ORDER: 3}).sentence
    assert sentence.endswith("3 times it failed.")


@pytest.mark.parametrize(
    ("element", "one", "many"),
    [
        (Element.API, "1 order was taken by POST /order.", "2 orders were taken by POST /order."),
        (Element.BUS, "1 event was carried by the bus.", "2 events were carried by the bus."),
        (rule_element("cw-catch-all"), "1 event matched rule cw", "2 events matched rule cw"),
        (Element.LOG, "1 event came here, by cw", "2 events came here, by cw"),
    ],
)
def test_the_focus_says_one_thing_of_one_and_another_of_many(element, one, many):
    into = ("anywhere", element)
    for count, words in ((1, one), (2, many)):
        assert focus(element, edges={into: count}).sentence.startswith(words)


def test_the_focus_of_a_target_nobody_delivers_to_says_so():
    bare = replace(STACK, rules=())
    assert focus(Element.LOG, bare).sentence == "0 events came here, by no rule."


def test_the_focus_on_one_rule_is_its_pattern():
    pattern = focus(rule_element("order-service-filtering-payments")).pattern
    assert json.loads(pattern) == {"source": ["payment-service"]}


def test_the_focus_on_a_target_of_two_rules_is_no_pattern():
    assert focus(Element.NOTIFICATION, with_rules(rule("mine"))).pattern == ""
