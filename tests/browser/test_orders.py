"""What only a browser can show of the Orders page."""

import json
import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser import waits

pytestmark = pytest.mark.browser


def open_orders(visit):
    visit.place(100, 900)
    page = visit("orders?order=102&sort=order")
    row(page, 101).get_by_text("✓ COMPLETED").wait_for()
    row(page, 102).get_by_text("✕ CANCELLED").wait_for()


@pytest.fixture
def orders(shared):
    """The Orders page with a good order and one over the limit, sorted by their ids.

    All are shown, and the story of the one over the limit is chosen.
    """
    page = shared(open_orders)
    page.get_by_role("button", name=re.compile("^All")).click()
    page.get_by_role("radio", name="Story").click()
    row(page, 102).click()
    expect(row(page, 102)).to_have_attribute("aria-selected", "true")
    return page


def row(page, order):
    options = page.get_by_role("listbox", name="Orders").get_by_role("option")
    return options.filter(has=page.locator(".c-order").get_by_text(str(order), exact=True))


def test_an_exported_story_opens_from_disk_without_a_network(orders, chromium, tmp_path):
    orders.get_by_role("button", name="Export as …").click()
    with orders.expect_download() as download:
        orders.get_by_role("button", name="One page").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    facts = [
        "✕ CANCELLED",
        "amount 900 > 500 is true",
        "payment-service said PaymentFailed",
        "What sets the failed apart",
    ]
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(saved.as_uri())
        shown = page.locator("body").inner_text()
        assert page.locator(".pill").evaluate("p => getComputedStyle(p).borderRadius") == "99px"
    assert asked == [saved.as_uri()]
    assert said == []
    assert "123456789012" not in saved.read_text()
    assert [fact for fact in facts if fact not in shown] == []
    assert orders.outside == []


def test_arrows_choose_the_order_and_the_address_names_it(orders):
    row(orders, 102).focus()
    orders.keyboard.press("ArrowUp")
    expect(row(orders, 101)).to_have_attribute("aria-selected", "true")
    waits.wait_for_script(orders, "location.search.includes('order=101')")
    orders.get_by_text("100 > 500 is false, so").first.wait_for()


def test_a_row_stays_chosen_by_its_order_until_another_is_submitted(visit):
    visit.place(100, 900)
    page = visit("orders?order=102&sort=order")
    page.get_by_role("button", name="Sort by Order").click()
    page.get_by_role("button", name="Sort by Order, now descending").wait_for()
    visit.place(100, first=103)
    row(page, 103).wait_for()
    expect(row(page, 102)).to_have_attribute("aria-selected", "true")
    waits.go_to(page, "Live")
    page.get_by_role("button", name="Exactly the limit").click()
    page.get_by_text("202 accepted: order 104").wait_for()
    waits.go_to(page, "Orders")
    expect(row(page, 102)).to_have_attribute("aria-selected", "false")
    expect(row(page, 104)).to_have_attribute("aria-selected", "true")


def test_shift_click_compares_two_orders(orders):
    row(orders, 101).click(modifiers=["Shift"])
    sentence = orders.get_by_text("900 > 500 is true, 100 > 500 is false.")
    sentence.wait_for()
    expect(orders).to_have_url(re.compile("twin=101"))
    expect(orders).to_have_url(re.compile("look=twins"))


def test_a_filter_stays_while_the_page_refreshes(orders):
    orders.get_by_role("button", name="Cancelled").click()
    expect(row(orders, 101)).to_have_count(0)
    row(orders, 102).evaluate("node => { node.marked = true }")
    waits.wait_for_refreshes(orders)
    assert row(orders, 102).evaluate("node => node.marked === true")
    expect(orders).to_have_url(re.compile("show=cancelled"))


def test_the_pages_of_many_orders_can_be_turned_beside_a_story_and_beside_sets(visit):
    visit.place(*[100] * 30)
    page = visit("orders")
    for width in (900, 1180, 1440):  # the chips take two lines, or one
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".pager")).to_be_in_viewport(ratio=1)
    page.get_by_role("radio", name="Sets").click()
    page.locator(".st-key-card-flush-sets").wait_for()
    expect(page.locator(".pager")).to_be_in_viewport(ratio=1)


def test_nothing_scrolls_sideways_at_900_pixels(orders):
    assert waits.overhangs(orders, (900,)) == {900: 0}


def test_an_amount_of_any_length_leaves_the_name_of_its_order_whole(visit, server, room):
    """An event that was put on the bus by hand may bring one."""
    visit.place(100)
    detail = json.dumps({"id": 77, "amount": "w" * 10_000})
    entry = {"Source": "order-service", "DetailType": "OrderCompleted", "Detail": detail}
    body = json.dumps({"Entries": [entry]}).encode()
    urllib.request.urlopen(f"{server}/room/{room}/events", body, timeout=60).close()
    for path, place in (("?order=77", ".name"), ("orders?order=101&look=twins&twin=77", ".side b")):
        name = visit(path).locator(place).filter(has_text="Order 77").first
        name.wait_for()
        waits.wait_for_refreshes(visit.page, 1)
        assert name.evaluate("({scrollWidth, clientWidth}) => scrollWidth - clientWidth") <= 0, path
