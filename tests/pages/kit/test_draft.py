"""A text that is worked on."""

import pytest

from pages.components.kit.draft import Draft

DRAFT = Draft("one.draft")


@pytest.fixture(autouse=True)
def begun(session):
    DRAFT.follow("one")


def test_it_begins_with_what_it_follows():
    assert (DRAFT.text, DRAFT.base, DRAFT.revision) == ("one", "one", 1)


def test_an_editor_is_shown_by_what_name_and_over_what_a_browser_keeps_it():
    DRAFT.write("two")
    assert DRAFT.shown() == {"text": "two", "revision": 1, "draft": "one_draft", "base": "one"}


def test_what_is_typed_is_no_revision():
    DRAFT.write("two")
    assert (DRAFT.text, DRAFT.revision) == ("two", 1)


def test_an_untouched_one_goes_on_with_what_it_follows():
    DRAFT.follow("three")
    assert (DRAFT.text, DRAFT.revision) == ("three", 2)


def test_one_that_was_touched_stays_as_it_is():
    DRAFT.write("two")
    DRAFT.follow("three")
    assert (DRAFT.text, DRAFT.base, DRAFT.revision) == ("two", "three", 1)


def test_following_the_same_changes_nothing():
    DRAFT.follow("one")
    assert DRAFT.revision == 1


def test_it_is_taken_back():
    DRAFT.write("two")
    DRAFT.undo()
    assert (DRAFT.text, DRAFT.revision) == ("one", 2)


def test_another_text_is_loaded():
    DRAFT.load("four")
    DRAFT.write("five")
    DRAFT.undo()
    assert DRAFT.text == "four"


def test_an_empty_text_is_one_too():
    DRAFT.write("")
    DRAFT.follow("one")
    assert (DRAFT.text, DRAFT.is_begun) == ("", True)


def test_two_of_them_do_not_mix():
    assert not Draft("other").is_begun
    assert Draft("other").text == ""
