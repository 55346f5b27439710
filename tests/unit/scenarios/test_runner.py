"""Scenarios run: each of the project's is met, and a change fails the right one with its words."""

import json
from dataclasses import replace

import pytest

from eda_core.domain.errors import InvalidScenario
from eda_core.domain.events import epoch_ms
from eda_core.domain.settings import BusKind
from eda_core.read_model import ReadModel
from eda_core.scenarios.runner import JumpingClock, ScenarioRun, simulate
from eda_core.scenarios.scenario import bundled, scenario_from
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from eda_core.stack.amount_limit import stack_with_limit

STACK = demo_stack()
STACKS = {kind: demo_stack(kind) for kind in BusKind}
ALL = [scenario for scenario in bundled() if scenario.bus is None]
ON_A_BUS = [
    (scenario, kind) for scenario in bundled() for kind in BusKind if scenario.bus in (None, kind)
]
GOOD = {"order": {"id": 101, "amount": 100}}


def made(do, expect):
    return scenario_from(json.dumps({"version": 1, "title": "t", "do": do, "expect": expect}))


def sentence(do, *expect, stack=STACK):
    return simulate(made(do, list(expect)), stack).sentence


@pytest.mark.parametrize(
    ("scenario", "kind"), ON_A_BUS, ids=lambda each: getattr(each, "title", each)
)
def test_a_scenario_of_the_project_is_met_on_each_kind_of_bus_it_is_for(scenario, kind):
    assert simulate(scenario, STACKS[kind], seed=7).sentence == ""


def test_a_scenario_for_the_other_kind_of_bus_is_refused():
    scenario = next(each for each in bundled() if each.bus is BusKind.CUSTOM)
    with pytest.raises(InvalidScenario, match="bus: It needs a custom bus"):
        simulate(scenario, STACK)


def test_a_classic_bus_has_no_subscribers_to_pause():
    do = [{"subscriber": {"name": "notification-service", "running": False}}]
    with pytest.raises(InvalidScenario, match="Only a custom bus has subscribers"):
        simulate(made(do, [{"totals": {"orders": 0}}]), STACK)


def test_a_changed_limit_fails_exactly_the_right_scenario_with_the_right_sentence():
    stack = stack_with_limit(STACK, 400)
    said = {each.title: simulate(each, stack).sentence for each in ALL}
    assert {title: words for title, words in said.items() if words} == {
        "Exactly the limit": "Order 103 (500) is cancelled, not completed. Why: in isFraud, amount "
        "500 > 400 is true, so the payment failed. The workflow itself succeeded."
    }


def test_one_rule_switched_off_fails_what_needs_it_by_its_name():
    rules = tuple(
        replace(rule, enabled=rule.name != "order-service-filtering-payments")
        for rule in STACK.rules
    )
    said = simulate(ALL[1], replace(STACK, rules=rules)).sentence
    assert said.startswith("Order 102 (900) is stuck, not cancelled. Stuck: no rule took Payment")


DO = [{"arm": {"kind": "duplicate", "where": "order-service-filtering-payments"}}, GOOD]


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"order": 101, "events": ["OrderCreated"]}, "has PaymentSucceeded and OrderCompleted"),
        ({"order": 101, "path": ["isFraud"]}, "took isFraud → Payment Succeeded → Notify"),
        ({"order": 101, "execution": "FAILED"}, "has the execution status SUCCEEDED, not FAILED"),
        ({"order": 101, "rules": {"OrderCreated": []}}, "cw-catch-all took OrderCreated of"),
        ({"order": 101, "rules": {"OrderLost": []}}, "has no OrderLost to look at"),
        ({"order": 101, "taken": 8}, "10 of 16 cells of Order 101 (100) are taken, not 8"),
        (
            {"order": 101, "delivery": {"event": "PaymentSucceeded", "times": 1,
                                        "rule": "order-service-filtering-payments"}},
            "by order-service-filtering-payments twice, not once",
        ),
        ({"order": 101, "notified": 3}, "had 4 messages to the customer, not 3"),
        ({"order": 101, "progress": "done"}, "is duplicate, not done"),
        ({"order": 101, "says": "a miracle"}, "Nothing says “a miracle” of Order 101"),
        ({"totals": {"events": 3}}, "Events: 4, not 3."),
        ({"totals": {"orders": {"at_least": 2}}}, "Orders: 1, not at least 2."),
        ({"stack": {"limit": 400}}, "It is not so that the limit is 400: it is 500."),
        ({"stack": {"limit": 1234567.5}}, "It is not so that the limit is 1234567.5: it is 500."),
        ({"order": {"amount": 1234567.5}, "outcome": "cancelled"}, "An order of 1234567.5 has not"),
        ({"stack": {"rules": {"cw-catch-all": "off"}}}, "cw-catch-all is disabled: it is enabled."),
        ({"stack": {"idempotent": True}}, "It is not so that Update Order is idempotent."),
        ({"order": "over the limit", "outcome": "cancelled"}, "An order over the limit has not"),
        ({"twins": [101, "over the limit"]}, "An order over the limit to compare has not come."),
    ],
)  # fmt: skip
def test_what_went_otherwise_is_one_sentence(expected, words):
    assert words in sentence(DO, expected)


