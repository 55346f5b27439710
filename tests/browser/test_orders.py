"""What only a browser can show of the Orders page. Each test has a server of its own."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SECONDS = 1000


@pytest.fixture
def orders(visit):
    """The Orders page with a good order and one over the limit, sorted by their ids."""
    page = visit()
    page.get_by_role("button", name="A good order").click()
    page.get_by_text("202 accepted: order 101").wait_for(timeout=20 * SECONDS)
    page.get_by_role("button", name="Over the limit").click()
    page.get_by_text("202 accepted: order 102").wait_for(timeout=20 * SECONDS)
    page.goto(f"{page.url.split('?')[0]}orders?order=102&sort=order")
    row(page, 102).get_by_text("✕ CANCELLED").wait_for(timeout=20 * SECONDS)
    return page


def row(page, order):
    options = page.get_by_role("listbox", name="Orders").get_by_role("option")
    return options.filter(has_text=str(order)).first


def test_an_exported_story_opens_from_disk_without_a_network(orders, chromium, tmp_path):
    with orders.expect_download() as download:
        orders.get_by_role("button", name="Export as one page").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    facts = ["✕ CANCELLED", "amount 900 > 500 is true", "payment-service said PaymentFailed"]
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
    expect(row(orders, 101)).to_have_attribute("aria-selected", "true", timeout=10 * SECONDS)
    orders.wait_for_function("location.search.includes('order=101')", timeout=10 * SECONDS)
    orders.get_by_text("100 > 500 is false, so").first.wait_for(timeout=10 * SECONDS)


def test_a_row_stays_chosen_by_its_order_when_others_come(orders):
    orders.get_by_role("button", name="Sort by Order").click()
    orders.get_by_role("button", name="Sort by Order, now descending").wait_for()
    first = row(orders, 102)
    first.evaluate("node => { node.marked = true }")
    orders.goto(orders.url.replace("/orders", "/"))
    orders.get_by_role("button", name="Exactly the limit").click()
    orders.get_by_role("link", name="Orders", exact=True).click()
    row(orders, 103).wait_for(timeout=20 * SECONDS)
    expect(row(orders, 102)).to_have_attribute("aria-selected", "false")
    expect(row(orders, 103)).to_have_attribute("aria-selected", "true")


def test_shift_click_compares_two_orders(orders):
    row(orders, 101).click(modifiers=["Shift"])
    sentence = orders.get_by_text("900 > 500 is true, 100 > 500 is false.")
    sentence.wait_for(timeout=10 * SECONDS)
    assert "twin=101" in orders.url
    assert "look=twins" in orders.url


def test_a_filter_stays_while_the_page_refreshes(orders):
    orders.get_by_role("button", name="Cancelled").click()
    expect(row(orders, 101)).to_have_count(0, timeout=10 * SECONDS)
    row(orders, 102).evaluate("node => { node.marked = true }")
    orders.wait_for_timeout(2.5 * SECONDS)
    assert row(orders, 102).evaluate("node => node.marked === true")
    assert "show=cancelled" in orders.url


def test_nothing_scrolls_sideways_at_900_pixels(orders):
    orders.set_viewport_size({"width": 900, "height": 900})
    orders.wait_for_timeout(500)
    assert orders.evaluate("document.documentElement.scrollWidth") <= 900
