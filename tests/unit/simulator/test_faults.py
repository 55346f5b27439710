"""Faults by choice: each does what its name says, as often as it was armed for."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.faults import Fault, FaultKind
from eda_core.simulator.armed_faults import MOST_ARMED
from eda_core.simulator.world import World
from eda_core.stack import demo_stack, fault_places
from tests.examples import examples

START_MS = 1_769_860_800_000
STACK = demo_stack()
PAYMENT_RULE = "payment-service-filtering-orders"
UPDATE_RULE = "order-service-filtering-payments"
UPDATE_ORDER = "eda-demo-update-order"


@pytest.fixture
def world():
    return World(STACK, START_MS, seed=7)


def place(world, order_id=101, amount=100):
    answer = world.place(json.dumps({"id": order_id, "amount": amount}))
    world.run_to_end()
    return answer


def kinds(world, order_id=101):
    return [r.event.detail_type for r in world.log if r.event.detail.get("id") == order_id]


def steps(world):
    return [record.step for record in world.deliveries.read_after(0)]


def test_a_dropped_delivery_is_matched_and_never_arrives(world):
    world.faults.arm(Fault(FaultKind.DROP, PAYMENT_RULE))
    place(world)
    assert kinds(world) == ["OrderCreated"]
    assert steps(world).count(DeliveryStep.RULE_MATCH) == 3
    assert steps(world).count(DeliveryStep.INVOCATION_SUCCESS) == 2


def test_a_duplicated_delivery_arrives_twice(world):
    world.faults.arm(Fault(FaultKind.DUPLICATE, UPDATE_RULE))
    place(world)
    assert kinds(world).count("OrderCompleted") == 2


def test_a_delayed_delivery_arrives_so_much_later(world):
    calm = World(STACK, START_MS, seed=7)
    world.faults.arm(Fault(FaultKind.DELAY, UPDATE_RULE, delay_ms=9_000))
    place(world)
    place(calm)
    assert world.log[-1].ingested_ms - calm.log[-1].ingested_ms == 9_000


def test_a_slow_target_takes_so_much_longer(world):
    calm = World(STACK, START_MS, seed=7)
    world.faults.arm(Fault(FaultKind.TARGET_SLOW, UPDATE_ORDER, delay_ms=9_000))
    place(world)
    place(calm)
    assert world.log[-1].ingested_ms - calm.log[-1].ingested_ms == 9_000


def test_a_reordered_delivery_may_overtake(world):
    world.faults.arm(Fault(FaultKind.REORDER, "cw-catch-all", None, share=0.5, delay_ms=5_000))
    for order_id in range(101, 121):
        place(world, order_id)
    first = {order_id: kinds(world, order_id)[0] for order_id in range(101, 121)}
    assert set(first.values()) > {"OrderCreated"}


def test_a_disabled_rule_matches_nothing(world):
    world.faults.arm(Fault(FaultKind.RULE_DISABLED, PAYMENT_RULE))
    place(world)
    assert steps(world).count(DeliveryStep.RULE_MATCH) == 2
    assert kinds(world) == ["OrderCreated"]


def test_a_function_that_throws_is_run_again(world):
    world.faults.arm(Fault(FaultKind.TARGET_THROWS, UPDATE_ORDER))
    place(world)
    assert DeliveryStep.FUNCTION_ERROR in steps(world)
    assert kinds(world)[-1] == "OrderCompleted"


def test_another_target_that_throws_is_tried_again_by_the_bus(world):
    world.faults.arm(Fault(FaultKind.TARGET_THROWS, "eda-demo-payment-service", next_n=3))
    place(world)
    retried = steps(world).count(DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE)
    assert retried == 3
    assert kinds(world)[-1] == "OrderCompleted"


def test_a_throttled_api_answers_500_and_the_order_is_stored(world):
    world.faults.arm(Fault(FaultKind.PUBLISH_THROTTLED, "order-service"))
    answer = place(world)
    assert (answer.status, world.log) == (500, [])
    assert world.table.latest(101)["status"] == "OrderCreated"


def test_a_throttled_function_is_run_again(world):
    world.faults.arm(Fault(FaultKind.PUBLISH_THROTTLED, "order-service", order=101))
    world.faults.disarm()
    world.place('{"id": 101, "amount": 100}')
    world.faults.arm(Fault(FaultKind.PUBLISH_THROTTLED, "order-service"))
    world.run_to_end()
    assert len(world.table.history(101)) == 3
    assert kinds(world)[-1] == "OrderCompleted"


def test_a_task_that_fails_fails_its_execution(world):
    world.faults.arm(Fault(FaultKind.TASK_FAILS, "Notify EventBus", order=101))
    place(world)
    (execution,) = world.payments.failed
    assert execution.error == "States.TaskFailed"
    assert kinds(world) == ["OrderCreated"]


def test_a_throttled_payment_service_fails_its_execution(world):
    world.faults.arm(Fault(FaultKind.PUBLISH_THROTTLED, "payment-service"))
    place(world)
    (execution,) = world.payments.failed
    assert execution.error == "EventBridge.FailedEntry"
    assert "ThrottlingException" in execution.cause


def test_without_its_topic_the_customer_is_told_later(world):
    world.faults.arm(Fault(FaultKind.TOPIC_UNAVAILABLE))
    place(world)
    assert len(world.notifications) == 3
    assert steps(world).count(DeliveryStep.FUNCTION_ERROR) == 1


def test_a_fault_strikes_as_often_as_armed(world):
    world.faults.arm(Fault(FaultKind.DROP, PAYMENT_RULE, next_n=2))
    for order_id in (101, 102, 103):
        place(world, order_id)
    assert [len(kinds(world, order_id)) for order_id in (101, 102, 103)] == [1, 1, 3]
    assert world.faults.armed == ()


def test_a_fault_strikes_one_order_only(world):
    world.faults.arm(Fault(FaultKind.DROP, PAYMENT_RULE, order=102))
    place(world, 101)
    place(world, 102)
    assert (len(kinds(world, 101)), len(kinds(world, 102))) == (3, 1)


def test_a_fault_strikes_a_share(world):
    world.faults.arm(Fault(FaultKind.DROP, PAYMENT_RULE, None, share=0.3))
    for order_id in range(1, 301):
        place(world, order_id)
    hit = sum(len(kinds(world, order_id)) == 1 for order_id in range(1, 301))
    assert 60 <= hit <= 120
    assert len(world.faults.armed) == 1


def test_all_faults_are_disarmed_at_once(world):
    first = world.faults.arm(Fault(FaultKind.DROP))
    world.faults.arm(Fault(FaultKind.DELAY))
    world.faults.disarm(first)
    assert [armed.fault.kind for armed in world.faults.armed] == [FaultKind.DELAY]
    world.faults.disarm()
    assert world.faults.armed == ()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.DROP, next_n=0),
        Fault(FaultKind.DROP, next_n=None),
        Fault(FaultKind.DROP, next_n=1, share=0.5),
        Fault(FaultKind.DROP, next_n=None, share=1.5),
        Fault(FaultKind.DELAY, delay_ms=-1),
    ],
)
def test_a_fault_that_cannot_be_is_refused(world, fault):
    with pytest.raises(InvalidRequest):
        world.faults.arm(fault)


def test_so_many_faults_can_be_armed(world):
    for _ in range(MOST_ARMED):
        world.faults.arm(Fault(FaultKind.DROP))
    with pytest.raises(InvalidRequest, match="At most"):
        world.faults.arm(Fault(FaultKind.DROP))


faults = st.builds(
    Fault,
    kind=st.sampled_from(FaultKind),
    next_n=st.none(),
    share=st.sampled_from([0.2, 0.5, 1.0]),
    delay_ms=st.integers(0, 5_000),
)


def played(seed, armed, stops):
    world = World(STACK, START_MS, seed)
    for fault in armed:
        world.faults.arm(fault)
    for number in range(12):
        for stop in stops:
            world.advance(START_MS + number * 300 + min(stop, 299))
        world.advance(START_MS + number * 300 + 299)
        world.place(json.dumps({"id": number % 5 + 1, "amount": 90 * number}))
    world.scheduler.run(most=5_000)
    return [(record.ingested_ms, record.text) for record in world.log]


@given(st.integers(0, 9), st.lists(faults, max_size=4), st.lists(st.integers(0, 299), max_size=3))
@settings(max_examples=examples(200))
def test_faults_strike_alike_however_often_somebody_looks(seed, armed, stops):
    assert played(seed, armed, sorted(stops)) == played(seed, armed, [])


@pytest.mark.parametrize(
    ("kind", "where", "known"),
    [
        (FaultKind.DROP, "payment", PAYMENT_RULE),
        (FaultKind.DELAY, UPDATE_ORDER, UPDATE_RULE),
        (FaultKind.TARGET_SLOW, PAYMENT_RULE, UPDATE_ORDER),
        (FaultKind.TASK_FAILS, "isFraud", "Notify EventBus"),
        (FaultKind.PUBLISH_THROTTLED, "orders", "order-service"),
        (FaultKind.TOPIC_UNAVAILABLE, "topic", "eda-demo-order-notification"),
    ],
)
def test_a_fault_at_a_place_that_is_not_there_is_refused_with_those_that_are(
    world, kind, where, known
):
    with pytest.raises(InvalidRequest) as refusal:
        world.arm(Fault(kind, where))
    assert f'cannot strike at "{where}"; it can at: ' in str(refusal.value)
    assert known in str(refusal.value)
    assert world.faults.armed == ()


@pytest.mark.parametrize("kind", list(FaultKind))
def test_a_fault_may_strike_at_each_of_its_places_and_anywhere(world, kind):
    for where in ("", *fault_places(kind, STACK)):
        world.arm(Fault(kind, where))
