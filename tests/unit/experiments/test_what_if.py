import json
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import EdaError, InvalidDefinition, InvalidPattern, InvalidRequest
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Outcome
from eda_core.experiments import (
    replay,
    stack_with_definition,
    stack_with_rules,
    view_of,
    what_if,
)
from eda_core.read_model.run_comparison import recorded_orders
from eda_core.stack import demo_stack
from eda_core.stack.amount_limit import limit_of, stack_with_limit
from tests.news import all_news
from tests.rooms import Room

STACK = demo_stack()
COMPLETED, CANCELLED, WAITING = Outcome.COMPLETED, Outcome.CANCELLED, Outcome.WAITING


def recorded(room, most=100):
    return room.model.ask(lambda tables: recorded_orders(tables, most))


def forks(room, changed):
    return {fork.order: fork for fork in what_if(recorded(room), STACK, changed).forks}


@pytest.fixture
def room():
    room = Room()
    for number, amount in enumerate((100, 500, 600, 900), start=101):
        room.place(number, amount)
    return room


def test_nobody_ends_otherwise_when_nothing_is_changed(room):
    result = what_if(recorded(room), STACK, STACK)
    assert result.otherwise == ()
    assert not any(fork.deviates for fork in result.forks)


def test_another_limit_decides_the_orders_between(room):
    result = what_if(recorded(room), STACK, stack_with_limit(STACK, 700))
    assert [fork.order for fork in result.otherwise] == [103]
    assert result.moves == {
        (COMPLETED, COMPLETED): 2,
        (CANCELLED, COMPLETED): 1,
        (CANCELLED, CANCELLED): 1,
    }


def test_a_lower_limit_cancels(room):
    assert forks(room, stack_with_limit(STACK, 99))[101].changed is CANCELLED


def test_without_the_payment_rule_orders_wait_for_ever(room):
    rules = [r.to_json() for r in STACK.rules if "payment-service-filtering" not in r.name]
    changed = stack_with_rules(STACK, json.dumps(rules))
    assert {fork.changed for fork in forks(room, changed).values()} == {WAITING}


def test_another_definition_decides(room):
    text = json.dumps(STACK.machine.definition).replace("PaymentSucceeded", "PaymentFailed")
    changed = stack_with_definition(STACK, text)
    assert {fork.changed for fork in forks(room, changed).values()} == {CANCELLED}


def test_what_a_fault_did_is_not_put_down_to_the_change():
    room = Room()
    room.backend.faults.arm(Fault(FaultKind.DROP, "order-service-filtering-payments"))
    room.place(101, 100)
    fork = forks(room, stack_with_limit(STACK, 700))[101]
    assert (fork.recorded, fork.unchanged, fork.changed) == (WAITING, COMPLETED, COMPLETED)
    assert fork.deviates
    assert not fork.is_otherwise


def test_an_order_without_an_amount_waits_in_both():
    room = Room()
    room.put('{"id": 7}')
    fork = forks(room, stack_with_limit(STACK, 700))[7]
    assert (fork.amount, fork.unchanged, fork.changed) == (None, WAITING, WAITING)


def test_fields_of_the_recorded_detail_are_kept(room):
    room.put('{"id": 8, "amount": 900, "vip": true}')
    definition = STACK.machine.definition | {"StartAt": "Vip"}
    vip = {"Variable": "$.detail.vip", "BooleanEquals": True, "Next": "Payment Succeeded"}
    has = {"Variable": "$.detail.vip", "IsPresent": True}
    states = {"Vip": {"Type": "Choice", "Default": "isFraud"}} | definition["States"]
    states["Vip"]["Choices"] = [
        {"And": [has, {k: vip[k] for k in vip if k != "Next"}], "Next": vip["Next"]}
    ]
    changed = stack_with_definition(STACK, json.dumps(definition | {"States": states}))
    outcomes = {order: fork.changed for order, fork in forks(room, changed).items()}
    assert (outcomes[8], outcomes[104]) == (COMPLETED, CANCELLED)


def test_orders_without_their_beginning_are_left_out_and_counted(room):
    room.put('{"id": 9}', "PaymentFailed", "payment-service")
    kept = recorded(room)
    assert (len(kept.created), kept.lacking, kept.in_all) == (4, 1, 5)


def test_only_the_newest_orders_are_run(room):
    kept = recorded(room, 2)
    assert set(kept.outcomes) == {103, 104}
    assert kept.in_all == 4


def test_the_world_shown_is_left_alone(room):
    before = list(all_news(room.backend).log)
    what_if(recorded(room), STACK, stack_with_limit(STACK, 700))
    assert list(all_news(room.backend).log) == before
    assert room.model.changes() == ()


def test_an_experiment_reports_its_progress(room, monkeypatch):
    monkeypatch.setattr(replay, "CHUNK", 1)
    said = []
    what_if(recorded(room), STACK, STACK, said.append)
    assert said == sorted(said)
    assert (said[0], said[-1]) == (0, 1)


