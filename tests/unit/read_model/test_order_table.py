import pytest

from eda_core.domain.events import Event, LogRecord, MalformedRecord, iso_seconds
from eda_core.domain.orders import Outcome
from eda_core.read_model.event_table import EventTable
from eda_core.read_model.order_table import OrderTable

START = 1_769_860_800


class Log:
    """Builds a table of orders event by event."""

    def __init__(self):
        self.orders = OrderTable(EventTable())
        self.sequence = 0

    def say(self, kind, order=101, at=0.0, source="order-service", **detail):
        self.sequence += 1
        time = iso_seconds(START + int(at))
        given = {"id": order, **detail}
        event = Event(f"e{self.sequence}", kind, source, "", time, "", (), given)
        record = LogRecord(self.sequence, int((START + at) * 1000), event)
        self.orders.fold(record)
        return record

    def totals(self):
        self.orders.flush()
        return self.orders.totals()

    def outcome(self, order=101):
        return self.orders.row(order).outcome


@pytest.fixture
def log():
    return Log()


def test_an_order_waits_until_it_ends(log):
    log.say("OrderCreated")
    log.say("PaymentSucceeded", source="payment-service")
    assert log.outcome() is Outcome.WAITING


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("OrderCompleted", Outcome.COMPLETED), ("OrderCancelled", Outcome.CANCELLED)],
)
def test_an_order_ends_as_its_last_event_says(log, kind, outcome):
    log.say("OrderCreated")
    log.say(kind)
    assert log.outcome() is outcome


def test_an_ending_that_comes_before_its_creation_ends_it_all_the_same(log):
    log.say("OrderCompleted", at=2)
    log.say("OrderCreated", at=1)
    assert log.outcome() is Outcome.COMPLETED


def test_an_order_of_which_only_the_payment_came_is_not_known(log):
    log.say("PaymentFailed", source="payment-service")
    assert log.outcome() is Outcome.UNKNOWN


def test_an_id_used_again_waits_again(log):
    for kind in ("OrderCreated", "OrderCompleted", "OrderCreated"):
        log.say(kind)
    assert log.outcome() is Outcome.WAITING


def test_of_two_endings_the_later_counts(log):
    log.say("OrderCreated")
    log.say("OrderCreated")
    log.say("OrderCancelled", at=5)
    log.say("OrderCompleted", at=3)
    assert log.outcome() is Outcome.CANCELLED


def test_an_event_of_another_source_decides_nothing(log):
    log.say("OrderCreated")
    log.say("OrderCompleted", source="somebody-else")
    assert log.outcome() is Outcome.WAITING


def test_amount_is_that_of_the_last_creation(log):
    log.say("OrderCreated", amount=100)
    log.say("OrderCreated", amount=900, at=1)
    assert log.orders.row(101).amount == 900


def test_time_to_outcome_is_measured_in_the_log(log):
    log.say("OrderCreated", at=0.1)
    log.say("OrderCompleted", at=0.5)
    assert log.orders.row(101).duration_ms == 400


def test_totals_count_orders_by_outcome(log):
    log.say("OrderCreated", 101)
    log.say("OrderCompleted", 101)
    log.say("OrderCreated", 102)
    totals = log.totals()
    assert (totals.orders, totals.events) == (2, 3)
    assert totals.by_outcome[Outcome.COMPLETED] == totals.by_outcome[Outcome.WAITING] == 1


def test_times_to_outcome_have_a_median_and_a_95th_percentile(log):
    for order in range(1, 101):
        log.say("OrderCreated", order)
        log.say("OrderCompleted", order, at=order / 1000)
    totals = log.totals()
    assert (totals.median_ms, totals.p95_ms) == (50, 95)


def test_an_event_without_an_order_is_counted_and_belongs_to_none(log):
    log.say("Greeting", order=None)
    totals = log.totals()
    assert (totals.events, totals.orders) == (1, 0)


def test_a_malformed_record_is_counted(log):
    log.orders.fold(MalformedRecord(1, 0, "nonsense", "Not JSON."))
    assert (log.totals().malformed, log.totals().events) == (1, 0)


def test_number_and_text_are_two_orders(log):
    log.say("OrderCreated", 101)
    log.say("OrderCreated", "101")
    assert log.totals().orders == 2
    assert log.orders.greatest_number == 101


def test_an_unknown_order_has_no_row(log):
    assert log.orders.row(7) is None
    assert log.orders.records(7) == ()


@pytest.mark.unmeasured
def test_one_order_with_very_many_events_costs_no_more_each(log):
    for number in range(20_000):
        log.say("OrderCreated" if number % 2 else "OrderCompleted", at=number / 1000)
    assert log.orders.row(101).events == 20_000
