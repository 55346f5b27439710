"""A recording from elsewhere is walked act by act by one key, and says all the time what it is."""

import re

import pytest
from playwright.sync_api import expect

from eda_core.recordings import Act, recording_of
from tests.browser import waits
from tests.browser.test_accessibility import axe, faults  # noqa: F401 - a fixture
from tests.unit.recordings.conftest import START_MS, as_bytes, troubled_model

pytestmark = pytest.mark.browser

ACTS = 20
PAGES = ("live", "orders", "rules", "event_log", "payment_service")


def twenty_acts():
    """A file with twenty acts on five pages, of two orders each."""
    return tuple(
        Act(
            f"Scene {number}",
            START_MS + (number - 1) * 1_400,
            START_MS + number * 1_400,
            page=PAGES[number % len(PAGES)],
            show={"order": str(100 + number)},
        )
        for number in range(1, ACTS + 1)
    )


@pytest.fixture(scope="module")
def recorded():
    model = troubled_model()
    times = (model.instant.time.now_ms, START_MS)
    return as_bytes(recording_of(model, "Twenty", twenty_acts(), times))


def take_in(page, recorded, name):
    """Take in the file by the menu; it stands ready then."""
    page.get_by_role("button", name="Record", exact=True).click()
    file = {"name": f"{name}.gz", "mimeType": "application/gzip", "buffer": recorded}
    page.locator("input[type=file]").last.set_input_files(file)
    page.get_by_role("button", name="Take it in").click()
    page.get_by_text("is taken in, and stands ready").wait_for()
    return page


def test_what_is_no_recording_is_refused_beside_the_button(visit):
    page = visit()
    page.get_by_role("button", name="Record", exact=True).click()
    file = {"name": "a.jsonl", "mimeType": "text/plain", "buffer": b'{"version": "0"}'}
    page.locator("input[type=file]").last.set_input_files(file)
    button = page.get_by_role("button", name="Take it in")
    button.click()
    said = page.get_by_text("A log is taken in on the Event log page.")
    expect(said).to_be_visible()
    assert said.bounding_box()["y"] > button.bounding_box()["y"]


def test_twenty_acts_by_one_key_and_back_by_another(visit, recorded, room):
    page = take_in(visit(), recorded, room)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Recording ready · R").click()
    badge = page.locator(".badge").filter(has_text="Recording").first
    for number in range(1, ACTS + 1):
        place = page.get_by_text(f"act {number} of {ACTS}", exact=True)
        place.wait_for()
        expect(page.get_by_text(f"Scene {number}", exact=True).first).to_be_visible()
        expect(badge).to_be_visible()
        assert f"order={100 + number}" in page.url
        if number < ACTS:
            waits.wait_until_drawn(page)  # a page that is just drawn has its keys a moment later
            page.keyboard.press("n")
    expect(page).to_have_url(re.compile("live|/\\?"))
    assert page.outside == []
    page.keyboard.press("r")
    page.get_by_text(f"room {room}").first.wait_for()
    expect(badge).to_be_hidden()


def test_keys_pressed_quickly_walk_as_many_acts(visit, recorded, room):
    """Between two pages there is no bar; what is pressed then counts as well."""
    page = take_in(visit(), recorded, room)
    visit(f"?world=recording&file={room}&act=1")
    page.get_by_text(f"act 1 of {ACTS}", exact=True).wait_for()
    waits.wait_for_refreshes(page)
    for key, presses, act in (("n", 6, 7), ("b", 4, 3)):
        for _ in range(presses):
            page.keyboard.press(key)
            page.wait_for_timeout(60)
        page.get_by_text(f"act {act} of {ACTS}", exact=True).wait_for()
        waits.wait_for_refreshes(page, 3)
        assert page.get_by_text(f"act {act} of {ACTS}", exact=True).is_visible()


def test_the_badge_stays_in_sight_on_the_stage_and_on_a_phone(
    visit,
    recorded,
    room,
    axe,  # noqa: F811
):
    page = take_in(visit(), recorded, room)
    visit(f"?world=recording&file={room}&act=2")
    page.get_by_text(f"act 2 of {ACTS}", exact=True).wait_for()
    assert faults(page, "recording", axe) == []
    for stage in ("", "&stage=1"):
        if stage:
            visit(f"?world=recording&file={room}{stage}")
        badge = page.locator(".badge").filter(has_text="Recording").first
        for width, height in ((1920, 1080), (1280, 720), (900, 900), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            waits.wait_until_drawn(page)
            box = badge.bounding_box()
            assert box["width"] > 80, (stage, width)
            assert 0 <= box["x"] <= width - box["width"], (stage, width)
            assert 0 <= box["y"] < height, (stage, width)