def test_rules_that_go_round_in_a_circle_are_stopped(room, monkeypatch):
    monkeypatch.setattr(replay, "STEPS_AN_ORDER", 50)
    rules = [rule.to_json() for rule in STACK.rules]
    rules[1]["EventPattern"] = json.dumps({"source": ["order-service"]})
    with pytest.raises(InvalidRequest, match="come to an end"):
        what_if(recorded(room), STACK, stack_with_rules(STACK, json.dumps(rules)))


def test_nothing_recorded_is_nothing_run():
    assert what_if(recorded(Room()), STACK, STACK).forks == ()
    assert view_of((), STACK) is None


def test_one_order_can_be_seen_as_it_would_have_been(room):
    created = [r for r in recorded(room).created if r.event.detail["id"] == 103]
    view = view_of(created, stack_with_limit(STACK, 700))
    assert view.row.outcome is COMPLETED
    assert "600 > 700 is false" in view.path.choices[0].sentence


def test_a_definition_without_a_limit_says_so():
    states = {"Go": {"Type": "Succeed"}}
    stack = stack_with_definition(STACK, json.dumps({"StartAt": "Go", "States": states}))
    with pytest.raises(InvalidDefinition, match="compares the amount"):
        stack_with_limit(stack, 5)


BAD_RULES = {
    "not json": ("[", "not JSON"),
    "no array": ("{}", "JSON array"),
    "no object": ("[1]", r"\[0\]: A rule"),
    "no name": ("[{}]", r"\[0\]: A rule"),
    "no target": ('[{"Name": "a"}]', "a: Its Target"),
    "no such target": ('[{"Name": "a", "Target": {"Name": "b"}}]', "a: Its Target"),
    "no pattern": ('[{"Name": "a", "Target": {"Name": "eda-demo-all"}}]', "a: It has no"),
    "bad pattern": (
        '[{"Name": "a", "Target": {"Name": "eda-demo-all"}, "EventPattern": {"source": 5}}]',
        "a: ",
    ),
    "too many": (json.dumps([{}] * 301), "at most 300"),
    "deep": ("[" * 100_000, "not JSON"),
}


@pytest.mark.parametrize("case", BAD_RULES)
def test_rules_that_cannot_be_say_why(case):
    text, reason = BAD_RULES[case]
    with pytest.raises(InvalidPattern, match=reason):
        stack_with_rules(STACK, text)


def test_two_rules_of_one_name_are_refused():
    rule = STACK.rules[0].to_json()
    with pytest.raises(InvalidPattern, match="two rules"):
        stack_with_rules(STACK, json.dumps([rule, rule]))


def test_the_rules_of_a_stack_can_be_given_back():
    text = json.dumps([rule.to_json() for rule in STACK.rules])
    assert [r.name for r in stack_with_rules(STACK, text).rules] == [r.name for r in STACK.rules]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["Name", "Target", "EventPattern", "State", "DeadLetters", "x"]),
                inner,
            )
        ),
    )
)
def test_any_json_is_refused_with_a_sentence(value):
    with suppress(EdaError):
        assert stack_with_rules(STACK, json.dumps([value])).rules


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"Variable": "$.detail.amount", "NumericGreaterThan": 500}, "amount > 500"),
        ({"Variable": "$.detail.amount", "NumericLessThanEquals": 2.5}, "amount ≤ 2.5"),
        ({"Condition": "{% $states.input.detail.amount >= 500 %}"}, "amount ≥ 500"),
        ({"Variable": "$.detail.id", "NumericGreaterThan": 500}, None),
        ({"Variable": "$.detail.amount", "NumericGreaterThan": True}, None),
        ({"Variable": "$.detail.amount", "NumericGreaterThanPath": "$.limit"}, None),
        ({"Condition": "{% amount >= 500 and true %}"}, None),
        ("nonsense", None),
    ],
)
def test_the_limit_is_read_from_the_definition(rule, words):
    limit = limit_of({"States": {"a": {"Choices": [rule]}}})
    assert (limit.words if limit else None) == words


@pytest.mark.parametrize(
    "definition", [{}, {"States": 5}, {"States": {"a": 5}}, {"States": {"a": {"Choices": 5}}}]
)
def test_a_definition_of_any_shape_can_be_asked_for_its_limit(definition):
    assert limit_of(definition) is None


def test_a_jsonata_limit_can_be_changed():
    condition = "{% $states.input.detail.amount > 500 %}"
    definition = {
        "QueryLanguage": "JSONata",
        "StartAt": "a",
        "States": {
            "a": {
                "Type": "Choice",
                "Choices": [{"Condition": condition, "Next": "b"}],
                "Default": "b",
            },
            "b": {"Type": "Succeed"},
        },
    }
    stack = stack_with_limit(stack_with_definition(STACK, json.dumps(definition)), 700)
    assert limit_of(stack.machine.definition).value == 700


def test_every_order_is_counted_once(room):
    room.place(101, 900)
    counts = Counter(fork.order for fork in what_if(recorded(room), STACK, STACK).forks)
    assert set(counts.values()) == {1}
