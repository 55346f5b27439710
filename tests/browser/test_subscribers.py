"""The page Subscribers in a browser: presses within its fragment, which a page test cannot lose."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_subscriber_is_paused_let_go_on_and_replayed(visit):
    page = visit("?bus=custom")
    page.get_by_role("button", name="Over the limit").click()
    page.get_by_text("3 events · 8 deliveries").wait_for()
    page.get_by_role("link", name="Subscribers").click()
    rows = page.get_by_role("listbox", name="Subscribers of eda-demo").get_by_role("option")
    expect(rows).to_have_count(4)
    rows.filter(has_text="notification-service").click()
    page.get_by_role("button", name="Pause", exact=True).last.click()
    page.get_by_text("STOPPED", exact=True).wait_for()
    page.get_by_role("button", name="Resume", exact=True).click()
    page.get_by_text("RUNNING", exact=True).wait_for()
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(rows.filter(has_text="replay-notification-service")).to_have_count(1)
    page.get_by_role("link", name="Live").click()
    page.get_by_text("3 events · 11 deliveries").wait_for()
    assert page.outside == []
