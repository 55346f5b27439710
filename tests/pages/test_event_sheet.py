"""The sheet of an event on the Live page: opened by mark, dot or link, followed and closed."""

import json
from types import SimpleNamespace

import pytest

from eda_core.presentation.live.flow_map import DOTS
from pages.components.live import event_panel
from pages.components.log import view as log_view
from tests.rooms import Room


@pytest.fixture
def live(dashboard):
    """The Live page after an order that was cancelled."""
    live = dashboard.open()
    live.submit(101, 900)
    live.let_pass()
    return live


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


def test_the_story_says_that_its_lines_can_be_pressed(live):
    assert live.part("narrative")["opens"]


def test_an_event_of_the_log_is_followed_on_the_live_page(live):
    live.at.switch_page("pages/event_log.py").run()
    live.store(log_view.CHOSEN, "2")
    live.at.run()
    live.at.button(key="log-follow").click().run()
    assert live.part("event_sheet")["title"] == "PaymentFailed of order 101"


class Kept:
    """What is open, without a session."""

    value = ""

    def get(self):
        return self.value

    def put(self, value):
        self.value = value

    def reset(self):
        self.value = ""


@pytest.fixture
def sheet(monkeypatch):
    """A sheet over a world with a cancelled order: what is open, and the orders chosen."""
    room = Room()
    room.place(101, 900)
    sheet = SimpleNamespace(open=Kept(), orders=[], model=room.model)
    monkeypatch.setattr(event_panel, "OPEN", sheet.open)
    sheet.at = {}
    at = SimpleNamespace(keep=lambda element, opened: sheet.at.update({opened: element}))
    at.of = sheet.at.get
    monkeypatch.setattr(event_panel, "_AT", at)
    sheet.times = SimpleNamespace(count=0, of=lambda: sheet.times.count)
    sheet.times.keep = lambda count: setattr(sheet.times, "count", count)
    monkeypatch.setattr(event_panel, "_TIMES", sheet.times)
    monkeypatch.setattr(event_panel.privacy, "screen", lambda: str)
    monkeypatch.setattr(event_panel.stage, "choose_order", sheet.orders.append)
    return sheet


def test_a_mark_opens_its_event_and_chooses_its_order(sheet):
    event_panel.open_mark(sheet, 0)
    assert (sheet.open.value, sheet.orders) == ("1", ["101"])


def test_an_event_that_is_opened_again_is_not_the_one_that_was_closed(sheet):
    """A browser keeps the one it closed shut, and may get no refresh without it in between."""
    openings = []
    for _ in range(2):
        event_panel.open_mark(sheet, 0)
        shown = event_panel.parts(SimpleNamespace(reading=sheet.model))["event_sheet"]
        assert shown == event_panel.parts(SimpleNamespace(reading=sheet.model))["event_sheet"]
        openings.append(json.loads(shown)["opened"])
    assert openings[0] != openings[1]


def test_a_mark_of_a_message_and_one_there_is_not_open_nothing(sheet):
    marks = sheet.model.ask(lambda tables: len(tables.marks))
    for mark in range(marks + 3):
        sheet.open.reset()
        event_panel.open_mark(sheet, mark)
        assert sheet.open.value in ("1", "2", "3", "")
    assert len(sheet.orders) == 3


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_line_of_the_story_opens_its_event(sheet, monkeypatch, line):
    monkeypatch.setattr(event_panel.session, "chosen_order", lambda: 101)
    event_panel.open_line(sheet, {"event": line})
    assert sheet.open.value == str(line + 1)


@pytest.mark.parametrize(
    "wish", [None, {"event": 3}, {"event": -1}, {"event": "1"}, {"event": None}]
)
def test_what_is_no_line_of_the_story_opens_nothing(sheet, monkeypatch, wish):
    monkeypatch.setattr(event_panel.session, "chosen_order", lambda: 101)
    event_panel.open_line(sheet, wish)
    assert sheet.open.value == ""


def test_a_dot_opens_the_sheet_at_the_part_it_goes_to(sheet):
    (told, *_) = sheet.model.ask(lambda tables: tables.flow.newest(DOTS))
    event_panel.open_dot(sheet, str(told.hops[-1].key), "payment")
    assert (sheet.open.value, sheet.at) == ("1", {"1": "payment"})
    event_panel.open_mark(sheet, 0)
    assert sheet.at == {"1": ""}


def test_every_dot_opens_the_event_that_travels(sheet):
    for told in sheet.model.ask(lambda tables: tables.flow.newest(DOTS)):
        for hop in told.hops:
            event_panel.open_dot(sheet, str(hop.key))
            assert sheet.open.value == str(told.record.sequence)


def test_the_next_event_is_followed_by_its_id(sheet):
    event_panel.open_mark(sheet, 0)
    event_panel.act(sheet, {"event": sheet.model.record(3).event.id})
    assert sheet.open.value == "3"


@pytest.mark.parametrize("wish", [None, "close", {"close": True}])
def test_a_closed_sheet_is_closed(sheet, wish):
    event_panel.open_mark(sheet, 0)
    event_panel.act(sheet, wish)
    assert sheet.open.value == ""


def test_an_event_of_another_order_is_not_followed(sheet):
    event_panel.open_mark(sheet, 0)
    event_panel.act(sheet, {"event": ["no id"]})
    assert sheet.open.value == "1"
