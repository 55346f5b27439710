"""A value of the session: its input and its address say it, and bring no old one back."""

import pytest
from hypothesis import strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pages.components.frame import entrance
from pages.components.kit import param as param_module
from pages.components.kit.param import Param, address, open_page, tell_again
from tests.pages.kit.conftest import Address

COUNT = Param("count", 50, "count", int)
PLAIN = Param("plain", "")


@pytest.fixture(autouse=True)
def page(session, address):
    open_page("live")


def type_in(session, param, value):
    """What Streamlit does when somebody types: the state of the input's key is another."""
    session[param.key_of_input()] = value


def test_it_begins_with_what_is_usual():
    assert COUNT.get() == 50


def test_it_begins_with_what_a_link_names(address):
    address["count"] = "7"
    assert COUNT.get() == 7


def test_a_link_that_names_no_value_is_as_none(address):
    address["count"] = "seven"
    assert COUNT.get() == 50


def test_what_is_put_is_in_the_address(address):
    COUNT.put(7)
    assert address == {"count": "7"}


def test_what_goes_without_saying_is_not_in_the_address(address):
    COUNT.put(7)
    COUNT.reset()
    assert address == {}


def test_what_has_no_name_is_never_in_the_address(address):
    PLAIN.put("x")
    assert (PLAIN.get(), address) == ("x", {})


def test_a_refresh_with_the_address_of_a_moment_ago_changes_nothing(address):
    COUNT.put(7)
    address["count"] = "6"
    assert COUNT.get() == 7
    COUNT.tell_address()
    assert address == {"count": "7"}


def test_a_link_to_another_page_is_followed(address):
    COUNT.put(7)
    address["count"] = "8"
    open_page("orders")
    assert COUNT.get() == 8


def test_a_page_opened_without_a_word_of_it_keeps_it_and_says_it(address):
    COUNT.put(7)
    address.clear()
    open_page("orders")
    assert COUNT.get() == 7
    COUNT.tell_address()
    assert address == {"count": "7"}


def test_what_does_not_stay_ends_with_its_page(address):
    switch = Param("stage", "", "stage", stays=False)
    switch.put("1")
    open_page("live")
    assert switch.get() == "1"
    address.clear()
    open_page("orders")
    assert switch.get() == ""


def test_what_is_typed_is_stored_and_said(session, address):
    type_in(session, COUNT, 9)
    assert COUNT.get() == 9
    assert address == {"count": "9"}


def test_it_outlives_its_input(session):
    type_in(session, COUNT, 9)
    COUNT.get()
    del session[COUNT.key_of_input()]  # Streamlit: a run has not drawn it
    assert COUNT.get() == 9


def test_the_input_is_another_when_the_program_puts_a_value(session):
    type_in(session, COUNT, 9)
    before = COUNT.key_of_input()
    COUNT.put(10)
    assert COUNT.key_of_input() != before


def test_the_input_stays_when_the_program_puts_what_it_shows(session):
    type_in(session, COUNT, 9)
    before = COUNT.key_of_input()
    COUNT.put(9)
    assert COUNT.key_of_input() == before


def test_a_link_is_another_input_too(session, address):
    type_in(session, COUNT, 9)
    before = COUNT.key_of_input()
    COUNT.get()
    address["count"] = "8"
    open_page("orders")
    assert COUNT.key_of_input() != before


def test_a_late_message_of_the_browser_brings_nothing_back(session):
    type_in(session, COUNT, 9)
    before = COUNT.key_of_input()
    COUNT.put(10)
    session[before] = 9
    assert COUNT.get() == 10


def test_the_address_can_be_taken_along():
    COUNT.put(7)
    assert address() == {"count": "7"}


class Browsing(RuleBasedStateMachine):
    """A session and its browser in a few lines, and what must be shown and stored by now.

    Streamlit shows an input's own state where it has one, else what the input was drawn with.
    """

    values = strategies.integers(0, 5)

    def __init__(self):
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.session, self.query, self.old, self.pages = {}, Address(), [], 0
        self.patch.setattr(param_module.st, "session_state", self.session)
        self.patch.setattr(param_module.st, "query_params", self.query)
        self.number, self.wanted = Param("number", 1, "number", int), 1
        open_page("first")
        self.number.get()

    def teardown(self):
        self.patch.undo()

    @rule(value=values)
    def somebody_types(self, value):
        self.session[self.number.key_of_input()] = self.wanted = value

    @rule(value=values)
    def the_program_puts(self, value):
        self.old.append((self.number.key_of_input(), self.number.get()))
        self.number.put(value)
        self.wanted = value

    @rule()
    def a_run_does_not_draw_it(self):
        self.session.pop(self.number.key_of_input(), None)

    @rule()
    def the_browser_is_late_with_its_state(self):
        for key, shown in self.old:
            if key != self.number.key_of_input():
                self.session[key] = shown

    @rule()
    def the_browser_is_late_with_its_address(self):
        self.query["number"] = "77"

    @rule(value=strategies.none() | values)
    def another_page_is_opened(self, value):
        self.query.clear()
        self.session.pop(self.number.key_of_input(), None)
        if value is not None:
            self.query["number"] = str(value)
            self.wanted = value
        self.pages += 1
        open_page(str(self.pages))

    @invariant()
    def all_say_the_same(self):
        assert self.number.get() == self.wanted
        assert self.session.get(self.number.key_of_input(), self.number.get()) == self.wanted
        self.number.tell_address()
        assert self.query == ({} if self.wanted == 1 else {"number": str(self.wanted)})


TestBrowsing = Browsing.TestCase


class RulesPage:
    url_path = "rules"


def test_a_session_sent_round_begins_with_its_link_before_its_page_does(address, monkeypatch):
    """On a cold server the frame is drawn twice: without the link, and then with it."""
    assert COUNT.get() == 50
    monkeypatch.setattr(entrance.st, "switch_page", lambda page, query_params: None)
    entrance._WANTED.keep(("rules", {"count": "7"}))
    entrance.open_pages([RulesPage])
    address["count"] = "7"
    assert COUNT.get() == 7


def test_what_a_late_refresh_takes_out_of_the_address_is_told_again(address):
    COUNT.put(7)
    tell_again()  # in the same run, which has it
    address.clear()  # a refresh that was on its way began with the address of before
    tell_again()
    assert address == {"count": "7"}


def test_what_the_browser_has_is_told_no_more(address):
    COUNT.put(7)
    for _ in range(2):
        tell_again()
    address.clear()
    tell_again()
    assert address == {}


def test_nothing_is_told_again_on_another_page(address):
    COUNT.put(7)
    open_page("orders")
    address.clear()
    tell_again()
    assert address == {}
