"""The story of an order says what subscribers of a custom bus did with its events."""

import re
from dataclasses import replace

import pytest

from eda_core.domain.settings import BusKind
from eda_core.presentation.order.narrative import order_story
from eda_core.read_model import MomentModel
from tests.rooms import Room
from tests.unit.read_model.test_subscriber_marks import RETRIED_S, poison

NOTIFY = "notification-service"


@pytest.fixture
def room():
    return Room(bus=BusKind.CUSTOM)


def told(view, now_ms):
    """The lines of a story that come from what subscribers did."""
    lines = order_story(view, now_ms)["lines"]
    mine = (line for line in lines if line["origin"] == "worked out from the delivery records")
    return ["".join(words for words, _ in line["spans"]) for line in mine]


def story(room, order=101, at_ms=None):
    if at_ms is None:
        return told(room.order(order), room.now_ms)
    return told(MomentModel(room.model, at_ms).order(order), at_ms)


def batches(room, size=10):
    rules = tuple(
        replace(each, batch_size=size, batch_window_s=5) if each.name == NOTIFY else each
        for each in room.stack.rules
    )
    room.world.use(replace(room.stack, rules=rules, unpacks=True), "subscriber batches")


def test_an_order_to_which_nothing_special_was_done_has_no_such_line(room):
    room.place(101)
    assert story(room) == []


def test_it_says_behind_which_event_another_waited_and_for_how_long(room):
    room.backend.bus.put_events([poison(101, "101")])
    room.place(101, seconds=2)
    held_ms = room.now_ms
    waits = (
        "PaymentSucceeded waits behind PaymentRefunded of the same order, "
        "which fails at eda-demo-update-order"
    )
    assert story(room) == [waits]
    room.let_pass(60)
    first, last = story(room)
    assert first == waits
    goes_on = (
        r"PaymentSucceeded goes on to eda-demo-update-order: (\d+) s held behind PaymentRefunded"
    )
    (seconds,) = re.fullmatch(goes_on, last).groups()
    assert RETRIED_S - 2 < int(seconds) <= RETRIED_S
    assert story(room, at_ms=held_ms) == [waits]


def test_it_says_that_its_events_came_in_one_batch(room):
    batches(room)
    room.place(101)
    names = "OrderCreated, PaymentSucceeded and OrderCompleted"
    assert story(room) == [f"eda-demo-notification was called with a batch of 3: {names}"]


def test_of_a_batch_with_other_orders_it_says_how_many_more(room):
    batches(room)
    room.place(101, seconds=1)
    room.place(102)
    (line,) = story(room)
    assert line.startswith("eda-demo-notification was called with a batch of 6: OrderCreated")
    assert line.endswith(", with 3 events of other orders")


def test_it_says_that_its_events_were_replayed_and_to_whom(room):
    room.place(101)
    room.backend.subscribers.replay(NOTIFY, "replay-it", None)
    room.let_pass(10)
    names = "OrderCreated, PaymentSucceeded and OrderCompleted"
    assert story(room) == [f"replay-it was given {names} as events of the past (REPLAY)"]
