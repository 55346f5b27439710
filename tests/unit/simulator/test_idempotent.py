"""The switch of Update Order: what a duplicated payment event does, and what it does not."""

import json

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.read_model.expected_next import OrderProgress
from eda_core.stack.demo_orders import demo_orders
from tests.news import all_news
from tests.rooms import Room

UPDATE_RULE = "order-service-filtering-payments"


@pytest.fixture
def room():
    room = Room()
    room.editor.set_idempotent(True)
    return room


def test_the_switch_is_a_change_of_the_stack(room):
    room.editor.set_idempotent(False)
    changes = [(change.what, change.idempotent) for change in all_news(room.backend).changes]
    assert changes == [("Update Order idempotent", True), ("Update Order not idempotent", False)]


def test_a_duplicate_publishes_once(room):
    room.backend.faults.arm(Fault(FaultKind.DUPLICATE, UPDATE_RULE))
    room.place(101)
    assert room.kinds(101) == ["OrderCreated", "PaymentSucceeded", "OrderCompleted"]


def test_without_the_switch_a_duplicate_publishes_twice(room):
    room.editor.set_idempotent(False)
    room.backend.faults.arm(Fault(FaultKind.DUPLICATE, UPDATE_RULE))
    room.place(101)
    assert room.kinds(101).count("OrderCompleted") == 2


def test_an_event_that_could_not_be_published_is_published_by_the_next_attempt(room):
    room.backend.faults.arm(Fault(FaultKind.DUPLICATE, UPDATE_RULE))
    room.place(101, seconds=0.3)
    room.backend.faults.arm(Fault(FaultKind.PUBLISH_THROTTLED, "order-service"))
    room.let_pass(180)
    assert room.kinds(101).count("OrderCompleted") == 1
    assert [item["status"] for item in room.backend.orders.history(101)] == [
        "OrderCreated",
        "OrderCompleted",
    ]


def test_a_task_that_invokes_update_order_goes_by_the_switch(room):
    invoke = {
        "Type": "Task",
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:eda-demo-update-order",
        "Parameters": {
            "id": "same",
            "detail-type": "PaymentFailed",
            "detail": {"id.$": "$.detail.id"},
        },
        "ResultPath": None,
    }
    states = {"One": invoke | {"Next": "Two"}, "Two": invoke | {"End": True}}
    room.editor.put_definition(json.dumps({"StartAt": "One", "States": states}))
    room.place(101)
    assert room.kinds(101) == ["OrderCreated", "OrderCancelled"]


@pytest.mark.unmeasured
def test_with_the_switch_on_a_run_without_faults_raises_no_alarm(room):
    for order in demo_orders(1, 1_000, 0.3, 0):
        room.backend.api.place(order.to_body())
        room.now_ms += 5
    room.let_pass(60)
    found = {room.order(n).expected_next(room.now_ms).progress for n in range(1, 1_001)}
    assert found == {OrderProgress.DONE}


def test_with_the_switch_on_a_duplicated_payment_is_told_and_raises_no_alarm(room):
    room.backend.faults.arm(Fault(FaultKind.DUPLICATE, UPDATE_RULE, None, share=0.5))
    for order_id in range(101, 201):
        room.place(order_id)
    found = {room.order(n).expected_next(room.now_ms).progress for n in range(101, 201)}
    assert found == {OrderProgress.DONE, OrderProgress.IGNORED}


def test_with_the_switch_on_a_throttled_publisher_is_still_seen(room):
    room.place(101, seconds=0)
    room.backend.faults.arm(Fault(FaultKind.PUBLISH_THROTTLED, "order-service"))
    room.let_pass(30)
    assert room.order(101).expected_next(room.now_ms).progress is OrderProgress.RETRYING


def test_a_switch_that_stands_so_already_is_no_change(room):
    before = len(all_news(room.backend).changes)
    room.editor.set_idempotent(room.world.stack.idempotent)
    assert len(all_news(room.backend).changes) == before
