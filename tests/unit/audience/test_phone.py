"""What a phone is shown of its order, in words."""

import json

import pytest

from eda_core.audience.invitation import AGAIN_S, LETTERS, Invitation, new_token
from eda_core.audience.phone import choices, reason
from eda_core.domain.orders import Outcome
from eda_core.domain.settings import Settings
from eda_core.read_model.order_status import Fate
from eda_core.stack import demo_stack
from eda_core.stack.amount_limit import AmountLimit
from tests.unit.doors.served import Served

YES, NO = Outcome.COMPLETED, Outcome.CANCELLED


class Room:
    """An invitation to a world on a clock by hand, and one phone that listens."""

    def __init__(self):
        self.served = Served()
        self.s = 0.0
        self.settings = Settings(data=None)
        connecting = self.served.worlds.connection
        self.invitation = Invitation(self.settings, connecting, "token", lambda: self.s)
        self.seat = self.listening()
        self.shown = {}

    def listening(self):
        seat = self.invitation.crowd.seat()
        self.invitation.crowd.enter(seat, 1)
        return seat

    def send(self, amount, guess=YES):
        response = self.invitation.place(self.seat, amount, guess)
        assert response.accepted
        return response.body["order"]["id"]

    def look(self, after_ms=0):
        """What the phone shows, after so much time."""
        self.served.now_ms += after_ms
        self.s += after_ms / 1000
        news = self.invitation.news()
        self.shown = json.loads(news.get(self.seat, "null")) or self.shown
        return self.shown


@pytest.fixture
def room():
    return Room()


def test_a_token_is_drawn_each_time_and_can_be_typed():
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert set("".join(tokens)) <= set(LETTERS)
    assert not set(LETTERS) & set("0o1il")


@pytest.mark.parametrize(
    ("amount", "outcome", "word", "why"),
    [
        (500, YES, "Completed", "500 is not more than 500, so the payment succeeded."),
        (500.01, NO, "Cancelled", "500.01 is more than 500, so the payment failed."),
    ],
)
def test_what_became_of_an_order(room, amount, outcome, word, why):
    number = room.send(amount, outcome)
    assert room.look()["orders"][0]["word"] == "On its way"
    order = room.look(60_000)["orders"][0]
    assert (order["id"], order["word"], order["why"]) == (number, word, why)
    assert order["over"]
    assert order["after"].startswith("after ")
    assert order["steps"] == []
    assert order["room"] == [outcome is YES, outcome is NO]
    assert room.invitation.crowd.state().right == 1


def test_the_way_in_the_words_of_the_services(room):
    room.send(100)
    seen = [tuple(map(tuple, room.look(20)["orders"][0]["steps"])) for _ in range(80)]
    assert seen[0] == (("now", "Order API", "took it", ""),)
    whats = {step[:3] for steps in seen for step in steps}
    assert ("done", "Order service", "said OrderCreated") in whats
    assert ("now", "Payment service", "is deciding now") in whats
    assert ("done", "Payment service", "said PaymentSucceeded") in whats
    assert ("open", "Order service", "not known yet") in whats


def test_an_order_that_is_stuck_says_why(room):
    room.served.of().editor.set_rule_enabled("order-service-filtering-payments", False)
    room.send(100)
    order = room.look(60_000)["orders"][0]
    assert (order["word"], order["tone"], order["over"]) == ("Stuck", "stuck", False)
    assert order["why"].endswith(".")


@pytest.mark.parametrize(
    ("sign", "amount", "fate", "expected"),
    [
        (">", 600, Fate.CANCELLED, "600 is more than 500, so the payment failed."),
        ("≥", 500, Fate.CANCELLED, "500 is 500 or more, so the payment failed."),
        ("≥", 499, Fate.COMPLETED, "499 is less than 500, so the payment succeeded."),
        ("<", 500, Fate.COMPLETED, "500 is not less than 500, so the payment succeeded."),
        ("<", 499, Fate.CANCELLED, "499 is less than 500, so the payment failed."),
        ("≤", 500, Fate.CANCELLED, "500 is 500 or less, so the payment failed."),
        ("≤", 501, Fate.COMPLETED, "501 is more than 500, so the payment succeeded."),
        (">", 600, Fate.COMPLETED, "The payment succeeded."),
        (">", "600", Fate.COMPLETED, "The payment succeeded."),
    ],
)
def test_the_reason_is_the_comparison_where_it_decided(sign, amount, fate, expected):
    assert reason(amount, AmountLimit("isFraud", sign, 500.0), fate) == expected
    assert reason(amount, None, fate).startswith("The payment ")


def test_amounts_come_from_the_limit_in_force():
    assert choices(demo_stack()) == ([100, 500, 500.01, 900], "500")


def test_phones_sent_at_once_get_a_number_each(room):
    assert [room.send(100) for _ in range(3)] == [101, 102, 103]


def test_a_phone_is_sent_what_is_news_only(room):
    assert room.look()
    assert room.invitation.news() == {}
    room.send(100)
    assert set(room.invitation.news()) == {room.seat}


def test_who_listens_again_is_sent_it_again(room):
    shown = room.look()
    room.invitation.show_again(room.seat)
    assert json.loads(room.invitation.news()[room.seat]) == shown


def test_the_question_comes_to_everybody_and_its_bars_when_it_has_closed(room):
    other = room.listening()
    room.look()
    room.invitation.crowd.ask(500)
    assert set(room.invitation.news()) == {room.seat, other}
    assert room.invitation.vote(room.seat, 1, YES)
    asked = room.look(int(AGAIN_S * 1000))["asked"]
    assert (asked["guess"], asked["voted"], asked["room"]) == ("completed", 1, None)
    number = room.send(500)
    room.invitation.crowd.close(number)
    asked = room.look(60_000)["asked"]
    assert (asked["room"], asked["order"]["word"]) == ([1, 0], "Completed")
    assert not room.invitation.vote(other, 1, NO)


def test_a_room_begun_again_forgets_the_orders_of_phones(room):
    room.send(100)
    assert room.look()["orders"]
    room.served.worlds.forget(room.settings)
    assert room.look(2000)["orders"] == []
    assert room.send(100) == 101
