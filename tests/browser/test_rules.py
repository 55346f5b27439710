"""The Rules page in a browser: what one does by keyboard, and what a refresh must not undo."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import waits

pytestmark = pytest.mark.browser

BIG = '{"detail": {"amount": [{"numeric": [">", 500]}]}}'


def open_rules(visit):
    visit.place(900)
    page = visit("rules")
    expect(page.get_by_role("gridcell")).to_have_count(12)


@pytest.fixture
def rules(shared):
    """The Rules page after an order over the limit."""
    return shared(open_rules)


def editor(page):
    return page.get_by_role("textbox", name="Pattern", exact=True)


def test_a_mark_opens_its_reason_by_keyboard(rules):
    rules.get_by_role("gridcell").first.focus()
    rules.keyboard.press("ArrowRight")
    rules.keyboard.press("ArrowDown")
    rules.keyboard.press("Enter")
    rules.get_by_text("does not take it").wait_for()
    expect(rules).to_have_url(re.compile(r"mark=2\.payment-service-filtering-orders"))
    waits.wait_for_refreshes(rules)
    rules.keyboard.press("ArrowDown")
    focused = rules.locator("td:focus").get_attribute("aria-label")
    assert focused == "payment-service-filtering-orders, OrderCreated of order 101: takes it"
    assert rules.outside == []


def test_what_is_typed_is_checked_and_kept(rules):
    editor(rules).fill("")
    editor(rules).press_sequentially('{"source": [1}', delay=20)
    rules.get_by_text("line 1, column 14").wait_for()
    expect(editor(rules)).to_have_attribute("aria-invalid", "true")
    editor(rules).fill(BIG)
    rules.get_by_text("Would have taken 2 of 3 events").wait_for()
    waits.wait_for_refreshes(rules)
    assert editor(rules).input_value() == BIG
    assert rules.locator("textarea:focus").count() == 1


def test_letters_typed_are_no_shortcuts(rules):
    editor(rules).press_sequentially(" s S 1 ")
    waits.wait_for_refreshes(rules)
    assert rules.get_by_role("button", name="Pause").is_visible()
    assert rules.get_by_role("gridcell").count() == 12


def test_a_name_half_typed_is_kept(rules):
    name = rules.get_by_role("textbox", name="Name of the rule")
    name.fill("big-ord")
    waits.wait_for_refreshes(rules)
    assert name.input_value() == "big-ord"


def test_a_target_too_long_for_its_list_ends_in_an_ellipsis(rules):
    target = rules.get_by_role("combobox", name="Target")
    expect(target).to_have_css("text-overflow", "ellipsis")


def test_nothing_scrolls_sideways(rules):
    assert waits.overhangs(rules) == {1440: 0, 900: 0, 600: 0}


def test_a_pattern_that_was_put_is_no_draft_any_more(visit):
    """Under the name of the first rule, with which the page begins, it would be put there."""
    page = visit("rules")
    before, name = editor(page).input_value(), page.get_by_role("textbox", name="Name of the rule")
    first = name.input_value()
    editor(page).fill(BIG)
    name.fill("big-orders")
    name.press("Tab")
    page.get_by_role("button", name="Add rule").click()
    page.get_by_text("big-orders takes events by this pattern from now on.").wait_for()
    waits.wait_for_script(page, "() => !sessionStorage.getItem('eda-draft:rules_pattern')")
    page.reload()
    expect(name).to_have_value("big-orders")
    expect(editor(page)).to_have_value(re.compile("numeric"))
    visit("rules")
    expect(name).to_have_value(first)
    expect(editor(page)).to_have_value(before)


def ask_to_delete(page, rule):
    page.get_by_role("option").filter(has_text=rule).click()
    page.get_by_role("button", name="Delete …").click()
    return page.get_by_role("button", name="Delete", exact=True)


def test_a_refusal_stands_whole_in_its_frame(visit):
    """Another tab has deleted the rule meanwhile."""
    page = visit("rules")
    other = page.context.new_page()
    other.goto(page.url)
    delete = ask_to_delete(page, "cw-catch-all")
    ask_to_delete(other, "cw-catch-all").click()
    page.get_by_text("3 rules", exact=True).wait_for()
    delete.click()
    said = page.locator("[data-testid=stAlert]")
    said.get_by_text("Rule cw-catch-all does not exist.").wait_for()
    frame, words = said.bounding_box(), said.locator("p").bounding_box()
    assert words["y"] + words["height"] < frame["y"] + frame["height"]
