import pytest

from eda_core.simulator.table import OrdersTable
from eda_core.stack.order_service import create_order, update_order


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
