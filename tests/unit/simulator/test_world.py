"""The simulated world: one seed, one log; and what becomes of odd events."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.domain.deliveries import DeliveryStep
from eda_core.simulator.chance import INSTANT
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.examples import examples

START_MS = 1_769_860_800_000
STACK = demo_stack()


@pytest.fixture
def world():
    return World(STACK, START_MS, seed=7)


def put(world, source="order-service", detail_type="OrderCreated", **entry):
    given = {"Source": source, "DetailType": detail_type, "Detail": '{"id": 7}'} | entry
    (result,) = world.put_events([given])
    world.run_to_end()
    return result


def bytes_of(world):
    world.run_to_end()
    return "\n".join(record.text for record in world.log)


scripts = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 20), st.sampled_from([100, 500, 501, "600"])),
    max_size=12,
)


def played(script, seed, stops):
    """The log of a script, with the clock stopped for a look at these times in between."""
    world, now_ms = World(STACK, START_MS, seed), START_MS
    for wait_ms, order_id, amount in script:
        for stop in stops:
            world.advance(now_ms + min(wait_ms, stop))
        now_ms += wait_ms
        world.advance(now_ms)
        world.place(json.dumps({"id": order_id, "amount": amount}))
    return bytes_of(world)


@given(scripts, st.integers(0, 99), st.lists(st.integers(0, 500), max_size=3).map(sorted))
@settings(max_examples=examples(60))
def test_one_seed_and_one_script_give_one_log_however_often_somebody_looks(script, seed, stops):
    assert played(script, seed, stops) == played(script, seed, [])


def test_without_latency_all_happens_at_once():
    world = World(STACK, START_MS, latencies=INSTANT)
    world.place('{"id": 101, "amount": 900}')
    world.advance(START_MS)
    assert [record.event.detail_type for record in world.log] == [
        "OrderCreated",
        "PaymentFailed",
        "OrderCancelled",
    ]


def test_nothing_happens_while_nobody_advances_the_world(world):
    world.place('{"id": 101, "amount": 100}')
    assert world.log == []


def test_an_event_has_one_id_for_all_rules(world):
    world.place('{"id": 101, "amount": 100}')
    world.run_to_end()
    assert len({record.event.id for record in world.log}) == len(world.log) == 3


def test_an_entry_for_another_bus_gets_an_id_and_goes_nowhere(world):
    assert put(world, EventBusName="elsewhere").event_id
    assert world.log == []


def test_an_entry_may_name_its_time_and_resources(world):
    put(world, "my-service", Time="2020-01-01T00:00:00Z", Resources=["arn:mine"])
    event = world.log[0].event
    assert (event.time, event.resources) == ("2020-01-01T00:00:00Z", ("arn:mine",))


def test_a_payment_event_names_machine_and_execution(world):
    world.place('{"id": 101, "amount": 100}')
    world.run_to_end()
    (payment,) = (r.event for r in world.log if r.event.source == "payment-service")
    machine, execution = payment.resources
    assert machine.endswith(":stateMachine:eda-demo-payment-service")
    assert execution.startswith(machine.replace(":stateMachine:", ":execution:"))


def test_a_text_amount_put_on_the_bus_is_approved(world):
    put(world, Detail='{"id": 7, "amount": "600"}')
    assert "PaymentSucceeded" in {record.event.detail_type for record in world.log}


def test_an_order_without_amount_fails_its_execution(world):
    put(world)
    (execution,) = world.payments.failed
    assert execution.error == "States.Runtime"
    assert "Invalid path '$.detail.amount'" in execution.cause


def test_an_order_without_id_fails_at_publishing(world):
    put(world, Detail='{"amount": 100}')
    (execution,) = world.payments.failed
    assert execution.path_taken[-1] == "Notify EventBus"


def steps(world, target):
    return [r for r in world.deliveries.read_after(0) if r.target == target]


def test_a_function_that_raises_is_run_again_after_one_and_two_minutes(world):
    put(world, "payment-service", "PaymentFailed")
    failures = [r for r in steps(world, "eda-demo-update-order") if r.reason]
    times = [(record.step, record.at_ms - failures[0].at_ms) for record in failures]
    assert times == [
        (DeliveryStep.FUNCTION_ERROR, 0),
        (DeliveryStep.FUNCTION_ERROR, 60_000),
        (DeliveryStep.FUNCTION_ERROR, 180_000),
        (DeliveryStep.FUNCTION_DLQ, 180_000),
    ]
    assert failures[0].reason == "Unknown order: 7"


def test_a_function_that_recovers_is_noted_as_such(world):
    world.put_events(
        [{"Source": "payment-service", "DetailType": "PaymentFailed", "Detail": '{"id": 101}'}]
    )
    world.advance(START_MS + 30_000)
    world.place('{"id": 101, "amount": 100}')
    world.run_to_end()
    done = [r.step for r in steps(world, "eda-demo-update-order")]
    assert DeliveryStep.FUNCTION_SUCCESS in done
    assert DeliveryStep.FUNCTION_DLQ not in done


def test_a_rule_without_a_dead_letter_queue_drops():
    rules = tuple(replace(rule, dead_letters=False) for rule in STACK.rules)
    world = World(replace(STACK, rules=rules), START_MS, seed=7)
    put(world, "payment-service", "PaymentFailed")
    assert steps(world, "eda-demo-update-order")[-1].step is DeliveryStep.FUNCTION_FAILURE


def test_every_delivery_that_goes_well_is_matched_and_taken(world):
    world.place('{"id": 101, "amount": 100}')
    world.run_to_end()
    counts = Counter(record.step for record in world.deliveries.read_after(0))
    assert counts == {DeliveryStep.RULE_MATCH: 8, DeliveryStep.INVOCATION_SUCCESS: 8}


def test_an_event_no_rule_takes_is_noted():
    world = World(replace(STACK, rules=STACK.rules[1:]), START_MS, seed=7)
    put(world, "somebody-else")
    (record,) = world.deliveries.read_after(0)
    assert record.step is DeliveryStep.NO_STANDARD_RULES_MATCHED


def test_an_input_too_large_for_an_execution_is_a_dead_letter(world):
    put(world, Detail=json.dumps({"id": 7, "text": "x" * 300_000}))
    failed = steps(world, "eda-demo-payment-service")
    assert [record.step for record in failed] == [
        DeliveryStep.RULE_MATCH,
        DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE,
        DeliveryStep.INVOCATION_DLQ,
    ]


@pytest.mark.parametrize("detail", ['{"id": "A7"}', '{"id": [1]}', "{}"])
def test_a_payment_with_an_odd_id_is_a_dead_letter(world, detail):
    put(world, "payment-service", "PaymentFailed", Detail=detail)
    assert steps(world, "eda-demo-update-order")[-1].step is DeliveryStep.FUNCTION_DLQ
    assert len(world.notifications) == 1


def test_an_event_beyond_judging_is_noted_and_breaks_nothing(world):
    nested = '{"a":' * 600 + "1" + "}" * 600
    put(world, Detail=nested)
    world.place('{"id": 101, "amount": 100}')
    world.run_to_end()
    assert {record.event.detail.get("id") for record in world.log} >= {101}


deep_or_odd = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["id", "amount", "x"]), deep_or_odd), st.booleans())
@settings(max_examples=examples(60))
def test_any_detail_leaves_the_world_running(detail, payment):
    world = World(STACK, START_MS, seed=7)
    source, kind = ("payment-service", "PaymentFailed") if payment else ("order-service",) * 2
    put(world, source, kind, Detail=json.dumps(detail))
    put(world, Detail=json.dumps(detail))
    assert len(world.log) >= 2
