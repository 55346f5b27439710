"""What is sent again: what comes of it, and how the story calls it by its name."""

import pytest

from eda_core.domain.events import entry_again, is_sent_again, original_id, started_again_ms
from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.order.card import order_summary
from eda_core.presentation.order.narrative import order_story
from eda_core.presentation.wording import clock_time
from eda_core.read_model import ReadModel
from eda_core.read_model.as_of import MomentModel
from eda_core.read_model.flow_elements import Element, Origin, origin_of
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000
LONG_MS = 600_000
STACK = demo_stack()
PAYMENT_RULE = "order-service-filtering-payments"


class Shown:
    """A world and its model, at a clock by hand."""

    def __init__(self):
        self.now_ms = START_MS
        self.backend = simulated_backend(World(STACK, START_MS, seed=7), lambda: self.now_ms)
        self.model = ReadModel(self.backend, STACK)

    def place(self, amount=100):
        self.backend.api.place(f'{{"id": 101, "amount": {amount}}}')
        self.settle()

    def settle(self, ms=LONG_MS):
        self.now_ms += ms
        self.model.refresh()

    def arm(self, kind, where, times):
        self.backend.faults.arm(Fault(kind, where, next_n=times))

    def event(self, source):
        return next(r.event for r in self.records() if r.event.source == source)

    def records(self):
        return self.model.ask(lambda tables: list(tables.records_of(101)))

    def kinds(self):
        return [record.event.detail_type for record in self.records()]

    def word(self):
        return order_summary(self.model.order(101), self.now_ms)["word"]

    def story(self):
        lines = order_story(self.model.order(101), self.now_ms)["lines"]
        return ["".join(words for words, _ in line["spans"]) for line in lines]


@pytest.fixture
def shown():
    return Shown()


def clock(at_ms):
    return clock_time(at_ms)[:8]


def test_a_stuck_order_is_completed_by_its_dead_letter(shown):
    shown.arm(FaultKind.TARGET_THROWS, STACK.update_order, 3)
    shown.place()
    assert shown.word() == "STUCK"
    assert shown.model.troubles().dead_letters == 1
    event, again_ms = shown.event("payment-service"), shown.now_ms
    assert shown.backend.dead_letters.redrive(event.id, PAYMENT_RULE) == 1
    shown.settle(0)
    assert shown.model.order(101).expected_next(shown.now_ms).sentence == (
        "PaymentSucceeded was sent to eda-demo-update-order again"
    )
    shown.settle()
    assert shown.word() == "COMPLETED"
    troubles = shown.model.troubles()
    assert (troubles.dead_letters, troubles.retrying) == (0, 0)
    counts = shown.model.ask(lambda tables: tables.flow.counts())
    assert (counts.into(Element.DEAD_LETTERS), counts.failing) == (0, frozenset())
    at = clock(again_ms)
    story = shown.story()
    assert "eda-demo-update-order was sent the dead letter again" in story
    assert f"eda-demo-update-order took it on attempt 1, sent again at {at}" in story


def test_a_moment_before_shows_the_dead_letter_still(shown):
    shown.arm(FaultKind.TARGET_THROWS, STACK.update_order, 3)
    shown.place()
    before_ms = shown.now_ms - 1
    shown.backend.dead_letters.redrive()
    shown.settle()
    earlier = MomentModel(shown.model, before_ms)
    assert earlier.troubles().dead_letters == 1
    assert order_summary(earlier.order(101), before_ms)["word"] == "STUCK"


@pytest.mark.parametrize(("idempotent", "paid"), [(False, 2), (True, 1)])
def test_a_duplicate_sent_again_pays_twice_unless_update_order_is_idempotent(
    shown, idempotent, paid
):
    shown.backend.editor.set_idempotent(idempotent)
    shown.arm(FaultKind.DUPLICATE, PAYMENT_RULE, 1)
    # Both deliveries fail twice, then one of them for the third time: the other succeeds.
    shown.arm(FaultKind.TARGET_THROWS, STACK.update_order, 5)
    shown.place()
    assert shown.kinds().count("OrderCompleted") == 1
    assert shown.backend.dead_letters.redrive() == 1
    shown.settle()
    items = [item["status"] for item in shown.backend.orders.history(101)]
    assert items.count("OrderCompleted") == paid


def test_a_dead_letter_that_fails_again_is_one_again(shown):
    shown.arm(FaultKind.TARGET_THROWS, STACK.update_order, 6)
    shown.place()
    shown.backend.dead_letters.redrive()
    shown.settle()
    assert shown.word() == "STUCK"
    assert shown.model.troubles().dead_letters == 1
    assert shown.backend.dead_letters.redrive() == 1
    shown.settle()
    assert shown.word() == "COMPLETED"


def test_an_event_sent_again_says_so(shown):
    shown.place()
    payment = shown.event("payment-service")
    shown.backend.bus.put_events([entry_again(payment)])
    sent_ms = shown.now_ms
    shown.settle()
    (second,) = (r.event for r in shown.records() if is_sent_again(r.event.resources))
    assert (original_id(second), origin_of(second)) == (payment.id, Origin.BY_HAND)
    (line,) = (line for line in shown.story() if line.startswith("by hand"))
    assert line == f"by hand: PaymentSucceeded, sent again at {clock(sent_ms)}"
    resources = entry_again(second)["Resources"]
    assert [each for each in resources if each not in payment.resources] == [
        f"urn:eda-live:sent-again:{second.id}"
    ]


def test_an_event_sent_again_may_be_edited(shown):
    shown.place()
    created = shown.event("order-service")
    shown.backend.bus.put_events([entry_again(created, {"id": 101, "amount": 900})])
    shown.settle()
    assert shown.kinds().count("PaymentFailed") == 1


def test_an_execution_started_again_goes_on_with_the_order(shown):
    shown.arm(FaultKind.TASK_FAILS, "Notify EventBus", 1)
    shown.place()
    assert shown.word() == "STUCK"
    (failed,) = shown.backend.control.newest("FAILED")
    started = shown.backend.control.start(failed.input, again=True)
    assert started_again_ms(started.arn) == shown.now_ms
    at = clock(shown.now_ms)
    shown.settle()
    assert shown.word() == "COMPLETED"
    assert any(f"by the execution started again at {at}" in line for line in shown.story())
