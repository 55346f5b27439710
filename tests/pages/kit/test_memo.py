"""What a session remembers of one thing."""

import pytest

from pages.components.kit.memo import Memo

SENT = Memo[int]("sent")


@pytest.fixture(autouse=True)
def empty(session):
    return session


def test_nothing_is_remembered_at_first():
    assert SENT.of("a log") is None


def test_it_is_remembered_of_its_owner_alone():
    assert SENT.keep(7, "a log") == 7
    assert (SENT.of("a log"), SENT.of("another")) == (7, None)


def test_another_owner_takes_its_place():
    SENT.keep(7, "a log")
    SENT.keep(8, "another")
    assert (SENT.of("a log"), SENT.of("another")) == (None, 8)


def test_it_needs_no_owner():
    SENT.keep(7)
    assert SENT.of() == 7


def test_a_message_is_taken_once():
    SENT.keep(7, "a log")
    assert (SENT.take("a log"), SENT.take("a log")) == (7, None)


def test_a_message_for_another_is_gone_as_well():
    SENT.keep(7, "a log")
    assert (SENT.take("another"), SENT.of("a log")) == (None, None)


def test_it_is_forgotten():
    SENT.keep(7)
    SENT.forget()
    SENT.forget()
    assert SENT.of() is None
