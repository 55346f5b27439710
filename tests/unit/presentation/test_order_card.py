import re
from dataclasses import replace

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Outcome
from eda_core.domain.settings import BusKind
from eda_core.presentation.order.card import (
    NOBODY_CHOSEN,
    absence,
    order_summary,
    rule_grid,
)
from eda_core.presentation.order.narrative import order_story
from eda_core.read_model.as_of import MomentModel
from eda_core.read_model.execution_paths import PathOrigin
from tests.news import all_news
from tests.rooms import Room


def why(room, order_id):
    return "".join(text for text, _ in order_summary(room.order(order_id), room.now_ms)["why"])


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        (100, "Why: in isFraud, amount 100 > 500 is false, so the payment succeeded"),
        (500, "Why: in isFraud, amount 500 > 500 is false, so the payment succeeded"),
        (500.01, "Why: in isFraud, amount 500.01 > 500 is true, so the payment failed"),
        (900, "Why: in isFraud, amount 900 > 500 is true, so the payment failed"),
    ],
)
def test_an_outcome_is_explained_with_its_numbers(room, amount, reason):
    room.place(101, amount)
    assert why(room, 101).startswith(reason)


def test_a_field_that_nearly_is_there_is_named(room):
    room.put('{"id": 7, "Amount": 600}')
    assert why(room, 7).endswith('There is nothing at $.detail.amount, though there is "Amount".')


def test_a_text_amount_put_on_the_bus_is_approved_and_says_so(room):
    room.put('{"id": 7, "amount": "600"}', seconds=0.09)
    assert '"600" > 500 is false' in why(room, 7)
    assert room.order(7).path.states[1] == "Payment Succeeded"


def test_an_order_without_amount_says_that_no_payment_will_come(room):
    room.put('{"id": 7}')
    assert why(room, 7).startswith("No payment will come: the execution failed in isFraud")


def test_an_order_no_rule_handed_over_says_so(room):
    room.editor.set_rule_enabled("payment-service-filtering-orders", False)
    room.place(101, 900)
    assert why(room, 101).startswith("No payment will come: no rule took OrderCreated")
    assert "no execution" in order_summary(room.order(101), room.now_ms)["badges"]


def test_an_order_under_way_says_what_is_so_far(room):
    room.place(101, 100, seconds=0.09)
    summary = order_summary(room.order(101), room.now_ms)
    assert summary["word"] == "WAITING"
    assert "0.02 s so far" in summary["badges"]
    assert "execution not seen yet" in summary["badges"]
    assert why(room, 101) == (
        "It would take: Payment Succeeded: in isFraud, amount 100 > 500 is false. "
        "The order is waiting for the payment."
    )


def test_an_order_waits_for_the_payment_until_the_log_has_it_and_then_for_update_order(room):
    room.place(101, 900, seconds=0)
    said = set()
    while (order := room.order(101)) is None or order.row.outcome is Outcome.WAITING:
        if order is not None and "So far:" in (words := why(room, 101)):
            said.add((len(order.timeline), words.rpartition(" is waiting ")[2]))
        room.let_pass(0.01)
    assert said == {(1, "for the payment."), (2, "for Update Order.")}


RULES = ("payment-service-filtering-orders", "order-service-filtering-payments")


@pytest.mark.parametrize(
    ("fault", "seconds", "headline"),
    [
        ((FaultKind.DROP, RULES[0]), 9, "Late: no payment event for 8 s; the delivery of "),
        ((FaultKind.DROP, RULES[1]), 9, "Late: neither OrderCompleted nor OrderCancelled for 8 s"),
        ((FaultKind.RULE_DISABLED, RULES[1]), 9, "Stuck: no rule took PaymentSucceeded to eda-"),
        ((FaultKind.TARGET_THROWS, "eda-demo-update-order"), 9, "To be tried again: eda-demo-up"),
        ((FaultKind.TASK_FAILS, "Notify EventBus"), 9, "No payment will come: the execution f"),
        ((FaultKind.DUPLICATE, RULES[1]), 30, "Why: in isFraud, amount 100 > 500 is false, so t"),
    ],
)
def test_the_headline_is_the_newest_verdict(room, fault, seconds, headline):
    room.backend.faults.arm(Fault(*fault))
    room.place(101, 100, seconds)
    assert why(room, 101).startswith(headline)


def test_a_duplicate_is_said_after_why_the_order_ended_so(room):
    room.backend.faults.arm(Fault(FaultKind.DUPLICATE, RULES[1]))
    room.place(101, 100, 30)
    assert why(room, 101).endswith("completed. Duplicate: OrderCompleted came 2 times.")


