"""The Event log, import and What if? in a real browser."""

import json
import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser import waits

pytestmark = pytest.mark.browser


def open_burst(visit):
    page = visit()
    page.get_by_role("button", name="Burst 50 orders").click()
    page.get_by_role("button", name="eda-demo, EventBridge event bus, 150 events").wait_for()


@pytest.fixture
def log(shared):
    """The Event log after a burst, all of it shown."""
    page = shared(open_burst)
    waits.go_to(page, "Event log")
    page.get_by_text(re.compile("150 in the log|that fit, of 150")).first.wait_for()
    clear = page.get_by_role("button", name="Clear")
    if clear.count():
        clear.click()
    page.get_by_text("150 in the log").wait_for()
    return page


def test_a_filter_is_in_the_address_and_an_event_explained_in_place(log):
    log.get_by_role("button", name="Over the limit").or_(
        log.get_by_text("Over the limit", exact=True)
    ).first.click()
    log.get_by_text("that fit, of 150").wait_for()
    expect(log).to_have_url(re.compile("filter-text=detail.amount"))
    log.get_by_role("listbox", name="Catch-all log").get_by_role("option").first.click()
    log.get_by_text("What happened: Create Order took an order").wait_for()
    expect(log).to_have_url(re.compile("event="))
    assert log.outside == []


@pytest.mark.parametrize("width", [1440, 900, 390])
def test_both_ends_of_a_time_stand_in_one_row(log, width):
    log.set_viewport_size({"width": width, "height": 900})
    boxes = [log.get_by_label(name, exact=True).bounding_box() for name in ("From (UTC)", "Before")]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"] < width
    log.set_viewport_size({"width": 1440, "height": 900})


def test_what_fits_is_exported(log):
    log.get_by_role("button", name="Export").click()
    with log.expect_download() as download:
        log.get_by_role("button", name="JSON lines").click()
    lines = download.value.path().read_text().splitlines()
    assert len(lines) == 150
    assert json.loads(json.loads(lines[0])["message"])["source"] == "order-service"


def test_a_limit_is_tried_on_recorded_orders(log):
    waits.go_to(log, "What if?")
    log.get_by_text("would have ended differently").wait_for()
    orders = log.get_by_role("listbox", name="Orders that would differ").get_by_role("option")
    orders.nth(1).click()
    label = orders.nth(1).locator(".order").text_content()
    log.get_by_text(f"Order {label} with amount > 750").wait_for()
    expect(log).to_have_url(re.compile(f"order={label}"))
    assert waits.overhangs(log, (1440, 900)) == {1440: 0, 900: 0}
    assert log.outside == []


def test_a_time_before_2014_is_asked_about_and_taken_when_it_is_right(log, tmp_path):
    file = tmp_path / "old.jsonl"
    file.write_text(json.dumps({"timestamp": 1234567, "message": "m"}))
    log.get_by_role("button", name="Import").click()
    log.locator("input[type=file]").set_input_files(file)
    log.get_by_role("button", name="Import this file").click()
    log.get_by_text("before CloudWatch Logs began").wait_for()
    log.get_by_role("button", name="The times are right: import").click()
    log.get_by_text("1 record imported as old: JSON, 0 events.").wait_for()


def test_a_log_is_imported_with_its_bad_rows_listed_and_opened(visit, tmp_path):
    envelope = {"id": "1", "detail-type": "OrderCreated", "source": "order-service"}
    envelope |= {"time": "2026-01-31T12:00:00Z", "detail": {"id": 7, "amount": 900}}
    events = [
        {"timestamp": 1_769_860_800_000, "message": text}
        for text in (json.dumps(envelope), "<b>odd</b>")
    ]
    text = json.dumps({"events": events}).replace("]}", ', {"timestamp": nonsense}]}')
    file = tmp_path / "My export.json"
    file.write_text(text)
    page = visit("event_log")
    page.get_by_role("button", name="Import").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Import this file").click()
    page.get_by_text(
        "2 records imported as my-export: aws logs (JSON), 1 event. 1 of them is no event"
    ).wait_for()
    page.get_by_text("1 bad row", exact=True).click()
    visit(page.get_by_role("link", name="my-export").get_attribute("href"))
    page.get_by_text("2 in the log").wait_for()
    page.get_by_text("Imported log my-export").first.wait_for()
    rows = page.get_by_role("listbox", name="Catch-all log").get_by_role("option")
    rows.filter(has_text="not an event").click()
    page.get_by_text("<b>odd</b>").wait_for()
    assert page.outside == []


@pytest.mark.parametrize("path", ["event_log", "rules"])
def test_a_list_with_nothing_in_it_is_short_on_a_phone(visit, path):
    page = visit(path)
    page.set_viewport_size({"width": 390, "height": 844})
    empty = page.locator(".scroller > .empty:not([hidden])").first
    empty.wait_for()
    frame = empty.locator("xpath=..")
    assert frame.bounding_box()["height"] < 260
    page.set_viewport_size({"width": 1440, "height": 900})


def test_what_was_typed_is_said_again_as_it_is(visit):
    typed = "https://a.example www.a.example me@a.example :material/bolt: a -> b"
    pattern = json.dumps({"detail": {"a": [{typed: 1}]}})
    page = visit(f"event_log?{urlencode({'filter-pattern': pattern})}")
    said = page.get_by_test_id("stCaptionContainer").filter(has_text="Unrecognized match type")
    expect(said).to_contain_text(f"Unrecognized match type {typed}.")
    expect(said.get_by_role("link")).to_have_count(0)


def test_a_file_that_is_refused_leaves_its_sentence_and_no_bar(visit, tmp_path):
    file = tmp_path / "empty.json"
    file.write_text("")
    page = visit("event_log")
    page.get_by_role("button", name="Import").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Import this file").click()
    page.get_by_text("There are no rows in it.").wait_for()
    expect(page.get_by_role("progressbar")).to_have_count(0)
