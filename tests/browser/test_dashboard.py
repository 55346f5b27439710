"""What only a browser can show of the dashboard as a whole."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import waits

pytestmark = pytest.mark.browser

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


def outcome(page, order_id, word):
    """The card of the chosen order, once it says this outcome."""
    page.get_by_text(f"Order {order_id}", exact=True).wait_for()
    page.get_by_text(word, exact=True).wait_for()


def test_the_two_orders_of_the_demo_end_differently(live):
    submit(live, 101, 100)
    outcome(live, 101, "✓ COMPLETED")
    submit(live, 102, 900)
    outcome(live, 102, "✕ CANCELLED")
    expect(live.get_by_text("amount 900 > 500 is true")).to_be_visible()
    assert live.outside == []


WHERE_A_MENU_STANDS = """() => {
  const places = globalThis.places = new Set();
  const look = () => {
    const menu = document.querySelector(".st-key-fault-menu");
    const isSeen = menu?.checkVisibility({ visibilityProperty: true });
    const isStyled = getComputedStyle(document.documentElement).getPropertyValue("--panel");
    if (isSeen && isStyled) places.add(menu.getBoundingClientRect().x);
    requestAnimationFrame(look);
  };
  look();
}"""


def test_the_first_visit_shows_our_navigation_only_and_menus_that_stand_still(first_visit):
    page = first_visit()
    page.evaluate(WHERE_A_MENU_STANDS)
    page.get_by_role("button", name="Pause").wait_for()
    waits.wait_for_refreshes(page)
    places = page.evaluate("[...places]")
    assert len(places) == 1, places
    assert page.get_by_test_id("stSidebar").count() == 0
    page.get_by_role("link", name="Event log").click()
    page.get_by_text("Choose an event of the log").wait_for()
    assert page.outside == []


@pytest.mark.parametrize("address", ["event_log?filter-order=7", "rules", "payment_service"])
def test_a_link_that_comes_first_after_a_start_finds_its_page(first_visit, address):
    page = first_visit(address)
    title = address.partition("?")[0].replace("_", " ").capitalize()
    current = page.get_by_role("link", name=title, exact=True)
    current.wait_for()
    waits.wait_for_script(
        page,
        "name => document.querySelector('[aria-current=page]')?.textContent.includes(name)",
        arg=title,
    )
    expect(page).to_have_url(re.compile(re.escape(address) + "$"))
    assert page.get_by_role("dialog").count() == 0


def open_burst(visit):
    page = visit()
    page.get_by_role("button", name="Burst 50 orders").click()
    outcome(page, 150, "✓ COMPLETED")


@pytest.fixture
def burst(shared):
    """The Live page after a burst of fifty orders, all of which have ended."""
    page = shared(open_burst)
    if "Live" not in page.locator("[aria-current=page]").inner_text():
        waits.go_to(page, "Live")
    return page


def test_a_refresh_keeps_what_the_reader_does(burst):
    bus = burst.get_by_role("button", name="eda-demo, EventBridge event bus, 150 events")
    bus.wait_for()
    bus.evaluate("node => { node.marked = true }")
    burst.get_by_role("spinbutton", name="Amount").fill("77")
    waits.wait_for_refreshes(burst)
    assert bus.evaluate("node => node.marked === true")
    assert burst.get_by_role("spinbutton", name="Amount").input_value() == "77"
    with waits.whole_run(burst):
        burst.keyboard.press("Tab")


def test_a_refresh_keeps_the_place_in_the_log(burst):
    waits.go_to(burst, "Event log")
    rows = burst.get_by_role("listbox", name="Catch-all log")
    rows.get_by_role("option").nth(100).wait_for()
    first = rows.get_by_role("option").first
    first.evaluate("row => { row.marked = true }")
    scroller = rows.evaluate_handle(SCROLL_TO_400)
    waits.wait_for_refreshes(burst)
    assert scroller.evaluate("n => n.scrollTop") == 400
    assert first.evaluate("row => row.marked === true")


def test_a_burst_and_a_page_switch_lose_no_row(burst):
    burst.get_by_role("button", name="Burst 50 orders").click()
    bus = burst.get_by_role("button", name="eda-demo, EventBridge event bus, 300 events")
    bus.wait_for()
    waits.go_to(burst, "Event log")
    log = burst.get_by_role("listbox", name="Catch-all log").get_by_role("option")
    expect(log).to_have_count(200)
    waits.go_to(burst, "Live")
    bus.wait_for()


def test_the_card_leads_to_the_story_of_its_order(live):
    submit(live, 201, 100)
    outcome(live, 201, "✓ COMPLETED")
    live.get_by_role("link", name="Full story", exact=True).click()
    live.wait_for_url("**/orders?*order=201*")
    live.get_by_role("button", name="Export as …").wait_for()


def test_a_pause_shows_to_whoever_else_looks(live):
    paused = live.locator(".st-key-time-pause").filter(has_text="Resume")
    live.locator(".st-key-time-pause").wait_for()
    other = live.context.new_page()
    other.goto(live.url)
    other.locator(".st-key-time-pause button").click()
    paused.wait_for()
    paused.get_by_role("button").click()
    paused.wait_for(state="detached")


def test_a_key_plays_a_scenario(live):
    order = live.get_by_role("spinbutton", name="Order id").input_value()
    waits.press(live, "2")
    outcome(live, order, "✕ CANCELLED")


def test_nothing_scrolls_sideways(live):
    live.get_by_role("button", name="A good order").click()
    live.get_by_text("✓ COMPLETED", exact=True).wait_for()
    assert waits.overhangs(live) == {1440: 0, 900: 0, 600: 0}
    live.set_viewport_size({"width": 1440, "height": 900})
    waits.go_to(live, "Event log")
    live.get_by_text("in the log").wait_for()
    assert waits.overhangs(live) == {1440: 0, 900: 0, 600: 0}


def test_markup_in_an_event_stays_text(live):
    page = live
    page.get_by_role("button", name="Raw body or event").click()
    page.get_by_text("Bus entries").click()
    entry = '{"Source": "<img src=x onerror=alert(1)>", "DetailType": "<b>x</b>", "Detail": "{}"}'
    page.get_by_role("button", name="Send by PutEvents").wait_for()
    expect(page.get_by_label("JSON")).to_have_count(1)  # that of the orders has gone
    page.get_by_label("JSON").fill(entry)
    page.get_by_label("JSON").press("Control+Enter")
    page.get_by_role("button", name="Send by PutEvents").click()
    others = "other sources, anybody's PutEvents, 1 event"
    page.get_by_role("button", name=others).wait_for()
    page.get_by_role("link", name="Event log").click()
    page.get_by_text("<img src=x onerror=alert(1)>").first.wait_for()
    assert page.locator("img[src=x]").count() == 0
    assert page.outside == []