def test_a_retry_says_when_it_comes_and_what_came_of_it(room):
    room.backend.faults.arm(Fault(FaultKind.TARGET_THROWS, "eda-demo-update-order"))
    room.place(101, 100, 10)
    assert re.search(r"failed on PaymentSucceeded .*; next try in 5\d s\.$", why(room, 101))
    room.let_pass(120)
    told = [
        "".join(t for t, _ in line["spans"])
        for line in order_story(room.order(101), room.now_ms)["lines"]
    ]
    assert "eda-demo-update-order succeeded on attempt 2" in told


def test_an_order_that_has_ended_is_not_over_while_its_customer_is_to_be_told(room):
    room.backend.faults.arm(Fault(FaultKind.TARGET_THROWS, "eda-demo-notification", next_n=9))
    room.place(101, 100, 10)
    assert "; next try in " in why(room, 101)
    assert not room.order(101).is_over_at(room.now_ms)


def test_what_lasts_stands_still_once_over_a_minute(room):
    room.backend.faults.arm(Fault(FaultKind.DROP, RULES[0]))
    room.place(101, 100, 62)
    before = order_summary(room.order(101), room.now_ms)
    room.let_pass(30)
    assert order_summary(room.order(101), room.now_ms) == before
    room.let_pass(331 * 86_400)
    assert "331 days so far" in order_summary(room.order(101), room.now_ms)["badges"]


def test_an_order_never_created_is_not_known_yet(room):
    room.put('{"id": 7}', "PaymentFailed", "payment-service")
    assert order_summary(room.order(7), room.now_ms)["word"] == "NOT KNOWN YET"
    assert "no OrderCreated" in why(room, 7)


def test_the_story_tells_each_event_with_its_time(room):
    room.place(101, 900)
    lines = order_story(room.order(101), room.now_ms)["lines"]
    told = ["".join(text for text, _ in line["spans"]) for line in lines]
    assert told == [
        "order-service said OrderCreated, 900",
        "payment-service said PaymentFailed",
        "order-service said OrderCancelled",
    ]
    assert [line["time"] for line in lines] == sorted(line["time"] for line in lines)


def test_the_grid_says_why_a_rule_did_not_take_an_event(room):
    room.place(101, 900)
    grid = rule_grid(room.order(101))
    assert grid["title"] == "Rules: 8 of 12 took it"
    missed = grid["rows"][0]["cells"][2]
    assert not missed["taken"]
    assert "payment-service" in missed["title"]


def test_nothing_chosen_gives_a_hint_and_empty_parts():
    assert order_summary(None, 0)["empty"] == NOBODY_CHOSEN


def test_an_order_that_came_later_is_said_to_have_come_later():
    assert absence("152", live=False) == "Order 152 was not in the log yet at this moment."
    assert absence('"A-1"', live=True) == 'Order "A-1" is not in the log yet.'


@pytest.mark.parametrize("label", ["", "no label", "1.5.2"])
def test_without_a_chosen_order_one_is_asked_to_choose(label):
    assert absence(label, live=False) == NOBODY_CHOSEN
    assert order_story(None, 0)["lines"] == []
    assert rule_grid(None)["rows"] == []


def test_the_story_tells_of_deliveries_that_failed(room):
    room.put('{"id": 7}', "PaymentFailed", "payment-service")
    room.let_pass(600)
    lines = order_story(room.order(7), room.now_ms)["lines"]
    told = ["".join(text for text, _ in line["spans"]) for line in lines]
    assert told[1].startswith('eda-demo-update-order failed: "Unknown order: 7"; next try at')
    assert told[-2].startswith("eda-demo-update-order failed for good: the event is a dead letter")
    assert told[-1].startswith("unknown order: no OrderCreated")


def test_the_story_says_what_should_come_next(room):
    room.place(101, 100, seconds=0.09)
    lines = order_story(room.order(101), room.now_ms)["lines"]
    told = "".join(text for text, _ in lines[-1]["spans"])
    assert told == "waiting: OrderCreated came; a payment event should come next"


def test_a_grid_says_where_nobody_reported_its_deliveries(room):
    room.place(101)
    view = room.order(101)
    event_id = view.timeline[0].event.id
    known = replace(view.deliveries[event_id], inferred=True)
    inferred = replace(view, deliveries={**view.deliveries, event_id: known})
    assert rule_grid(view)["title"] == "Rules: 8 of 12 took it"
    assert rule_grid(inferred)["title"] == "Rules: 8 of 12 took it, inferred from the patterns"


def deployed(view):
    """The same order in a world that reports neither deliveries nor every execution."""
    known = {name: replace(each, inferred=True) for name, each in view.deliveries.items()}
    path = replace(view.path, origin=PathOrigin.CONFIRMED)
    return replace(view, deliveries=known, path=path)


def test_an_execution_nobody_reported_is_inferred(room):
    room.place(101)
    view = room.order(101)
    assert order_summary(view, room.now_ms)["badges"][0] == "execution SUCCEEDED"
    assert order_summary(deployed(view), room.now_ms)["badges"][0] == (
        "execution SUCCEEDED, inferred"
    )


