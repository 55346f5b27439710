import pytest

from eda_core.presentation.log.event_filter import wanted_from
from eda_core.presentation.log.event_rows import why_empty
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.log_search import search_log


@pytest.fixture
def why(room):
    for order, amount in ((101, 100), (102, 900)):
        room.place(order, amount)
    newest = room.model.ask(lambda folds: search_log(folds, EventFilter())).found.records

    def asked(text="", **others):
        inputs = {"filter-text": text} | {f"filter-{n}": each for n, each in others.items()}
        return why_empty(wanted_from(inputs, 0).filter, newest)

    return asked


def test_parts_that_fit_alone_are_counted(why):
    assert why("detail.amount>500 source:payment") == (
        "No event fits this filter. Alone, detail.amount>500 fits 2, source:payment fits 2 "
        "of the newest 6; none fits all."
    )


def test_a_field_nobody_has_is_named_with_the_one_that_may_be_meant(why):
    assert why("detail.amont>500").endswith(
        "fits detail.amont>500. No event has detail.amont; did you mean detail.amount?"
    )


def test_all_of_a_value_is_told_from_a_part_of_it(why):
    assert why("source=order").endswith(
        "fits source=order. source:order would: it asks for a part of the value."
    )
    assert "would" not in why("source=nobody")
    assert "would" not in why("source:nobody")


def test_a_term_that_is_none_was_looked_for_as_text(why):
    assert "like detail.amount>500" in why("detail..amount>5")


def test_the_part_that_takes_nothing_is_named(why):
    assert "None of the newest 6 fits type Nothing." in why(source="order-service", type="Nothing")
    assert "order 7." in why(order="7")


def test_an_empty_log_has_nothing_to_say():
    assert why_empty(EventFilter(text="x"), ()) == "No event fits this filter."


def test_a_text_stands_as_it_was_typed(why):
    assert 'the text “"open”.' in why('"open')
    assert "the text “a\\b”." in why("a\\b")


def test_a_long_text_is_said_to_go_on(why):
    assert f"the text “{'x' * 59}…”." in why("x" * 500)
    assert f"fits source:{'x' * 59}…." in why("source:" + "x" * 500)
