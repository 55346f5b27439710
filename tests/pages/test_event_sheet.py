"""The sheet of an event on the Live page: opened by mark, dot or link, followed and closed."""

import pytest

from pages.components.live import event_panel


@pytest.fixture
def live(dashboard):
    """The Live page after an order that was cancelled."""
    live = dashboard.open()
    live.submit(101, 900)
    live.let_pass()
    return live


def watched(live):
    """The key of what the timeline and the sheet are parts of, and what it has triggered."""
    (found,) = (c for c in live.at.get("bidi_component") if c.proto.id.endswith("-live.watch"))
    return found


def test_no_sheet_is_sent_while_none_is_open(live):
    assert "event_sheet" not in live.shown("live.watch")["parts"]


def test_a_link_opens_the_sheet_of_a_record(live):
    live.store(event_panel.OPEN, "1")
    live.at.run()
    assert live.part("event_sheet")["title"] == "OrderCreated of order 101"
    assert not live.at.exception


def test_a_record_that_has_not_come_is_said_to_be_missing(live):
    live.store(event_panel.OPEN, "99")
    live.at.run()
    assert live.part("event_sheet")["empty"].startswith("The log had no such event")


def test_what_no_record_can_be_called_opens_nothing(dashboard):
    dashboard.at.query_params["event"] = "<script>"
    live = dashboard.open()
    assert "event_sheet" not in live.shown("live.watch")["parts"]


def test_the_sheet_is_closed_on_the_way_to_another_page(live):
    live.store(event_panel.OPEN, "1")
    live.at.run()
    live.at.switch_page("pages/orders.py").run()
    live.at.switch_page("pages/live.py").run()
    assert "event_sheet" not in live.shown("live.watch")["parts"]
