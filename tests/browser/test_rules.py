"""The Rules page in a browser: what one does by keyboard, and what a refresh must not undo."""

import pytest

pytestmark = pytest.mark.browser

SECONDS = 1000
BIG = '{"detail": {"amount": [{"numeric": [">", 500]}]}}'


@pytest.fixture
def rules(visit):
    """The Rules page after an order over the limit."""
    page = visit()
    page.get_by_role("button", name="Over the limit").click()
    page.get_by_text("3 events · 8 deliveries").wait_for(timeout=20 * SECONDS)
    page.get_by_role("link", name="Rules").click()
    page.get_by_role("gridcell").first.wait_for(timeout=20 * SECONDS)
    return page


def editor(page):
    return page.get_by_role("textbox", name="Pattern", exact=True)


def test_a_mark_opens_its_reason_by_keyboard(rules):
    rules.get_by_role("gridcell").first.focus()
    rules.keyboard.press("ArrowRight")
    rules.keyboard.press("ArrowDown")
    rules.keyboard.press("Enter")
    rules.get_by_text("does not take it").wait_for(timeout=10 * SECONDS)
    rules.wait_for_timeout(2 * SECONDS)
    rules.keyboard.press("ArrowDown")
    focused = rules.locator("td:focus").get_attribute("aria-label")
    assert focused == "payment-service-filtering-orders, OrderCreated of order 101: takes it"
    assert rules.outside == []


def test_what_is_typed_is_checked_and_kept(rules):
    editor(rules).fill("")
    editor(rules).press_sequentially('{"source": [1}', delay=20)
    rules.get_by_text("line 1, column 14").wait_for(timeout=10 * SECONDS)
    assert editor(rules).get_attribute("aria-invalid") == "true"
    editor(rules).fill(BIG)
    rules.get_by_text("Would have taken 2 of 3 events").wait_for(timeout=10 * SECONDS)
    rules.wait_for_timeout(3 * SECONDS)
    assert editor(rules).input_value() == BIG
    assert rules.locator("textarea:focus").count() == 1


def test_letters_typed_are_no_shortcuts(rules):
    editor(rules).press_sequentially(" s S 1 ")
    rules.wait_for_timeout(2 * SECONDS)
    assert rules.get_by_role("button", name="Pause").is_visible()
    assert rules.get_by_role("gridcell").count() == 12


def test_a_name_half_typed_is_kept(rules):
    name = rules.get_by_role("textbox", name="Name of the rule")
    name.fill("big-ord")
    rules.wait_for_timeout(3 * SECONDS)
    assert name.input_value() == "big-ord"


@pytest.mark.parametrize("width", [1440, 900, 600])
def test_nothing_scrolls_sideways(rules, width):
    rules.set_viewport_size({"width": width, "height": 900})
    rules.wait_for_timeout(SECONDS)
    assert rules.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
