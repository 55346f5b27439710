from itertools import permutations

import pytest

from eda_core.aws.reading.catch_all_log import InferredDeliveries, ledger_for
from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.events import MalformedRecord, record_from_text
from eda_core.read_model.tables import LiveTables
from eda_core.stack import demo_stack
from tests.unit.aws.envelopes import envelope_text

CREATED = ("order-service", "OrderCreated", "a")
PAID = ("payment-service", "PaymentSucceeded", "b")
COMPLETED = ("order-service", "OrderCompleted", "c")
ALL_SUCCESSES = {
    ("a", "cw-catch-all"),
    ("b", "cw-catch-all"),
    ("c", "cw-catch-all"),
    ("a", "payment-service-filtering-orders"),
    ("b", "order-service-filtering-payments"),
}


class Inferred:
    """The deliveries of a log, and the ledger that tells of them."""

    def __init__(self):
        ledger = ledger_for(demo_stack())
        self.fold = InferredDeliveries(demo_stack(), ledger).fold
        self.read_after = ledger.read_after


def record(number, source, detail_type, event_id, order=101):
    text = envelope_text(source, detail_type, event_id, {"id": order})
    return record_from_text(number, 1_000 * number, text)


@pytest.fixture
def inferred():
    return Inferred()


def steps(inferred, step):
    return [r for r in inferred.read_after(0, 1_000) if r.step is step]


def successes(inferred):
    return {(r.event_id, r.rule) for r in steps(inferred, DeliveryStep.INVOCATION_SUCCESS)}


def fold_all(inferred, *events):
    for number, event in enumerate(events, start=1):
        inferred.fold(record(number, *event))


def test_rules_that_take_an_event_are_inferred(inferred):
    fold_all(inferred, CREATED)
    assert [r.rule for r in steps(inferred, DeliveryStep.RULE_MATCH)] == [
        "cw-catch-all",
        "payment-service-filtering-orders",
        "notification-service",
    ]


def test_every_step_is_marked_as_inferred(inferred):
    fold_all(inferred, CREATED, PAID, COMPLETED)
    assert all(r.inferred for r in inferred.read_after(0, 1_000))


def test_steps_are_numbered_from_1(inferred):
    fold_all(inferred, CREATED, PAID, COMPLETED)
    numbers = [r.sequence for r in inferred.read_after(0, 1_000)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_stands_in_the_log_was_delivered_there(inferred):
    fold_all(inferred, CREATED)
    assert successes(inferred) == {("a", "cw-catch-all")}


def test_a_payment_event_shows_that_the_execution_was_started(inferred):
    fold_all(inferred, CREATED, PAID)
    assert ("a", "payment-service-filtering-orders") in successes(inferred)


def test_a_whole_order_leaves_only_notifications_unknown(inferred):
    fold_all(inferred, CREATED, PAID, COMPLETED)
    assert successes(inferred) == ALL_SUCCESSES


@pytest.mark.parametrize("order", list(permutations((CREATED, PAID, COMPLETED))))
def test_any_order_of_arrival_shows_the_same(order, inferred):
    fold_all(inferred, *order)
    assert successes(inferred) == ALL_SUCCESSES


def test_another_order_shows_nothing(inferred):
    inferred.fold(record(1, *CREATED))
    inferred.fold(record(2, *PAID, order=102))
    assert ("a", "payment-service-filtering-orders") not in successes(inferred)


def test_a_second_copy_of_an_event_changes_nothing(inferred):
    fold_all(inferred, CREATED, CREATED)
    assert len(steps(inferred, DeliveryStep.RULE_MATCH)) == 3


def test_what_is_no_event_is_passed_over(inferred):
    inferred.fold(MalformedRecord(1, 0, "x", "Not JSON."))
    assert inferred.read_after(0, 10) == []


def test_an_event_without_order_matches_all_the_same(inferred):
    inferred.fold(record_from_text(1, 0, envelope_text("me", "Greeting", "a", {})))
    assert [r.rule for r in steps(inferred, DeliveryStep.RULE_MATCH)] == ["cw-catch-all"]


def test_a_payment_event_without_order_settles_nothing(inferred):
    inferred.fold(record_from_text(1, 0, envelope_text("payment-service", "X", "a", {})))
    assert successes(inferred) == {("a", "cw-catch-all")}


def test_reading_is_limited(inferred):
    fold_all(inferred, CREATED)
    assert len(inferred.read_after(1, 2)) == 2


def told_of(inferred, *events):
    """What is told of the first of these events, when the log and the steps have been read."""
    fold_all(inferred, *events)
    records = [record(number, *event) for number, event in enumerate(events, start=1)]
    tables = LiveTables(demo_stack())
    for each in records:
        tables.fold(each)
    for step in inferred.read_after(0, 1_000):
        tables.fold_step(step)
    return tables.deliveries.of_event(records[0])


def test_an_inferred_match_is_not_open_for_ever(inferred):
    assert told_of(inferred, CREATED).open_since == {}


def test_an_inferred_match_is_unreported_until_its_effect_is_seen(inferred):
    assert told_of(inferred, CREATED, PAID).unreported == ("notification-service",)


def test_an_inferred_match_is_matched(inferred):
    assert len(told_of(inferred, CREATED).matched) == 3
