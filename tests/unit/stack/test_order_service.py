import pytest

from eda_core.simulator.table import OrdersTable
from eda_core.stack.order_service import create_order, update_order, update_order_once


class RecordingBus:
    def __init__(self):
        self.published = []

    def __call__(self, source, detail_type, detail):
        self.published.append((source, detail_type, detail))
        return f"event-{len(self.published)}"


@pytest.fixture
def items():
    return OrdersTable()


@pytest.fixture
def bus():
    return RecordingBus()


def at(time):
    return lambda: time


def payment(detail_type, order_id=101):
    return {"detail-type": detail_type, "detail": {"id": order_id}}


def test_a_good_order_is_accepted(items, bus):
    answer = create_order('{"id": 101, "amount": 100}', items, bus, at("T1"))
    order = {"id": 101, "amount": 100, "status": "OrderCreated", "timestamp": "T1"}
    assert answer == (202, {"order": order, "eventId": "event-1"})


def test_a_good_order_is_written_and_published(items, bus):
    create_order('{"id": 101, "amount": 100}', items, bus, at("T1"))
    assert items.latest(101)["status"] == "OrderCreated"
    assert bus.published == [("order-service", "OrderCreated", {"id": 101, "amount": 100})]


def test_a_refused_order_leaves_no_trace(items, bus):
    status, answer = create_order('{"id": 101, "amount": "600"}', items, bus, at("T1"))
    assert (status, answer) == (400, {"error": '`amount` must be a number, not "600".'})
    assert items.latest(101) is None
    assert bus.published == []


@pytest.mark.parametrize(
    ("said", "status"),
    [("PaymentSucceeded", "OrderCompleted"), ("PaymentFailed", "OrderCancelled")],
)
def test_a_payment_result_becomes_the_next_status(items, bus, said, status):
    create_order('{"id": 101, "amount": 100}', items, bus, at("T1"))
    update_order(payment(said), items, bus, at("T2"))
    assert [item["status"] for item in items.history(101)] == ["OrderCreated", status]
    assert bus.published[-1] == ("order-service", status, {"id": 101, "amount": 100})


def test_a_payment_delivered_twice_publishes_twice(items, bus):
    create_order('{"id": 101, "amount": 100}', items, bus, at("T1"))
    update_order(payment("PaymentFailed"), items, bus, at("T2"))
    update_order(payment("PaymentFailed"), items, bus, at("T3"))
    assert len(items.history(101)) == 3
    assert len(bus.published) == 3


def test_an_unknown_order_fails_the_invocation(items, bus):
    with pytest.raises(LookupError, match="Unknown order: 7"):
        update_order(payment("PaymentFailed", 7), items, bus, at("T2"))


def test_an_unknown_detail_type_fails_the_invocation(items, bus):
    with pytest.raises(ValueError, match="PaymentPending"):
        update_order(payment("PaymentPending"), items, bus, at("T2"))


class BusyBus(RecordingBus):
    """Refuses so many events before it takes any."""

    def __init__(self, refused):
        super().__init__()
        self.refused = refused

    def __call__(self, *event):
        if self.refused:
            self.refused -= 1
            raise ConnectionError("throttled")
        return super().__call__(*event)


def event(detail_type="PaymentFailed", event_id="p1"):
    return payment(detail_type) | {"id": event_id}


@pytest.fixture
def created(items):
    create_order('{"id": 101, "amount": 600}', items, RecordingBus(), at("T1"))
    return items


def test_update_order_once_does_what_update_order_does(created, bus):
    update_order_once(event(), created, bus, at("T2"))
    assert [item["status"] for item in created.history(101)] == ["OrderCreated", "OrderCancelled"]
    assert bus.published == [("order-service", "OrderCancelled", {"id": 101, "amount": 600})]


def test_update_order_once_says_what_an_item_comes_from(created, bus):
    update_order_once(event(), created, bus, at("T2"))
    item = created.latest(101)
    assert (item["paymentEventId"], item["publishedEventId"]) == ("p1", "event-1")


def test_a_payment_delivered_twice_is_applied_once(created, bus):
    for time in ("T2", "T3"):
        update_order_once(event(), created, bus, at(time))
    assert len(created.history(101)) == 2
    assert len(bus.published) == 1


def test_an_attempt_that_stored_and_failed_to_publish_publishes_when_it_is_run_again(created):
    bus = BusyBus(refused=1)
    with pytest.raises(ConnectionError):
        update_order_once(event(), created, bus, at("T2"))
    for time in ("T3", "T4"):
        update_order_once(event(), created, bus, at(time))
    assert [item["timestamp"] for item in created.history(101)] == ["T1", "T2"]
    assert bus.published == [("order-service", "OrderCancelled", {"id": 101, "amount": 600})]


def test_another_payment_of_the_order_is_applied(created, bus):
    update_order_once(event(), created, bus, at("T2"))
    update_order_once(event("PaymentSucceeded", "p2"), created, bus, at("T3"))
    update_order_once(event(), created, bus, at("T4"))
    assert [kind for _, kind, _ in bus.published] == ["OrderCancelled", "OrderCompleted"]


def test_update_order_once_knows_no_unknown_order(items, bus):
    with pytest.raises(LookupError, match="Unknown order: 101"):
        update_order_once(event(), items, bus, at("T2"))


def test_update_order_once_refuses_an_unknown_detail_type(created, bus):
    with pytest.raises(ValueError, match="PaymentPending"):
        update_order_once(event("PaymentPending"), created, bus, at("T2"))
