"""Fields that a popover, a page switch or a cold start draws late: they show what is stored.

A browser draws what is in a popover when it is opened; until then it knows of no value typed.
"""

import json
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


def numbers(page, *names):
    return [page.get_by_role("spinbutton", name=name).input_value() for name in names]


def test_the_size_of_a_burst_is_the_one_on_its_button(first_visit):
    page = first_visit()
    page.get_by_role("button", name="Burst 50 orders, 30% over").wait_for()
    rerun(page)
    open_menu(page, "Size of the burst")
    assert numbers(page, "Orders") == ["50"]
    expect(page.get_by_role("slider", name="Over the limit")).to_have_value("30")
    waits.close_menu(page)
    page.keyboard.press("6")
    page.get_by_role("button", name="eda-demo, EventBridge event bus, 150 events").wait_for()


def test_the_target_is_that_of_the_chosen_rule_on_a_cold_server(first_visit):
    page = first_visit("rules")
    target = page.get_by_role("combobox", name="Target")
    expect(target).to_have_value("eda-demo-payment-service")
    page.get_by_role("listbox", name="Rules").get_by_text("notification-service").first.click()
    expect(target).to_have_value("eda-demo-notification")
    waits.wait_for_refreshes(page, 3)
    expect(target).to_have_value("eda-demo-notification")


def test_a_size_that_was_typed_comes_back(live):
    open_menu(live, "Size of the burst")
    live.get_by_role("spinbutton", name="Orders").fill("7")
    live.keyboard.press("Tab")
    live.get_by_role("button", name="Burst 7 orders, 30% over").wait_for()
    waits.close_menu(live)
    waits.go_to(live, "Rules")
    waits.go_to(live, "Live")
    rerun(live)
    live.get_by_role("button", name="Burst 7 orders, 30% over").wait_for()
    open_menu(live, "Size of the burst")
    assert numbers(live, "Orders") == ["7"]


def test_a_cleared_pattern_stays_cleared(live):
    waits.go_to(live, "Event log")
    open_menu(live, "Pattern")
    live.get_by_role("textbox", name="Event pattern").fill('{"source": ["payment-service"]}')
    live.keyboard.press("Control+Enter")
    live.get_by_role("button", name="Pattern ✓").wait_for()
    waits.close_menu(live)
    live.get_by_role("button", name="Clear").click()
    live.get_by_role("button", name="Pattern", exact=True).wait_for()
    for name in ("Export", "Import"):
        open_menu(live, name)
        waits.close_menu(live)
    expect(live).not_to_have_url(re.compile("filter-pattern"))
    open_menu(live, "Pattern")
    assert live.get_by_role("textbox", name="Event pattern").input_value() == ""


def test_amounts_to_filter_by_come_back(live):
    waits.go_to(live, "Orders")
    open_menu(live, "Filter")
    live.get_by_role("textbox", name="Amount from").fill("200")
    live.keyboard.press("Enter")
    expect(live).to_have_url(re.compile("orders-from=200"))
    waits.close_menu(live)
    waits.go_to(live, "Live")
    waits.go_to(live, "Orders")
    expect(live).to_have_url(re.compile("orders-from=200"))
    waits.wait_for_refreshes(live, 2)
    open_menu(live, "Filter")
    assert live.get_by_role("textbox", name="Amount from").input_value() == "200"


def test_a_raw_body_comes_back(live):
    rerun(live)
    open_menu(live, "Raw body or event")
    body = live.get_by_role("textbox", name="JSON")
    assert "600" in body.input_value()
    body.fill('{"id": 7}')
    live.keyboard.press("Control+Enter")
    waits.close_menu(live)
    waits.go_to(live, "Rules")
    waits.go_to(live, "Live")
    rerun(live)
    open_menu(live, "Raw body or event")
    assert live.get_by_role("textbox", name="JSON").input_value() == '{"id": 7}'


def test_the_number_of_the_next_order_is_proposed_after_each(live):
    field = live.get_by_role("spinbutton", name="Order id")
    first = int(field.input_value())
    for order in (first, first + 1):
        with waits.whole_run(live):
            waits.press(live, "1")
        expect(field).to_have_value(str(order + 1))


def test_a_menu_stays_open_while_its_name_changes(live):
    open_menu(live, "Faults: none armed")
    live.get_by_role("button", name="Arm", exact=True).click()
    waits.wait_for_refreshes(live)
    expect(live.get_by_role("button", name="1 fault armed")).to_be_visible()
    live.get_by_role("button", name="Disarm all").click()
    waits.wait_for_refreshes(live)
    expect(live.get_by_role("button", name="Arm", exact=True)).to_be_visible()
    waits.close_menu(live)
    waits.wait_for_refreshes(live)
    expect(live.get_by_role("button", name="Arm", exact=True)).to_be_hidden()


@pytest.mark.parametrize(
    ("key", "name", "then"),
    [("time-pause", "Pause", "Resume"), ("guess-first", "Guess first", "Guess first: on")],
)
def test_the_keyboard_stays_on_a_button_that_is_emphasised(live, key, name, then):
    button = live.locator(f".st-key-{key} button:visible")
    button.focus()
    for words in (then, name):
        live.keyboard.press("Enter")
        expect(button.get_by_text(words, exact=True)).to_be_visible()
        expect(button).to_be_focused()


IS_WHOLE = """() => {
  const menu = document.querySelector("[data-testid=stPopoverBody]");
  const { bottom, height } = menu.getBoundingClientRect();
  return menu.scrollHeight <= height && bottom <= innerHeight;
}"""


@pytest.mark.parametrize(
    ("menu", "last"),
    [("Size of the burst", "Over the limit, in percent"), ("Save as scenario", "Save the file")],
)
def test_a_menu_at_the_foot_of_the_page_is_whole(live, menu, last):
    live.get_by_role("button", name=menu).click()
    live.get_by_text(last).wait_for()
    waits.wait_for_script(live, IS_WHOLE)


def test_a_file_holds_what_was_typed_and_left_by_the_press_that_saves_it(visit):
    page = visit()
    visit.place(100, 900)
    page.locator("[data-part=totals]").get_by_text("2", exact=True).first.wait_for()
    page.get_by_role("button", name="Save as scenario").click()
    for field, text in (("Newest orders", "1"), ("Title", "The last")):
        page.get_by_label(field).press("Control+a")
        page.keyboard.type(text)
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save the file").click()
    saved = json.loads(saving.value.path().read_text())
    assert saved["title"] == "The last"
    assert len(saved["do"]) == 1  # which is the newer one is the network's to say
