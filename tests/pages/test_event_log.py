import json

import pytest

from eda_core.errors import BackendUnavailable
from eda_core.read_model import ReadModel


@pytest.fixture
def log(dashboard):
    """The Event log after two orders."""
    dashboard.open()
    dashboard.submit(101, 100)
    dashboard.submit(102, 900)
    dashboard.let_pass()
    dashboard.open("pages/event_log.py")
    dashboard.let_pass(1)
    return dashboard


def rows(log):
    return log.shown("log.feed")["rows"]


def test_the_empty_page_says_so(dashboard):
    page = dashboard.open("pages/event_log.py")
    assert page.shown("log.feed")["empty"].startswith("No events yet")
    assert not page.at.exception


def test_events_are_newest_first(log):
    times = [row["time"] for row in rows(log)]
    assert len(times) == 6
    assert times == sorted(times, reverse=True)


def test_events_are_filtered_by_order(log):
    log.at.text_input(key="filter-order").set_value("102").run()
    assert {row["order"] for row in rows(log)} == {"102"}


def test_events_are_filtered_by_source(log):
    log.at.selectbox(key="filter-source").set_value("payment-service").run()
    assert {row["detail_type"] for row in rows(log)} == {"PaymentSucceeded", "PaymentFailed"}


def test_events_are_filtered_by_detail_type(log):
    log.at.selectbox(key="filter-type").set_value("OrderCancelled").run()
    assert [row["order"] for row in rows(log)] == ["102"]


def test_events_are_filtered_by_text_anywhere(log):
    log.at.text_input(key="filter-text").set_value("STATEMACHINE:EDA").run()
    assert {row["source"] for row in rows(log)} == {"payment-service"}


def test_another_filter_is_sent_whole(log):
    assert not log.shown("log.feed")["whole"]
    log.at.text_input(key="filter-order").set_value("102").run()
    assert log.shown("log.feed")["whole"]


def test_a_filter_that_takes_nothing_says_so(log):
    log.at.text_input(key="filter-text").set_value("no such text").run()
    assert rows(log) == []
    assert log.shown("log.feed")["empty"] == "No event fits this filter."


def test_a_filter_that_names_no_order_says_so(log):
    log.at.text_input(key="filter-order").set_value("A7").run()
    assert "An order is a number" in log.at.caption[0].value


def test_a_chosen_event_is_shown_whole(log):
    log.at.session_state["log.chosen"] = rows(log)[0]["key"]
    log.at.run()
    envelope = json.loads(log.at.code[0].value)
    assert envelope["detail"]["id"] in (101, 102)
    assert list(envelope)[:4] == ["version", "id", "detail-type", "source"]


def test_a_backend_that_cannot_be_read_gets_a_sentence(log, monkeypatch):
    def unavailable(model):
        raise BackendUnavailable("Nothing answers. Try again in 5 s.")

    monkeypatch.setattr(ReadModel, "refresh", unavailable)
    log.let_pass()
    assert log.at.error[0].value == "Nothing answers. Try again in 5 s."
    assert len(rows(log)) == 6
