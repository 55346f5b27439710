"""Expected-next names each fault by its effect: it never sees what was armed."""

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.settings import BusKind
from eda_core.read_model.expected_next import OrderProgress
from eda_core.stack.demo_orders import demo_orders
from tests.examples import examples
from tests.rooms import Room

PAYMENT_RULE = "payment-service-filtering-orders"
UPDATE_RULE = "order-service-filtering-payments"
MAIL_RULE = "notification-service"
UPDATE_ORDER = "eda-demo-update-order"
MINUTES = 60


@pytest.fixture
def room():
    return Room()


def next_for(room, order_id=101):
    return room.order(order_id).expected_next(room.now_ms)


def broken(room, *fault, seconds=30, **when):
    """Place an order with a fault armed and let time pass; what should come next, then?"""
    room.backend.faults.arm(Fault(*fault, **when))
    room.place(101, 100, seconds)
    return next_for(room)


def test_an_order_just_created_waits_for_its_payment(room):
    room.place(101, 100, seconds=0.09)
    found = next_for(room)
    assert found.progress is OrderProgress.WAITING
    assert found.sentence == "OrderCreated came; a payment event should come next"


def test_an_order_that_ended_expects_nothing(room):
    room.place(101, 100)
    assert next_for(room).progress is OrderProgress.DONE


@pytest.mark.parametrize(
    ("rule", "brings"), [(PAYMENT_RULE, "no payment"), (UPDATE_RULE, "OrderC")]
)
def test_a_dropped_delivery_is_late_and_never_comes(room, rule, brings):
    found = broken(room, FaultKind.DROP, rule)
    assert found.progress is OrderProgress.OVERDUE
    assert brings in found.sentence
    assert "lost or slow" in found.sentence


def test_a_dropped_mail_is_late(room):
    found = broken(room, FaultKind.DROP, MAIL_RULE)
    assert (found.progress, MAIL_RULE in found.sentence) == (OrderProgress.LATE, True)


def test_an_event_the_log_lost_is_missed(room):
    room.backend.faults.arm(Fault(FaultKind.DROP, "cw-catch-all"))
    room.place(101, 100)
    assert next_for(room).progress is OrderProgress.INCOMPLETE


def test_a_duplicate_is_named(room):
    found = broken(room, FaultKind.DUPLICATE, UPDATE_RULE)
    assert found.progress is OrderProgress.DUPLICATE
    assert found.sentence == "OrderCompleted came 2 times"


@pytest.mark.parametrize(
    "fault", [(FaultKind.DELAY, UPDATE_RULE), (FaultKind.TARGET_SLOW, UPDATE_ORDER)]
)
def test_what_is_slow_is_late_on_the_way_and_after(room, fault):
    on_the_way = broken(room, *fault, seconds=4, delay_ms=6_000)
    assert on_the_way.progress is OrderProgress.LATE
    assert UPDATE_ORDER in on_the_way.sentence
    room.let_pass(30)
    after = next_for(room)
    assert after.progress is OrderProgress.LATE
    assert "OrderCompleted came" in after.sentence


def test_what_overtakes_is_out_of_order(room):
    found = broken(room, FaultKind.DELAY, "cw-catch-all", delay_ms=3_000)
    assert found.progress is OrderProgress.OUT_OF_ORDER
    assert found.sentence.endswith("was logged before OrderCreated")


def test_a_disabled_rule_leaves_the_order_stuck(room):
    found = broken(room, FaultKind.RULE_DISABLED, PAYMENT_RULE)
    assert found.progress is OrderProgress.STUCK
    assert found.sentence.startswith("no rule took OrderCreated to eda-demo-payment-service")


def test_a_rule_switched_off_leaves_the_order_stuck(room):
    room.editor.set_rule_enabled(PAYMENT_RULE, False)
    room.place(101, 100)
    assert next_for(room).progress is OrderProgress.STUCK


def test_what_a_bus_kept_for_a_paused_subscriber_is_not_late_once_it_is_on_its_way():
    room, name = Room(bus=BusKind.CUSTOM), "order-service-filtering-payments"
    room.backend.subscribers.set_running(name, False)
    room.place(101, seconds=12)
    room.backend.subscribers.set_running(name, True)
    for _ in range(5):
        room.let_pass(0.02)
        assert next_for(room).progress is OrderProgress.WAITING


def test_a_target_that_throws_is_tried_again(room):
    found = broken(room, FaultKind.TARGET_THROWS, UPDATE_ORDER)
    assert found.progress is OrderProgress.RETRYING
    assert UPDATE_ORDER in found.sentence
    room.let_pass(5 * MINUTES)
    assert "OrderCompleted came" in next_for(room).sentence


def test_a_target_that_always_throws_ends_in_a_dead_letter(room):
    found = broken(room, FaultKind.TARGET_THROWS, UPDATE_ORDER, next_n=9, seconds=10 * MINUTES)
    assert found.progress is OrderProgress.DEAD_LETTER
    assert "nothing more will come" in found.sentence


def test_a_state_machine_that_cannot_be_started_is_tried_again(room):
    target = "eda-demo-payment-service"
    found = broken(room, FaultKind.TARGET_THROWS, target, next_n=99)
    assert (found.progress, target in found.sentence) == (OrderProgress.RETRYING, True)


def test_a_throttled_publisher_is_tried_again(room):
    room.place(101, 100, seconds=0)
    room.backend.faults.arm(Fault(FaultKind.PUBLISH_THROTTLED, "order-service"))
    room.let_pass(30)
    found = next_for(room)
    assert (found.progress, "Rate exceeded" in found.sentence) == (OrderProgress.RETRYING, True)


def test_a_customer_not_told_is_said_so(room):
    found = broken(room, FaultKind.TOPIC_UNAVAILABLE, next_n=99)
    assert found.progress is OrderProgress.RETRYING
    assert "eda-demo-notification" in found.sentence


def test_a_failed_execution_leaves_the_order_stuck(room):
    room.put('{"id": 101}')
    found = next_for(room)
    assert (found.progress, "States.Runtime" in found.sentence) == (OrderProgress.STUCK, True)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ((FaultKind.TASK_FAILS, "Notify EventBus"), "States.TaskFailed"),
        ((FaultKind.PUBLISH_THROTTLED, "payment-service"), "EventBridge.FailedEntry"),
    ],
)
def test_a_task_that_fails_leaves_the_order_stuck(room, fault, error):
    found = broken(room, *fault)
    assert (found.progress, error in found.sentence) == (OrderProgress.STUCK, True)


def test_a_reordered_log_is_out_of_order(room):
    fault = Fault(FaultKind.REORDER, "cw-catch-all", None, share=0.5, delay_ms=3_000)
    room.backend.faults.arm(fault)
    for order in range(101, 141):
        room.place(order, 100)
    assert OrderProgress.OUT_OF_ORDER in {next_for(room, n).progress for n in range(101, 141)}


def test_a_payment_of_nobodys_order_is_unknown(room):
    room.put('{"id": 101}', "PaymentFailed", "payment-service")
    assert next_for(room).progress is OrderProgress.UNKNOWN


@pytest.mark.unmeasured
def test_a_run_without_faults_raises_no_alarm():
    room = Room()
    orders = examples(10_000)
    for order in demo_orders(1, orders, 0.3, 0):
        room.backend.api.place(order.to_body())
        room.now_ms += 5
    room.let_pass(60)
    found = {next_for(room, order).progress for order in range(1, orders + 1)}
    assert found == {OrderProgress.DONE}
