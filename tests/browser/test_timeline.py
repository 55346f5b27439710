"""What only a browser can show of the timeline and the playhead."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import waits

pytestmark = pytest.mark.browser

# The marks; right of them the time in which nothing happens is folded after a while.
INK = """canvas => {
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width * 0.75, canvas.height).data;
  let sum = 0;
  for (let i = 0; i < data.length; i += 16) sum = (sum * 31 + data[i] + 7 * data[i + 3]) % 1e9;
  return sum;
}"""


def timeline(page):
    return page.get_by_role("application", name=re.compile("Timeline"))


def wait_until_arrived(page, events):
    """Wait until all dots of so many events have arrived: of three, eight deliveries."""
    page.get_by_text(f"{events} events · {events * 8 // 3} deliveries").wait_for(state="attached")


def address(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_address(page, name, present=True):
    waits.wait_for_script(
        page,
        "([name, present]) => new URLSearchParams(location.search).has(name) === present",
        arg=[name, present],
    )
    return address(page).get(name)


def submitted(page):
    return page.locator("[data-part=totals]").inner_text()


def open_two_orders(visit):
    visit.place(100)
    page = visit("?order=102")
    wait_for_orders(page, 1)
    visit.place(900, first=102)
    wait_for_orders(page, 2)


def wait_for_orders(page, count):
    marks = page.get_by_label(re.compile(rf"\b{6 * count} marks"))
    timeline(page).and_(marks).wait_for()
    wait_until_arrived(page, 3 * count)


@pytest.fixture
def orders(shared):
    """The Live page with an order that completed and one that was cancelled; it follows what is
    new.
    """
    page = shared(open_two_orders)
    timeline(page).press("Escape")
    wait_for_address(page, "view", present=False)
    return page


def test_the_view_is_kept_when_the_page_refreshes(orders):
    canvas = timeline(orders)
    canvas.focus()
    orders.keyboard.press("f")
    waits.wait_until_drawn(orders)
    before = canvas.evaluate(INK)
    waits.wait_for_refreshes(orders)
    assert canvas.evaluate(INK) == before
    orders.keyboard.press("d")
    waits.wait_until(orders, lambda: canvas.evaluate(INK) != before, "nothing moved")
    assert orders.outside == []


def test_what_is_new_is_counted_while_one_looks_elsewhere(visit):
    open_two_orders(visit)
    page = visit.page
    timeline(page).focus()
    page.keyboard.press("f")
    page.get_by_role("button", name="to now →").wait_for()
    page.get_by_role("button", name="A good order").click()
    page.get_by_role("button", name="6 new →").click()
    page.get_by_role("button", name="newest", pressed=True).wait_for()


def test_an_order_is_chosen_by_keyboard_and_by_click(orders):
    canvas = timeline(orders)
    canvas.focus()
    orders.keyboard.press("f")
    orders.keyboard.press("f")
    for key in (".", ".", ",", "Enter"):
        orders.keyboard.press(key)
    orders.get_by_text("OrderCreated, order-service, order 101").wait_for(state="attached")
    waits.wait_for_script(orders, "location.search.includes('order=101')")


def test_typing_a_timeline_key_elsewhere_moves_nothing(orders):
    canvas = timeline(orders)
    canvas.focus()
    orders.keyboard.press("f")
    waits.wait_until_drawn(orders)
    before = canvas.evaluate(INK)
    field = orders.get_by_role("spinbutton", name="Amount")
    field.focus()
    field.press("End")
    field.press("s")
    waits.wait_for_refreshes(orders)
    assert canvas.evaluate(INK) == before
    assert orders.get_by_role("button", name="Resume").count() == 0


def test_s_steps_the_world_from_the_timeline_too(orders):
    timeline(orders).press("s")
    orders.get_by_role("button", name="Resume").click()
    orders.get_by_role("button", name="Pause").wait_for()


def test_a_link_opens_the_same_picture(orders):
    page = orders
    page.get_by_role("button", name="by order").click()
    wait_for_address(page, "lanes")
    page.get_by_role("slider", name="Moment shown").focus()
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    at = wait_for_address(page, "at")
    page.get_by_text("Showing").wait_for()
    waits.wait_for_refreshes(page)
    at, before = address(page)["at"], submitted(page)
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    page.get_by_text("Showing").wait_for()
    page.get_by_role("button", name="by order", pressed=True).wait_for()
    waits.wait_for_refreshes(page)
    assert submitted(page) == before
    assert address(page)["at"] == at
    page.get_by_role("link", name="Event log").click()
    page.get_by_text("Showing").wait_for()
    assert wait_for_address(page, "at") == at
    page.get_by_role("button", name="Back to live").click()
    page.get_by_text("Showing").wait_for(state="detached")
    wait_for_address(page, "at", present=False)
    waits.go_to(page, "Live")
    page.get_by_role("button", name="by service").click()
    wait_for_address(page, "lanes", present=False)


def test_wheel_drag_hover_and_click(orders):
    canvas = timeline(orders)
    canvas.focus()
    orders.keyboard.press("f")
    orders.keyboard.press("f")
    waits.wait_until_drawn(orders)
    box = canvas.bounding_box()
    x, y = box["x"] + 134 + (box["width"] - 148) * 0.02 / 1.04, box["y"] + 47
    orders.mouse.move(x, y)
    orders.get_by_text("order 101 · amount 100", exact=True).wait_for()
    orders.get_by_text(re.compile("^event [0-9a-f]{8}-")).wait_for()
    orders.mouse.click(x, y)
    waits.wait_for_script(orders, "location.search.includes('order=101')")
    orders.get_by_role("dialog", name="OrderCreated of order 101").wait_for()
    orders.keyboard.press("Escape")
    before = canvas.evaluate(INK)
    orders.mouse.wheel(0, -240)
    waits.wait_until_drawn(orders)
    zoomed = canvas.evaluate(INK)
    orders.mouse.move(x + 300, y)
    orders.mouse.down()
    orders.mouse.move(x + 200, y, steps=4)
    orders.mouse.up()
    waits.wait_until_drawn(orders)
    assert len({before, zoomed, canvas.evaluate(INK)}) == 3


def test_what_misses_the_chosen_part_is_dimmed_and_counted(orders):
    canvas = timeline(orders)
    canvas.focus()
    orders.keyboard.press("f")
    waits.wait_until_drawn(orders)
    before = canvas.evaluate(INK)
    rule = orders.get_by_role("button", name=re.compile("payment-service-filtering-orders"))
    rule.press("Enter")
    orders.get_by_text("2 of 12", exact=True).wait_for()
    waits.wait_until(orders, lambda: canvas.evaluate(INK) != before, "nothing is dimmed")
    rule.press("Enter")
    orders.get_by_text("2 of 12", exact=True).wait_for(state="hidden")


def test_playing_shows_the_past_and_comes_back_to_live(orders):
    orders.locator("[data-part=timeline]").get_by_role("button", name="Play").click()
    orders.get_by_text("Showing").wait_for()
    assert "at" not in address(orders)
    assert orders.get_by_role("button", name="Back to live", exact=True).count() == 0
    orders.get_by_text("Showing").wait_for(state="detached")
    expect(orders.get_by_role("button", name="to now →")).to_be_hidden()


def test_the_speed_is_chosen_from_a_list_and_kept(orders):
    speed = orders.get_by_role("combobox", name="Speed")
    speed.select_option("4")
    orders.locator("[data-part=timeline]").get_by_role("button", name="Play").click()
    orders.get_by_text("Showing").wait_for()
    orders.get_by_text("Showing").wait_for(state="detached")
    expect(speed).to_have_value("4")


PRESS = """async (button, [times, pause]) => {
  for (let i = 0; i < times; i += 1) {
    button.click();
    await new Promise((done) => setTimeout(done, pause));
  }
}"""


def go_back(page, pause):
    """Go four events back from live, a press after each pause (ms); answers the address."""
    page.get_by_role("button", name="Previous event").evaluate(PRESS, [4, pause])
    wait_for_address(page, "at")
    waits.wait_for_refreshes(page)
    at = address(page)["at"]
    page.locator("[data-part=timeline]").get_by_text("back to live").click()
    wait_for_address(page, "at", present=False)
    return at


def test_each_of_several_quick_presses_counts(orders):
    slowly = go_back(orders, pause=1000)
    assert [go_back(orders, pause=4) for _ in range(3)] == [slowly] * 3
