"""A presenter's view in a second window: it drives the first, shows it in small, and misses it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import waits
from tests.browser.test_accessibility import AXE, faults
from tests.browser.test_recording import ACTS, recorded, take_in  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser


def test_a_second_window_drives_the_first_and_misses_it_when_it_is_closed(visit, room):
    stage = visit("?stage=1")
    stage.context.once("page", waits.count)
    with stage.context.expect_page() as opened:
        stage.get_by_role("button", name="Presenter's view").click()
    view = opened.value
    view.get_by_text("Window follows").wait_for()
    view.get_by_text(f"room {room}").first.wait_for()
    codes = {re.search(r"pair=(\w+)", page.url)[1] for page in (stage, view)}
    assert len(codes) == 2
    mirror = view.frame_locator("iframe")
    view.keyboard.press("Space")
    stage.get_by_text("paused").first.wait_for()
    view.get_by_role("button", name="Orders").click()
    stage.wait_for_url(re.compile(r"/orders\?.*stage=1"))
    mirror.locator(".st-key-orders-head").wait_for()
    if AXE.exists():
        assert faults(view, "presenter", AXE.read_text(encoding="utf-8")) == []
    stage.reload()
    view.get_by_text("Window follows").wait_for()
    view.get_by_role("button", name="Rules").click()
    stage.wait_for_url(re.compile("/rules"))
    mirror.locator(".st-key-card-rules-grid").wait_for()
    stage.goto("about:blank")
    view.get_by_text("Nobody follows").first.wait_for()


def test_keys_pressed_quickly_drive_as_many_acts(visit, recorded, room):  # noqa: F811
    """Also where an answer comes between two of them: it knows of the first ones only."""
    page = take_in(visit(), recorded, room)
    page.keyboard.press("Escape")
    page.context.once("page", waits.count)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Presenter's view").click()
    view = opened.value
    view.get_by_text("Window follows").wait_for()
    view.set_viewport_size({"width": 1000, "height": 500})
    for key, presses, act in (("n", 14, 14), ("b", 3, 11)):
        for _ in range(presses):
            view.keyboard.press(key)
            view.wait_for_timeout(110)
        page.wait_for_url(re.compile(rf"act={act}\b"))
        view.get_by_text(f"Act {act} of {ACTS}", exact=True).wait_for()
        waits.wait_for_refreshes(view)
        expect(view.get_by_text(f"Act {act} of {ACTS}", exact=True)).to_be_in_viewport()