def test_a_subscriber_stands_as_its_page_calls_it():
    expected = {"stack": {"rules": {"notification-service": "off"}}}
    said = sentence(DO, expected, stack=STACKS[BusKind.CUSTOM])
    assert said == "It is not so that notification-service is paused: it is running."


def test_a_definition_may_have_no_limit():
    definition = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
    said = sentence([{"definition": definition}], {"stack": {"limit": 500}})
    assert said == "It is not so that the limit is 500: there is none."


def test_a_moment_may_be_looked_at():
    do = [{"arm": {"kind": "drop", "where": "payment-service-filtering-orders"}}, GOOD]
    looks = [(1, "waiting"), (3, "late"), (11, "overdue")]
    expect = [{"at": at, "order": 101, "progress": word} for at, word in looks]
    assert sentence(do, *expect) == ""
    assert "is overdue, not done" in sentence(do, {"order": 101, "progress": "done"})


def test_a_dead_letter_is_sent_again_at_its_time():
    do = [
        {"arm": {"kind": "target throws", "where": "eda-demo-update-order", "next_n": 3}},
        GOOD,
        {"at": 600, "redrive": True},
    ]
    stuck = {"at": 590, "order": 101, "outcome": "stuck", "progress": "dead-lettered"}
    ended = {"order": 101, "outcome": "completed", "says": "sent again"}
    assert sentence(do, stuck, ended) == ""


def test_changes_apply_from_their_time_on():
    over = {"id": 102, "amount": 450}
    do = [{"order": {"id": 101, "amount": 450}}, {"at": 5, "limit": 400}, {"at": 6, "order": over}]
    expect = [
        {"order": 101, "outcome": "completed"},
        {"order": 102, "outcome": "cancelled"},
        {"twins": [101, 102], "says": "Same until isFraud"},
        {"stack": {"limit": 400}},
    ]
    assert sentence(do, *expect) == ""


def test_events_that_go_round_for_ever_come_to_an_end():
    echo = {
        "name": "echo",
        "pattern": {"source": ["order-service"]},
        "target": "eda-demo-update-order",
    }
    said = sentence([{"rule": echo}, GOOD], {"order": 101, "progress": "done"})
    assert said


def test_what_is_refused_names_the_place():
    twice = [{"rule": {"name": "none", "enabled": True}}]
    with pytest.raises(InvalidScenario, match=r"do\[0\].rule: Rule none does not exist"):
        simulate(made(twice, []), STACK)


def backend_of_world():
    clock = JumpingClock(epoch_ms("2026-01-01T00:00:00Z"))
    return simulated_backend(World(STACK, clock.now_ms()), clock.now_ms), clock


def test_a_world_that_takes_no_faults_refuses_before_anything_is_done():
    backend, clock = backend_of_world()
    model = ReadModel(replace(backend, faults=None), STACK)
    with pytest.raises(InvalidScenario, match=r"do\[0\].arm: Simulator cannot do this"):
        ScenarioRun(made(DO, []), replace(backend, faults=None), model, clock).run()
    model.refresh()
    assert model.totals().orders == 0


def test_in_a_world_with_orders_the_numbers_are_others():
    backend, clock = backend_of_world()
    backend.api.place('{"id": 101, "amount": 900}')
    model = ReadModel(backend, STACK)
    run = ScenarioRun(ALL[0], backend, model, clock, lambda: 777)
    assert run.run().sentence == ""
    assert model.order(777).row.amount == 100
