import json

import pytest

from eda_core.domain.errors import BackendUnavailable
from eda_core.read_model import ReadModel
from pages.components.log import view as log_view

pytestmark = pytest.mark.unmeasured


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
    log.field("filter-order").set_value("102").run()
    assert {row["order"] for row in rows(log)} == {"102"}


def test_events_are_filtered_by_source(log):
    log.field("filter-source").set_value("payment-service").run()
    assert {row["detail_type"] for row in rows(log)} == {"PaymentSucceeded", "PaymentFailed"}


def test_events_are_filtered_by_detail_type(log):
    log.field("filter-type").set_value("OrderCancelled").run()
    assert [row["order"] for row in rows(log)] == ["102"]


def test_events_are_filtered_by_text_anywhere(log):
    log.field("filter-text").set_value("STATEMACHINE:EDA").run()
    assert {row["source"] for row in rows(log)} == {"payment-service"}


def test_another_filter_is_sent_whole(log):
    assert not log.shown("log.feed")["whole"]
    log.field("filter-order").set_value("102").run()
    assert log.shown("log.feed")["whole"]


def test_a_chosen_event_is_explained(log):
    log.store(log_view.CHOSEN, rows(log)[0]["key"])
    log.at.run()
    groups = log.shown("log.fields")["groups"]
    assert [group["title"] for group in groups] == [
        "The envelope",
        "The detail in it",
        "Around it, in the log",
    ]


def test_a_filter_that_takes_nothing_says_so(log):
    log.field("filter-text").set_value("no such text").run()
    assert rows(log) == []
    assert log.shown("log.feed")["empty"].startswith("No event fits this filter. None of")


def test_a_filter_that_names_no_order_says_so(log):
    log.field("filter-order").set_value("A7").run()
    assert any("An order is a number" in caption.value for caption in log.at.caption)


def test_events_are_filtered_by_a_field(log):
    log.field("filter-text").set_value("detail.amount>500").run()
    assert {row["order"] for row in rows(log)} == {"102"}


def test_events_are_filtered_by_a_pattern(log):
    pattern = '{"detail": {"amount": [{"numeric": ["<", 500]}]}}'
    log.field("filter-pattern").set_value(pattern).run()
    assert {row["order"] for row in rows(log)} == {"101"}


def test_events_are_filtered_by_time(log):
    log.field("filter-from").set_value("2030-01-01").run()
    assert rows(log) == []
    assert log.shown("log.feed")["note"] == "0 that fit, of 6 · UTC"


def test_a_pattern_that_cannot_be_says_why(log):
    log.field("filter-pattern").set_value('{"source": 5}').run()
    assert any("The pattern, source" in caption.value for caption in log.at.caption)
    assert len(rows(log)) == 6


def test_a_named_filter_fills_the_inputs(log):
    log.field("log.saved-filter").set_value("Payments").run()
    assert log.field("filter-source").value == "payment-service"
    assert len(rows(log)) == 2


def test_a_filter_is_kept_under_a_name_and_forgotten(log):
    log.field("filter-text").set_value("900").run()
    log.field("log.filter-name").set_value("Nine hundred").run()
    log.at.button(key="log.keep").click().run()
    log.at.button(key="log.clear").click().run()
    assert len(rows(log)) == 6
    log.field("log.saved-filter").set_value("Nine hundred").run()
    assert log.field("filter-text").value == "900"
    log.at.button(key="log.forget").click().run()
    assert "Nine hundred" not in log.field("log.saved-filter").options


def test_the_chosen_event_is_in_the_address(dashboard):
    dashboard.open()
    dashboard.submit(101, 100)
    dashboard.let_pass()
    dashboard.at.query_params["event"] = "2"
    dashboard.open("pages/event_log.py")
    assert dashboard.shown("log.feed")["chosen_event"] == "2"


@pytest.mark.parametrize("event", ["x", "-1", "9" * 40, "2.5", "٣", "999"])
def test_an_address_that_names_no_event_shows_none(dashboard, event):
    dashboard.at.query_params["event"] = event
    page = dashboard.open("pages/event_log.py")
    assert page.shown("log.fields")["empty"].startswith("Choose an event")
    assert not page.at.exception


def test_a_chosen_event_is_shown_whole(log):
    log.store(log_view.CHOSEN, rows(log)[0]["key"])
    log.field("log.how").set_value("JSON").run()
    envelope = json.loads(log.at.code[0].value)
    assert envelope["detail"]["id"] in (101, 102)
    assert list(envelope)[:4] == ["version", "id", "detail-type", "source"]


def test_a_backend_that_cannot_be_read_gets_a_sentence(log, monkeypatch):
    def unavailable(model):
        raise BackendUnavailable("Nothing answers. Try again in 5 s.")

    monkeypatch.setattr(ReadModel, "refresh", unavailable)
    log.let_pass()
    assert log.at.error[0].value.replace("\\", "") == "Nothing answers. Try again in 5 s."
    assert len(rows(log)) == 6
