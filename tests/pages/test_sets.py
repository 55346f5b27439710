"""The look Sets of the Orders page: two sets, a sentence, and the table it filters."""

import pytest

from pages.components.orders import session, sets_panel


@pytest.fixture
def orders(dashboard):
    dashboard.open()
    dashboard.post(*((number, 900 if number % 3 == 0 else 100) for number in range(101, 131)))
    dashboard.let_pass()
    dashboard.open("pages/orders.py")
    dashboard.store(session.LOOK, session.SETS)
    dashboard.at.run()
    return dashboard


def given(dashboard, name):
    (found,) = (
        dashboard.given(each)
        for each in dashboard.at.get("bidi_component")
        if each.proto.component_name.endswith(f".{name}")
    )
    return found


def test_the_limit_is_the_first_sentence_and_what_repeats_the_choice_is_said(orders):
    card = given(orders, "set_card")
    assert not orders.at.exception
    assert card["answer"] == "One thing sets the failed apart."
    assert card["sentences"][0]["key"].startswith("number: amount: over ")
    assert [each["count"] for each in card["sentences"][0]["numbers"]] == ["10 of 10", "none of 20"]
    assert card["repeated"].startswith("Not counted: ")


def test_a_sentence_filters_the_table(orders):
    key = given(orders, "set_card")["sentences"][0]["key"]
    orders.store(session.FACT, key)
    orders.at.run()
    rows = given(orders, "table")["rows"]
    assert len(rows) == 10
    assert rows[0]["group"] == "10 failed"


def test_a_link_that_names_no_set_shows_the_usual_ones(orders):
    orders.store(sets_panel._FIRST, "nonsense")
    orders.at.run()
    assert [head["key"] for head in given(orders, "set_card")["heads"]] == ["failed", "succeeded"]
