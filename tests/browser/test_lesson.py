"""A lesson in a browser: a step waits for its dots, and nothing in it is a serious fault."""

import pytest
from playwright.sync_api import expect

from tests.browser import waits
from tests.browser.test_accessibility import axe, faults  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser

BROKEN = """() => [...document.querySelectorAll(".st-key-scenarios strong")].flatMap((name) => {
  const text = document.createTreeWalker(name, NodeFilter.SHOW_TEXT).nextNode();
  const range = new Range();
  return [...text.data.matchAll(/\\S+/g)].filter(({ 0: word, index }) => {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
  }).map(([word]) => word);
})"""
"""The words on the keys of scenarios that do not stand in one line."""


def test_a_lesson_is_played_by_keys_and_has_no_serious_fault(axe, visit):  # noqa: F811
    page = visit("?lesson=the-limit")
    waits.press(page, "2")
    done = page.locator(".steps > li.done")
    expect(done).to_have_count(1)
    expect(done.locator(".note")).to_contain_text("Order 101 · 900: cancelled at")
    page.get_by_role("button", name="cancelled", exact=True).click()
    expect(page.locator(".steps .guess.told")).to_be_visible()
    page.reload()
    expect(page.locator(".steps .guess.told")).to_be_visible()
    waits.press(page, "3")
    expect(page.locator(".steps dl")).to_contain_text("your guesscancelled")
    expect(page.locator(".steps dl")).to_contain_text("the logcompleted")
    assert faults(page, "lesson", axe) == []
    page.get_by_role("link", name="Rules").click()
    expect(page.get_by_text("Pattern playground")).to_be_visible()
    expect(page.locator(".steps > li.done")).to_have_count(2)
    unfold = page.get_by_role("button", name="Lesson: The limit")
    page.get_by_role("button", name="Hide").click()
    unfold.wait_for()
    page.keyboard.press("h")
    expect(page.locator(".steps > li.done")).to_have_count(2)
    page.keyboard.press("h")
    expect(page.locator(".steps")).to_have_count(0)
    unfold.click()
    expect(page.locator(".steps > li.done")).to_have_count(2)


def test_what_holds_time_is_one_row_beside_a_lesson(visit):
    page = visit("?lesson=the-limit")
    waits.press(page, "2")
    page.get_by_role("button", name="Step to order 101").wait_for()
    assert page.locator(".st-key-time-bar").bounding_box()["height"] < 40


def test_the_next_lesson_has_nothing_of_the_one_before(visit):
    page = visit("?lesson=a-failed-order")
    waits.press(page, "2")
    expect(page.locator(".steps > li.done")).to_have_count(1)
    for skipped in (1, 2):
        page.get_by_role("button", name="Skip step").click()
        expect(page.locator(".steps > li.skipped")).to_have_count(skipped)
    page.get_by_role("button", name="Next: The limit").click()
    expect(page.locator(".progress")).to_have_text("0 of 5 done")
    expect(page.locator(".steps [title=done]")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 1200, 900, 390])
def test_no_word_of_a_key_is_broken_beside_a_lesson(visit, width):
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit("?lesson=the-limit")
    page.get_by_role("button", name="Burst").wait_for()
    waits.wait_for_refreshes(page, 1)
    assert page.evaluate(BROKEN) == []
