"""The audience without HTTP and without a world: seats, pace, orders, votes."""

import itertools

import pytest

from eda_core.audience.crowd import MOST_SEATS, ORDERS_KEPT, PAUSE_S, Crowd, Sent
from eda_core.domain.orders import Outcome

YES, NO = Outcome.COMPLETED, Outcome.CANCELLED


class Now:
    def __init__(self):
        self.s = 0.0

    def __call__(self):
        return self.s


@pytest.fixture
def now():
    return Now()


@pytest.fixture
def crowd(now):
    names = itertools.count(1)
    return Crowd(now, lambda: f"seat-{next(names)}")


def test_a_phone_keeps_its_seat(crowd):
    seat = crowd.seat()
    assert crowd.seat(seat) == seat
    assert crowd.seat("made up") != "made up"


def test_who_listens_is_present_once_however_often(crowd):
    one, other = crowd.seat(), crowd.seat()
    assert crowd.enter(one, 2)
    assert crowd.enter(one, 2)
    assert not crowd.enter(one, 2)
    assert crowd.enter(other, 2)
    assert crowd.state().present == 2
    crowd.leave(one)
    assert crowd.state().present == 2
    crowd.leave(one)
    assert (crowd.state().present, list(crowd.present())) == (1, [other])


def test_nobody_without_a_seat_listens_or_sends(crowd):
    assert not crowd.enter("made up", 3)
    assert not crowd.may_send("made up")


def test_a_full_room_gives_away_seats_of_phones_that_left(crowd):
    seats = [crowd.seat() for _ in range(MOST_SEATS)]
    for seat in seats[1:]:
        crowd.enter(seat, 1)
    crowd.add(seats[0], Sent(1, 100, YES))
    assert crowd.seat() is not None
    assert not crowd.has(seats[0])
    assert crowd.open_orders() == ()
    crowd.enter(crowd.seat(), 1)
    full = Crowd(lambda: 0.0, iter(map(str, itertools.count())).__next__)
    for _ in range(MOST_SEATS):
        full.enter(full.seat(), 1)
    assert full.seat() is None


def test_one_order_a_second_each(crowd, now):
    one, other = crowd.seat(), crowd.seat()
    assert crowd.may_send(one)
    assert not crowd.may_send(one)
    assert crowd.may_send(other)
    now.s += PAUSE_S - 0.01
    assert not crowd.may_send(one)
    now.s += 0.01
    assert crowd.may_send(one)


def test_orders_newest_first_and_no_more_than_are_shown(crowd):
    seat = crowd.seat()
    for number in range(1, ORDERS_KEPT + 3):
        crowd.add(seat, Sent(number, 100, YES))
    kept = [sent.order for sent in crowd.orders(seat)]
    assert kept == list(range(ORDERS_KEPT + 2, 2, -1))
    assert set(crowd.open_orders()) == set(kept)
    assert crowd.state().sent == ORDERS_KEPT + 2


def test_guesses_that_came_true(crowd):
    seat = crowd.seat()
    for order, guess in ((1, YES), (2, NO), (3, NO)):
        crowd.add(seat, Sent(order, 500, guess))
    crowd.end(1, YES)
    crowd.end(2, YES)
    crowd.end(2, YES)
    state = crowd.state()
    assert (state.ended, state.right, crowd.guesses(500)) == (2, 1, (1, 2))
    assert crowd.guesses(7) == (0, 0)


def test_a_vote_counts_once_and_its_bars_come_when_it_has_closed(crowd):
    one, other = crowd.seat(), crowd.seat()
    assert not crowd.vote(one, 1, YES)
    crowd.ask(500)
    assert crowd.vote(one, 1, YES)
    assert crowd.vote(one, 1, NO)
    assert crowd.vote(other, 1, NO)
    assert crowd.state().question.counts() is None
    crowd.close(101)
    assert crowd.state().question.counts() == (0, 2)
    assert not crowd.vote(one, 1, YES)
    crowd.close(102)
    assert crowd.state().question.order == 101


def test_a_new_question_takes_no_votes_of_the_one_before(crowd):
    seat = crowd.seat()
    crowd.ask(500)
    crowd.ask(900)
    assert not crowd.vote(seat, 1, YES)
    assert crowd.vote(seat, 2, YES)


def test_a_world_begun_again_has_no_orders_of_the_audience(crowd):
    seat = crowd.seat()
    crowd.enter(seat, 1)
    crowd.add(seat, Sent(1, 500, YES))
    crowd.ask(500)
    crowd.forget_orders()
    state = crowd.state()
    assert (state.present, state.sent, state.question, state.newest) == (1, 0, None, frozenset())
    assert (crowd.orders(seat), crowd.guesses(500)) == ((), (0, 0))
