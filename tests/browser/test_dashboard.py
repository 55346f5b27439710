"""What only a browser can show. Each test has a server of its own."""

import pytest

pytestmark = pytest.mark.browser

SECONDS = 1000

SCROLL_TO_400 = """list => {
  let node = list;
  while (node.scrollHeight <= node.clientHeight + 4) node = node.parentElement;
  node.scrollTop = 400;
  return node;
}"""


def submit(page, order_id, amount):
    page.get_by_role("spinbutton", name="Order id").fill(str(order_id))
    page.get_by_role("spinbutton", name="Amount").fill(str(amount))
    page.get_by_role("spinbutton", name="Amount").press("Tab")
    page.get_by_role("button", name=f"Submit order {order_id} · {amount}").click()


def lane(page, order_id):
    return (
        page.get_by_role("listbox", name="Orders")
        .get_by_role("option")
        .filter(has_text=f"{order_id}")
    )


def test_the_two_orders_of_the_demo_end_differently(visit):
    page = visit()
    submit(page, 101, 100)
    lane(page, 101).get_by_text("✓ COMPLETED").wait_for(timeout=20 * SECONDS)
    submit(page, 102, 900)
    lane(page, 102).get_by_text("✕ CANCELLED").wait_for(timeout=20 * SECONDS)
    assert page.get_by_text("amount 900 > 500 is true").is_visible()
    assert page.outside == []


def test_the_first_visit_shows_our_navigation_only(visit):
    page = visit()
    page.get_by_role("link", name="Event log").wait_for()
    assert page.get_by_test_id("stSidebar").count() == 0
    page.get_by_role("link", name="Event log").click()
    page.get_by_text("Choose an event on the left").wait_for()
    assert page.outside == []


@pytest.mark.parametrize("address", ["event_log?filter-order=7", "rules", "payment_service"])
def test_a_link_that_comes_first_after_a_start_finds_its_page(visit, address):
    page = visit(address)
    title = address.partition("?")[0].replace("_", " ").capitalize()
    current = page.get_by_role("link", name=title, exact=True)
    current.wait_for(timeout=20 * SECONDS)
    page.wait_for_function(
        "name => document.querySelector('[aria-current=page]')?.textContent.includes(name)",
        arg=title,
        timeout=20 * SECONDS,
    )
    assert page.url.endswith(address)
    assert page.get_by_role("dialog").count() == 0


def test_a_refresh_keeps_what_the_reader_does(visit):
    page = visit()
    page.get_by_role("button", name="Burst 50 orders").click()
    page.get_by_text("150 in the log").wait_for(timeout=20 * SECONDS)
    rows = page.get_by_role("listbox", name="Events")
    first = rows.get_by_role("option").first
    first.evaluate("row => { row.marked = true }")
    scroller = rows.evaluate_handle(SCROLL_TO_400)
    page.get_by_role("spinbutton", name="Amount").fill("77")
    page.wait_for_timeout(3 * SECONDS)
    assert scroller.evaluate("n => n.scrollTop") == 400
    assert first.evaluate("row => row.marked === true")
    assert page.get_by_role("spinbutton", name="Amount").input_value() == "77"


def test_a_key_plays_a_scenario(visit):
    page = visit()
    page.get_by_role("button", name="Over the limit").wait_for()
    page.keyboard.press("2")
    lane(page, 101).get_by_text("✕ CANCELLED").wait_for(timeout=20 * SECONDS)


@pytest.mark.parametrize("width", [1440, 900, 600])
def test_nothing_scrolls_sideways(visit, width):
    page = visit()
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="A good order").click()
    lane(page, 101).get_by_text("✓ COMPLETED").wait_for(timeout=20 * SECONDS)
    assert _overhang(page) == 0
    page = visit("event_log")
    page.get_by_text("in the log").wait_for()
    assert _overhang(page) == 0


def _overhang(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_markup_in_an_event_stays_text(visit):
    page = visit()
    page.get_by_role("button", name="Raw body or event").click()
    page.get_by_text("Bus entries").click()
    entry = '{"Source": "<img src=x onerror=alert(1)>", "DetailType": "<b>x</b>", "Detail": "{}"}'
    page.get_by_role("button", name="Send by PutEvents").wait_for()
    page.get_by_label("JSON").fill(entry)
    page.get_by_label("JSON").press("Control+Enter")
    page.get_by_role("button", name="Send by PutEvents").click()
    page.get_by_text("<img src=x onerror=alert(1)>").first.wait_for(timeout=20 * SECONDS)
    assert page.locator("img[src=x]").count() == 0
    assert page.outside == []


def test_a_burst_and_a_page_switch_lose_no_row(visit):
    page = visit()
    rows = page.get_by_role("listbox", name="Events").get_by_role("option")
    for played in (1, 2):
        page.get_by_role("button", name="Burst 50 orders").click()
        page.get_by_text(f"{played * 150} in the log").or_(page.get_by_text("newest 200")).wait_for(
            timeout=20 * SECONDS
        )
        expect_count(page, rows, min(200, played * 150))
    page.get_by_role("link", name="Event log").click()
    log = page.get_by_role("listbox", name="Catch-all log").get_by_role("option")
    expect_count(page, log, 200)
    page.get_by_role("link", name="Live").click()
    expect_count(page, rows, 200)


def expect_count(page, locator, count):
    """Wait until there are so many; the dashboard looks once a second."""
    for _ in range(20):
        if locator.count() == count:
            return
        page.wait_for_timeout(SECONDS / 2)
    assert locator.count() == count
