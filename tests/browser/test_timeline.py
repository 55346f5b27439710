"""What only a browser can show of the timeline and the playhead."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser

SECONDS = 1000
WAIT = 20 * SECONDS

INK = """canvas => {
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0;
  for (let i = 0; i < data.length; i += 16) sum = (sum * 31 + data[i] + 7 * data[i + 3]) % 1e9;
  return sum;
}"""


def timeline(page):
    return page.get_by_role("application", name=re.compile("Timeline"))


def address(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_address(page, name, present=True):
    page.wait_for_function(
        "([name, present]) => new URLSearchParams(location.search).has(name) === present",
        arg=[name, present],
        timeout=WAIT,
    )
    return address(page).get(name)


def submitted(page):
    return page.locator(".st-key-live-totals").first.inner_text()


@pytest.fixture
def orders(visit):
    """The Live page after an order that completed and one that was cancelled."""
    page = visit()
    for name in ("A good order", "Over the limit"):
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(2.5 * SECONDS)
    timeline(page).and_(page.get_by_label(re.compile("12 marks"))).wait_for(timeout=WAIT)
    return page


def test_the_view_is_kept_when_the_page_refreshes(orders):
    canvas = timeline(orders)
    canvas.focus()
    orders.keyboard.press("f")
    orders.wait_for_timeout(500)
    before = canvas.evaluate(INK)
    orders.wait_for_timeout(3 * SECONDS)
    assert canvas.evaluate(INK) == before
    orders.keyboard.press("d")
    orders.wait_for_timeout(500)
    assert canvas.evaluate(INK) != before
    assert orders.outside == []


def test_what_is_new_is_counted_while_one_looks_elsewhere(orders):
    timeline(orders).focus()
    orders.keyboard.press("f")
    orders.get_by_role("button", name="to now →").wait_for()
    orders.get_by_role("button", name="A good order").click()
    orders.get_by_role("button", name="6 new →").click(timeout=WAIT)
    orders.get_by_role("button", name="following").wait_for()


def test_an_order_is_chosen_by_keyboard_and_by_click(orders):
    canvas = timeline(orders)
    canvas.focus()
    orders.keyboard.press("f")
    orders.keyboard.press("f")
    for key in (".", ".", ",", "Enter"):
        orders.keyboard.press(key)
    orders.get_by_text("OrderCreated, order-service, order 101").wait_for(state="attached")
    orders.wait_for_function("location.search.includes('order=101')", timeout=WAIT)
    orders.keyboard.press("?")
    orders.get_by_text("next, previous event").wait_for()


def test_typing_a_timeline_key_elsewhere_moves_nothing(orders):
    canvas = timeline(orders)
    canvas.focus()
    orders.keyboard.press("f")
    orders.wait_for_timeout(500)
    before = canvas.evaluate(INK)
    field = orders.get_by_role("spinbutton", name="Amount")
    field.focus()
    field.press("End")
    field.press(".")
    orders.wait_for_timeout(1.5 * SECONDS)
    assert canvas.evaluate(INK) == before
    assert orders.get_by_role("button", name="Go on").count() == 0


def test_a_full_stop_steps_the_world(visit):
    page = visit()
    page.get_by_role("button", name="A good order").wait_for()
    page.get_by_role("button", name="A good order").click()
    page.wait_for_timeout(2 * SECONDS)
    page.locator("body").press(".")
    page.get_by_role("button", name="Go on").wait_for(timeout=WAIT)


def test_a_link_opens_the_same_picture(orders):
    page = orders
    page.get_by_role("button", name="by order").click()
    wait_for_address(page, "lanes")
    page.get_by_role("slider", name="Moment shown").focus()
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    at = wait_for_address(page, "at")
    page.get_by_text("Showing").wait_for(timeout=WAIT)
    page.wait_for_timeout(2 * SECONDS)
    at, before = address(page)["at"], submitted(page)
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    page.get_by_text("Showing").wait_for(timeout=WAIT)
    page.get_by_role("button", name="by order", pressed=True).wait_for(timeout=WAIT)
    page.wait_for_timeout(2 * SECONDS)
    assert submitted(page) == before
    assert address(page)["at"] == at
    page.get_by_role("link", name="Event log").click()
    page.get_by_text("Showing").wait_for(timeout=WAIT)
    assert wait_for_address(page, "at") == at
    page.get_by_role("button", name="Back to live").click()
    page.get_by_text("Showing").wait_for(state="detached", timeout=WAIT)
    wait_for_address(page, "at", present=False)


def test_wheel_drag_hover_and_click(orders):
    canvas = timeline(orders)
    canvas.focus()
    orders.keyboard.press("f")
    orders.keyboard.press("f")
    orders.wait_for_timeout(500)
    box = canvas.bounding_box()
    x, y = box["x"] + 134 + (box["width"] - 148) * 0.02 / 1.04, box["y"] + 47
    orders.mouse.move(x, y)
    orders.get_by_text("order 101 · amount 100").wait_for()
    orders.get_by_text(re.compile("^event [0-9a-f]{8}-")).wait_for(timeout=WAIT)
    orders.mouse.click(x, y)
    orders.wait_for_function("location.search.includes('order=101')", timeout=WAIT)
    before = canvas.evaluate(INK)
    orders.mouse.wheel(0, -240)
    orders.wait_for_timeout(500)
    zoomed = canvas.evaluate(INK)
    orders.mouse.move(x + 300, y)
    orders.mouse.down()
    orders.mouse.move(x + 200, y, steps=4)
    orders.mouse.up()
    orders.wait_for_timeout(500)
    assert len({before, zoomed, canvas.evaluate(INK)}) == 3


def test_what_misses_the_chosen_part_is_dimmed_and_counted(orders):
    canvas = timeline(orders)
    canvas.focus()
    orders.keyboard.press("f")
    orders.wait_for_timeout(500)
    before = canvas.evaluate(INK)
    rule = orders.get_by_role("button", name=re.compile("payment-service-filtering-orders"))
    rule.press("Enter")
    orders.get_by_text("2 of 12", exact=True).wait_for(timeout=WAIT)
    orders.wait_for_timeout(500)
    assert canvas.evaluate(INK) != before
    rule.press("Enter")
    orders.get_by_text("2 of 12", exact=True).wait_for(state="hidden", timeout=WAIT)


def test_playing_shows_the_past_and_comes_back_to_live(orders):
    orders.locator(".st-key-live-timeline").get_by_role("button", name="Play").click()
    orders.get_by_text("Showing").wait_for(timeout=WAIT)
    assert "at" not in address(orders)
    orders.get_by_text("Showing").wait_for(state="detached", timeout=2 * WAIT)
