"""A lesson in a browser: a step waits for its dots, and nothing in it is a serious fault."""

import pytest
from playwright.sync_api import expect

from tests.browser import waits
from tests.browser.test_accessibility import axe, faults  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser


def test_a_lesson_is_played_by_keys_and_has_no_serious_fault(axe, visit):  # noqa: F811
    page = visit("?lesson=the-limit")
    waits.press(page, "2")
    done = page.locator(".steps > li.done")
    expect(done).to_have_count(1)
    expect(done.locator(".note")).to_contain_text("Order 101 · 900: cancelled at")
    page.get_by_role("button", name="cancelled", exact=True).click()
    waits.press(page, "3")
    expect(page.locator(".steps dl")).to_contain_text("your guesscancelled")
    expect(page.locator(".steps dl")).to_contain_text("the logcompleted")
    assert faults(page, "lesson", axe) == []
    page.get_by_role("link", name="Rules").click()
    expect(page.get_by_text("Pattern playground")).to_be_visible()
    expect(page.locator(".steps > li.done")).to_have_count(2)
    page.keyboard.press("h")
    expect(page.locator(".steps")).to_have_count(0)
