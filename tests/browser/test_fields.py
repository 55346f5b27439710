"""Fields that a popover, a page switch or a cold start draws late: they show what is stored.

A browser draws what is in a popover when it is opened; until then it knows of no value typed.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import waits

pytestmark = pytest.mark.browser


def rerun(page):
    """Have the whole page run again, twice, by the key that stops the time."""
    page.get_by_role("button", name="Size of the burst").wait_for()
    waits.wait_for_refreshes(page, 1)
    for _ in range(2):
        with waits.whole_run(page):
            page.keyboard.press("Space")


def open_menu(page, name):
    button = page.get_by_role("button", name=name)
    button.click()
    waits.wait_for_refreshes(page, 1)


def close_menu(page):
    page.keyboard.press("Escape")
    waits.wait_for_refreshes(page, 1)


def go_to(page, title):
    page.get_by_role("link", name=title, exact=True).click()
    waits.wait_for_script(
        page,
        "name => document.querySelector('[aria-current=page]')?.textContent.includes(name)",
        arg=title,
    )


def numbers(page, *names):
    return [page.get_by_role("spinbutton", name=name).input_value() for name in names]


def test_the_size_of_a_burst_is_the_one_on_its_button(first_visit):
    page = first_visit()
    page.get_by_role("button", name="Burst 50 orders, 30% over").wait_for()
    rerun(page)
    open_menu(page, "Size of the burst")
    assert numbers(page, "Orders") == ["50"]
    expect(page.get_by_role("slider", name="Over the limit")).to_have_value("30")
    close_menu(page)
    page.keyboard.press("6")
    page.get_by_role("button", name="eda-demo, EventBridge event bus, 150 events").wait_for()


def test_a_size_that_was_typed_comes_back(visit):
    page = visit()
    open_menu(page, "Size of the burst")
    page.get_by_role("spinbutton", name="Orders").fill("7")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Burst 7 orders, 30% over").wait_for()
    close_menu(page)
    go_to(page, "Rules")
    go_to(page, "Live")
    rerun(page)
    page.get_by_role("button", name="Burst 7 orders, 30% over").wait_for()
    open_menu(page, "Size of the burst")
    assert numbers(page, "Orders") == ["7"]


def test_a_cleared_pattern_stays_cleared(visit):
    page = visit("event_log")
    open_menu(page, "Pattern")
    page.get_by_role("textbox", name="Event pattern").fill('{"source": ["payment-service"]}')
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Pattern ✓").wait_for()
    close_menu(page)
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Pattern", exact=True).wait_for()
    for name in ("Export", "Import"):
        open_menu(page, name)
        close_menu(page)
    expect(page).not_to_have_url(re.compile("filter-pattern"))
    open_menu(page, "Pattern")
    assert page.get_by_role("textbox", name="Event pattern").input_value() == ""


def test_the_target_is_that_of_the_chosen_rule_on_a_cold_server(first_visit):
    page = first_visit("rules")
    target = page.get_by_role("combobox", name="Target")
    expect(target).to_have_value("eda-demo-payment-service")
    page.get_by_role("listbox", name="Rules").get_by_text("notification-service").first.click()
    expect(target).to_have_value("eda-demo-notification")
    waits.wait_for_refreshes(page, 3)
    expect(target).to_have_value("eda-demo-notification")


def test_amounts_to_filter_by_come_back(visit):
    page = visit("orders")
    open_menu(page, "Filter")
    page.get_by_role("textbox", name="Amount from").fill("200")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("orders-from=200"))
    close_menu(page)
    go_to(page, "Live")
    go_to(page, "Orders")
    expect(page).to_have_url(re.compile("orders-from=200"))
    waits.wait_for_refreshes(page, 2)
    open_menu(page, "Filter")
    assert page.get_by_role("textbox", name="Amount from").input_value() == "200"


def test_a_raw_body_comes_back(visit):
    page = visit()
    rerun(page)
    open_menu(page, "Raw body or event")
    body = page.get_by_role("textbox", name="JSON")
    assert "600" in body.input_value()
    body.fill('{"id": 7}')
    page.keyboard.press("Control+Enter")
    close_menu(page)
    go_to(page, "Rules")
    go_to(page, "Live")
    rerun(page)
    open_menu(page, "Raw body or event")
    assert page.get_by_role("textbox", name="JSON").input_value() == '{"id": 7}'


def test_the_number_of_the_next_order_is_proposed_after_each(visit):
    page = visit()
    for order in (101, 102):
        with waits.whole_run(page):
            waits.press(page, "1")
        field = page.get_by_role("spinbutton", name="Order id")
        expect(field).to_have_value(str(order + 1))