def test_an_execution_that_was_read_is_not_inferred(room):
    room.place(101)
    view = room.order(101)
    read = replace(deployed(view), path=view.path)
    assert order_summary(read, room.now_ms)["badges"][0] == "execution SUCCEEDED"


def test_what_comes_next_names_what_it_was_worked_out_from(room):
    room.place(101, 100, seconds=0.09)
    view = room.order(101)
    origins = [
        order_story(each, room.now_ms)["lines"][-1]["origin"] for each in (view, deployed(view))
    ]
    assert origins == [
        "worked out from the log and the delivery records",
        "worked out from the log and the patterns",
    ]


def test_a_payment_that_contradicts_the_prediction_explains_nothing_by_it(room):
    room.place(101, 100)
    view = room.order(101)
    other = replace(view, path=replace(view.path, origin=PathOrigin.CONTRADICTED))
    (lead, _), (words, _) = order_summary(other, room.now_ms)["why"]
    assert f"{lead}{words}" == "Not as predicted: the payment event says otherwise."


UPDATE_RULE = "order-service-filtering-payments"
TWICE = "PaymentSucceeded came to Update Order twice; the second was recognised and ignored"


def story(room, order_id):
    lines = order_story(room.order(order_id), room.now_ms)["lines"]
    return ["".join(text for text, _ in line["spans"]) for line in lines]


def delivered_twice(room, rule, *, idempotent=False):
    """Place an order whose delivery by this rule comes twice, a second or more apart."""
    room.editor.set_idempotent(idempotent)
    room.backend.faults.arm(Fault(FaultKind.DUPLICATE, rule))
    room.place(101)


def test_a_record_logged_twice_is_told(room):
    delivered_twice(room, "cw-catch-all")
    said = "OrderCreated was logged twice (same id)"
    assert story(room, 101).count(said) == 1
    assert why(room, 101).endswith(f"Duplicate: {said}.")
    assert order_summary(room.order(101), room.now_ms)["word"] == "COMPLETED"


def test_what_is_odd_of_an_order_that_ended_has_the_time_of_its_last_event(room):
    """Nothing of it changes with the clock."""
    delivered_twice(room, UPDATE_RULE)
    lines = order_story(room.order(101), room.now_ms)["lines"]
    said = ["".join(text for text, _ in line["spans"]) for line in lines]
    assert said[-1] == "duplicate: OrderCompleted came 2 times"
    assert lines[-1]["time"] == lines[-2]["time"]
    assert order_story(room.order(101), room.now_ms + 60_000)["lines"] == lines


def test_a_record_read_twice_is_not_one_logged_twice(room):
    room.place(101)
    for record in all_news(room.backend).log:
        room.model.tables.fold(record)
    assert room.model.tables.known.copies(101) == ()


@pytest.mark.parametrize("changed_since", [False, True])
def test_a_duplicate_that_update_order_ignored_is_told(room, changed_since):
    delivered_twice(room, UPDATE_RULE, idempotent=True)
    if changed_since:
        room.editor.set_idempotent(False)
        room.let_pass(1)
    assert story(room, 101).count(TWICE) == 1
    assert why(room, 101).endswith(f"Duplicate ignored: {TWICE}.")
    row = next(row for row in rule_grid(room.order(101))["rows"] if row["label"][:7] == "Payment")
    assert [cell.get("times", 1) for cell in row["cells"]] == [1, 1, 2, 1]


@pytest.mark.parametrize(
    ("idempotent", "said", "items"),
    [
        (True, TWICE, 2),
        (False, "what it published again had an id the bus knew, and was dropped", 3),
    ],
)
def test_a_custom_bus_says_who_ignored_a_duplicate(idempotent, said, items):
    """Update Order of the demo runs twice there, and writes twice."""
    room = Room(bus=BusKind.CUSTOM)
    delivered_twice(room, UPDATE_RULE, idempotent=idempotent)
    assert why(room, 101).endswith(f"{said}.")
    assert len(room.order(101).items) == items


def test_a_duplicate_that_was_applied_is_not_called_ignored(room):
    delivered_twice(room, UPDATE_RULE)
    assert "PaymentSucceeded came to Update Order twice" in story(room, 101)
    assert "ignored" not in why(room, 101)
    assert why(room, 101).endswith("Duplicate: OrderCompleted came 2 times.")


def test_a_duplicate_is_told_at_a_moment_once_it_has_come(room):
    delivered_twice(room, UPDATE_RULE, idempotent=True)
    (again,) = room.order(101).again
    for at_ms, count in ((again.at_ms - 1, 0), (again.at_ms, 1)):
        view = MomentModel(room.model, at_ms).order(101)
        assert len(view.repeats(at_ms)) == count
