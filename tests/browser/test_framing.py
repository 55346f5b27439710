"""The timeline frames what happened last, by itself; a hand on it wins."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import waits
from tests.browser.conftest import visiting
from tests.browser.test_timeline import timeline, wait_for_address, wait_until_arrived

pytestmark = pytest.mark.browser

SCREENS = [((1440, 900), ""), ((1920, 1080), "?stage=1"), ((1280, 720), "?stage=1")]
NAMES_OF_LANES = 134
"""Pixels of the canvas, before it is zoomed, in which the names of the lanes stand."""

TIPPED = """(canvas, { names, wanted, low }) => {
  const tip = canvas.getRootNode().querySelector(".tip"), box = canvas.getBoundingClientRect();
  const left = names * box.width / canvas.offsetWidth, steps = 60, found = [];
  const says = (x, y) => {
    const at = { clientX: box.left + Math.min(x, box.width - 1), clientY: box.top + y };
    canvas.dispatchEvent(new PointerEvent("pointermove", { ...at, bubbles: true }));
    return tip.hidden ? "" : tip.firstChild.textContent;
  };
  for (let step = 0; step <= steps; step += 1) {
    const x = left + (box.width - left) * step / steps;
    const heights = [-0.06, -0.03, 0, 0.03, 0.06].map((off) => box.height * (low + off));
    if (heights.some((y) => wanted.includes(says(x, y)))) found.push(step / steps);
  }
  return found;
}"""


@pytest.fixture(params=SCREENS, ids=lambda screen: f"{screen[0][0]}{screen[1]}")
def live(request, visit):
    """The Live page or the stage in a window of this size."""
    size, path = request.param
    page = visit(path)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    timeline(page).wait_for()
    waits.wait_for_refreshes(page)
    return page


def wait_for_marks(page, count):
    """Wait until so many marks are told, and all dots have arrived."""
    timeline(page).and_(page.get_by_label(re.compile(rf"\b{count} marks"))).wait_for()
    wait_until_arrived(page, count // 2)
    waits.wait_for_refreshes(page, 1)


def share_of_lane(page, wanted, low):
    """How much of its lane lies between the first and the last mark that says it is one of these.

    The pointer goes along the first lane, in this height of the canvas and a little off it: marks
    that would lie upon each other are stacked.
    """
    asked = {"names": NAMES_OF_LANES, "wanted": list(wanted), "low": low}
    found = timeline(page).evaluate(TIPPED, asked)
    assert found, "the pointer found none of them"
    return max(found) - min(found)


def test_an_order_and_a_burst_take_half_of_the_lane_untouched(live):
    for key, count in (("1", 6), ("2", 12)):
        waits.press(live, key)
        wait_for_marks(live, count)
    assert share_of_lane(live, {"OrderCreated", "OrderCancelled"}, 0.19) >= 0.5
    live.keyboard.press("6")
    wait_for_marks(live, 312)
    ends = {"OrderCreated", "OrderCompleted", "OrderCancelled"}
    assert share_of_lane(live, ends, 0.24) >= 0.5


def open_an_order(visit):
    visit.place(100)
    visit("?order=101")


@pytest.fixture
def order(shared):
    """The Live page with an order that completed; the timeline follows what is newest."""
    page = shared(open_an_order)
    wait_for_marks(page, 6)
    timeline(page).press("Escape")
    wait_for_address(page, "view", present=False)
    return page


def test_a_hand_wins_until_it_lets_go(order):
    newest = order.get_by_role("button", name="newest")
    assert newest.get_attribute("aria-pressed") == "true"
    timeline(order).press("d")
    expect(newest).to_have_attribute("aria-pressed", "false")
    wait_for_address(order, "view")
    order.get_by_role("button", name="last 20 s").click()
    order.wait_for_url("**view=clock*")
    timeline(order).press("w")
    wait_for_address(order, "view", present=False)
    assert newest.get_attribute("aria-pressed") == "true"


def test_a_link_opens_the_same_part_of_the_timeline(order):
    canvas = timeline(order)
    canvas.press("f")
    canvas.press("ArrowUp")
    view = wait_for_address(order, "view")
    link = order.url
    order.goto("about:blank")
    order.goto(link)
    canvas.wait_for()
    waits.wait_for_refreshes(order)
    assert order.get_by_role("button", name="newest").get_attribute("aria-pressed") == "false"
    assert wait_for_address(order, "view") == view


def test_nothing_moves_once_the_newest_is_framed(chromium, server, room):
    """The clock of the world goes on; the picture does not."""
    with visiting(chromium, server, room, reduced_motion="no-preference") as visit:
        page = visit()
        waits.press(page, "1")
        wait_for_marks(page, 6)
        expect(page.locator(".flow_map .dot, .flow_map .lit")).to_have_count(0)
        waits.wait_until(page, lambda: is_at_rest(page), "the timeline never comes to rest")
        assert is_at_rest(page)


def is_at_rest(page):
    """Whether the timeline looks the same after two refreshes; a slow machine moves it slowly."""
    before = timeline(page).screenshot()
    waits.wait_for_refreshes(page)
    return timeline(page).screenshot() == before
