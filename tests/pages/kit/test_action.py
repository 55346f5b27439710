"""What a press does, its question and its answer."""

import pytest

from eda_core.domain.errors import BackendUnavailable, EdaError
from eda_core.presentation.live.submission import Answer
from pages.components.kit import action
from pages.components.kit.action import (
    Action,
    begin_refresh,
    do_pressed,
    each_time,
    forget_all,
    hear_press,
    note_change,
    once,
    with_page,
)

CHANGE = Action("change")


@pytest.fixture(autouse=True)
def empty(session):
    return session


@pytest.fixture
def done():
    return []


def fail():
    raise EdaError("It cannot be.")


def test_a_press_is_done_when_the_page_runs(done):
    once("go", done.append, 1)()
    assert done == []
    do_pressed()
    assert done == [1]


def test_it_is_done_once(done):
    once("go", done.append, 1)()
    do_pressed()
    do_pressed()
    assert done == [1]


def test_a_press_that_comes_with_a_refresh_as_well_counts_once(done):
    press = once("go", done.append, 1)
    press()
    begin_refresh()  # the refresh of a fragment
    press()
    do_pressed()
    assert done == [1]


class PageAskedFor(Exception):
    """What ends a run for another one, as Streamlit's does."""


@pytest.fixture(autouse=True)
def page_to_ask_for(monkeypatch):
    def rerun():
        raise PageAskedFor

    monkeypatch.setattr(action.st, "rerun", rerun)


def test_a_press_that_was_sent_with_a_change_in_a_fragment_has_the_page_run(done):
    """A browser sends what changes in one moment in one message, as the fragment's alone."""
    note_change()
    once("go", done.append, 1)()
    with pytest.raises(PageAskedFor):
        begin_refresh()
    do_pressed()
    assert done == [1]


def test_a_change_alone_needs_no_run_of_the_page():
    note_change()
    begin_refresh()


def test_a_change_says_nothing_of_presses_that_come_later(done):
    note_change()
    begin_refresh()
    press = once("go", done.append, 1)
    press()
    begin_refresh()  # a refresh that took it along
    press()
    do_pressed()
    assert done == [1]


def test_what_is_picked_beside_the_fragments_has_the_page_run(done):
    act = with_page("bar", done.append)
    note_change()
    act({"act": 2})
    with pytest.raises(PageAskedFor):
        begin_refresh()
    do_pressed()
    assert done == [{"act": 2}]


def test_a_press_that_comes_twice_before_the_page_runs_counts_once(done):
    press = once("go", done.append, 1)
    press()
    press()
    do_pressed()
    assert done == [1]


def test_two_presses_are_done_twice(done):
    for _ in range(2):
        once("go", done.append, 1)()
        do_pressed()
    assert done == [1, 1]


def test_a_press_that_is_numbered_in_the_browser_is_done_each_time(done):
    each_time("do.go", done.append, 1)
    for _ in range(2):
        hear_press("do-go")
    do_pressed()
    assert done == [1, 1]


def test_what_it_does_is_what_the_button_did_when_it_was_shown_last(done):
    each_time("go", done.append, 1)
    each_time("go", done.append, 2)
    hear_press("go")
    do_pressed()
    assert done == [2]


def test_a_numbered_press_has_the_page_run(done):
    each_time("go", done.append, 1)
    note_change()  # as whatever is picked does
    hear_press("go")
    with pytest.raises(PageAskedFor):
        begin_refresh()
    do_pressed()
    assert done == [1]


@pytest.mark.parametrize("name", ["stop", "", None, 1, ["go"], {"go": 1}])
def test_a_press_of_what_was_not_shown_does_nothing(name, done):
    each_time("go", done.append, 1)
    hear_press(name)
    do_pressed()
    assert done == []


def test_a_button_of_a_world_that_was_left_does_nothing(done):
    each_time("go", done.append, 1)
    forget_all()
    hear_press("go")
    do_pressed()
    assert done == []


def test_two_buttons_are_done_in_their_order(done):
    once("one", done.append, 1)()
    once("two", done.append, 2)()
    do_pressed()
    assert done == [1, 2]


def test_what_was_done_is_said():
    assert CHANGE.run(lambda: None, "Done.")
    assert CHANGE.answered() == Answer(True, "Done.")


def test_why_it_was_refused_is_said():
    assert not CHANGE.run(fail, "Done.")
    assert CHANGE.answered() == Answer(False, "It cannot be.")


def test_a_remedy_is_kept():
    def unavailable():
        fault = BackendUnavailable("Nothing answers.")
        fault.remedy = "Try it."
        raise fault

    CHANGE.run(unavailable)
    assert CHANGE.answered().remedy == "Try it."


def test_what_does_well_clears_what_went_wrong():
    CHANGE.run(fail)
    CHANGE.run(lambda: None)
    assert CHANGE.answered() is None


def test_what_is_done_may_keep_an_answer_of_its_own():
    own = Answer(True, "202 accepted")
    CHANGE.run(lambda: CHANGE.answer(own))
    assert CHANGE.answered() is own


def test_a_fault_of_the_program_is_no_answer():
    with pytest.raises(ZeroDivisionError):
        CHANGE.run(lambda: 1 / 0)


def test_nothing_is_done_before_the_yes(done):
    CHANGE.run(fail)
    CHANGE.ask("Really?", "Yes", lambda: done.append(1))
    assert (done, CHANGE.asked().words, CHANGE.answered()) == ([], "Really?", None)


def test_a_yes_does_it_once(done):
    CHANGE.ask("Really?", "Yes", lambda: done.append(1))
    CHANGE._agree()
    CHANGE._agree()
    assert (done, CHANGE.asked()) == ([1], None)


def test_a_no_does_nothing(done):
    CHANGE.ask("Really?", "Yes", lambda: done.append(1))
    CHANGE.drop()
    CHANGE._agree()
    assert done == []


def test_what_is_done_otherwise_is_asked_about_no_more(done):
    CHANGE.ask("Really?", "Yes", lambda: done.append(1))
    CHANGE.run(lambda: None, "It is done.")
    CHANGE._agree()
    assert (CHANGE.asked(), done) == (None, [])
    assert CHANGE.answered() == Answer(True, "It is done.")


def test_a_question_is_asked_of_one_thing_alone():
    CHANGE.ask("End it?", "End it", fail, of=(one := object()))
    CHANGE.keep_asking(one)
    assert CHANGE.asked() is not None
    CHANGE.keep_asking(None)
    assert CHANGE.asked() is None


def test_actions_do_not_mix():
    CHANGE.run(fail)
    CHANGE.ask("Really?", "Yes", fail)
    other = Action("other")
    assert (other.answered(), other.asked()) == (None, None)


def test_another_world_knows_of_none_of_it(done):
    CHANGE.ask("Really?", "Yes", lambda: done.append(1))
    Action("other").run(fail)
    once("go", done.append, 2)()
    forget_all()
    assert (CHANGE.asked(), Action("other").answered()) == (None, None)
    action.do_pressed()
    assert done == [2]
