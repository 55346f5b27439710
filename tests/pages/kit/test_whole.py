"""What a press does while the next request is waiting: all of it, and then that one is heeded."""

from dataclasses import replace

import pytest
import streamlit as st

from eda_core.domain.settings import settings_from
from pages.components.frame import session
from pages.components.kit.action import Action, do_pressed, once
from pages.components.kit.draft import Draft
from pages.components.kit.memo import kept
from pages.components.kit.param import Param
from pages.components.kit.whole import touch, whole

ORDER = Param("order", "", "order")
TEXT = Draft("text")


class Request(BaseException):
    """What Streamlit ends a run with: no exception that anybody expects."""


class Interrupted(dict):
    """A session's state that raises each waiting request at a look, once, as Streamlit's does."""

    def __init__(self):
        super().__init__()
        self.waiting = []

    def _heed(self):
        if self.waiting:
            raise self.waiting.pop()

    def __contains__(self, key):
        self._heed()
        return super().__contains__(key)

    def __getitem__(self, key):
        self._heed()
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        self._heed()
        super().__setitem__(key, value)

    def get(self, key, otherwise=None):
        self._heed()
        return super().get(key, otherwise)

    def update(self, values):
        self._heed()
        super().update(values)


@pytest.fixture
def state(monkeypatch, address):
    interrupted = Interrupted()
    monkeypatch.setattr(st, "session_state", interrupted)
    return interrupted


@pytest.fixture
def come(state):
    """Have a request come."""
    return lambda: state.waiting.append(Request())


def test_a_press_is_served_whole_when_another_request_comes_meanwhile(come):
    def place():
        come()
        ORDER.put("101")
        come()
        TEXT.write("placed")

    once("place", place)()
    with pytest.raises(Request):
        do_pressed()
    assert (ORDER.get(), TEXT.text) == ("101", "placed")


def test_another_world_is_chosen_whole(come):
    session.ORDER.put("101")
    come()
    with pytest.raises(Request):
        session.choose(replace(settings_from({}), room="second"))
    assert (session.settings().room, session.ORDER.get()) == ("second", "")


def test_a_press_is_noted_when_another_request_comes_at_that_moment(come):
    done = []
    press = once("place", done.append, 1)
    kept()
    come()
    with pytest.raises(Request):
        press()
    do_pressed()
    assert done == [1]


def test_presses_that_wait_together_are_all_done(come):
    done = []
    once("one", lambda: (come(), kept(), done.append(1)))()
    once("two", done.append, 2)()
    with pytest.raises(Request):
        do_pressed()
    assert done == [1, 2]


def test_an_action_keeps_its_answer_and_says_that_it_was_done(come):
    action = Action("change")
    with pytest.raises(Request):
        action.run(come, "It is done.")
    assert action.answered().text == "It is done."


def test_what_is_inside_another_whole_ends_with_it(come):
    done = []

    @whole()
    def inner():
        come()
        kept()

    @whole()
    def outer():
        inner()
        done.append(1)

    with pytest.raises(Request):
        outer()
    assert done == [1]


def test_without_a_press_a_run_ends_at_once(come):
    come()
    with pytest.raises(Request):
        kept()


def test_the_wish_to_end_for_good_ends_a_press_too():
    def look():
        raise Request

    with pytest.raises(Request), whole():
        touch(look)


def test_an_error_is_raised_as_it_is(state):
    with pytest.raises(KeyError), whole():
        touch(lambda: state["nothing"])
