"""The flow map in a browser: dots that travel, failures that stay, parts that can be chosen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import waits
from tests.browser.conftest import visiting

pytestmark = pytest.mark.browser

DOTS_SEEN = """() => {
  window.dots = new Set();
  const shadows = (root) => [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
    shadowRoot ? [shadowRoot, ...shadows(shadowRoot)] : []);
  const root = shadows(document).find((shadow) => shadow.querySelector(".flow_map"));
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes)
      if (node.classList?.contains("dot")) window.dots.add(node.textContent);
  }).observe(root, { childList: true, subtree: true });
}"""

FRAMES_A_SECOND = """() => new Promise((told) => {
  const ask = window.requestAnimationFrame;
  let count = 0;
  window.requestAnimationFrame = (act) => { count += 1; return ask(act); };
  setTimeout(() => { window.requestAnimationFrame = ask; told(count); }, 1000);
})"""


def open_map(visit):
    page = visit()
    part(page, "Customer").wait_for()
    waits.wait_for_refreshes(page)


@pytest.fixture
def moving(shared):
    """The Live page for somebody who has not asked for less motion."""
    return shared(open_map, reduced_motion="no-preference")


def part(page, name):
    return page.get_by_role("button", name=name)


def travels(page, order):
    """Whether an order was seen as a dot; a machine too slow for frames may show none."""
    page.evaluate(DOTS_SEEN)
    waits.press(page, "2")
    sent = 3 * (order - 100)
    part(page, f"e-mail, SNS topic eda-demo-order-notification, {sent} sent").wait_for()
    waits.wait_for_refreshes(page)
    return page.evaluate(f"window.dots.has('{order}')")


def test_an_order_travels_as_dots_and_then_all_is_quiet(moving):
    assert any(travels(moving, order) for order in range(101, 111))
    moving_or_lit = moving.locator(".flow_map .dot, .flow_map .lit")
    expect(moving_or_lit).to_have_count(0)
    waits.wait_for_refreshes(moving)
    assert moving_or_lit.count() == 0


def test_nothing_is_drawn_while_nothing_moves(moving):
    waits.wait_for_refreshes(moving)
    assert moving.evaluate(FRAMES_A_SECOND) <= 5


def test_less_motion_means_lights_and_no_dots(visit):
    page = visit()
    part(page, "Customer").wait_for()
    waits.wait_for_refreshes(page)
    page.evaluate(DOTS_SEEN)
    waits.press(page, "1")
    page.locator(".flow_map .node.lit").first.wait_for()
    part(page, "Update Order, Lambda function eda-demo-update-order, Lambda · 1 run").wait_for()
    assert page.evaluate("window.dots.size") == 0


def test_a_part_is_chosen_by_key_and_named_in_the_address(live):
    page = live
    rule = part(page, "cw-catch-all, rule cw-catch-all")
    rule.wait_for()
    rule.focus()
    page.keyboard.press("Enter")
    page.get_by_text("events matched rule cw-catch-all").wait_for()
    expect(page).to_have_url(re.compile("element=rule"))
    page.get_by_role("button", name="Show in the event log").click()
    page.wait_for_url("**/event_log?*filter-pattern=*")


def test_a_chosen_part_is_let_go_again(visit):
    page = visit("?element=bus")
    bus = part(page, "eda-demo, EventBridge event bus")
    bus.wait_for()
    bus.press("Enter")
    waits.wait_for_script(page, "!location.search.includes('element')")


def test_the_stage_hides_controls_and_keys_still_play(live):
    page, order = live, live.get_by_role("spinbutton", name="Order id").input_value()
    page.get_by_role("button", name="Stage", exact=True).click()
    expect(page.get_by_role("link", name="Event log")).to_be_hidden()
    part(page, "Customer").wait_for()
    waits.press(page, "2")
    page.get_by_text(f"Order {order}", exact=True).wait_for()
    page.get_by_text("✕ CANCELLED", exact=True).wait_for()
    page.get_by_role("button", name="Leave stage").click()
    page.get_by_role("link", name="Event log").wait_for()


VIEW_BOX = """() => {
  const shadows = (root) => [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
    shadowRoot ? [shadowRoot, ...shadows(shadowRoot)] : []);
  const root = shadows(document).find((shadow) => shadow.querySelector(".flow_map"));
  return root.querySelector("svg").viewBox.baseVal.width;
}"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_camera_goes_to_where_an_order_failed_and_back(chromium, server, room, motion):
    with visiting(chromium, server, room, reduced_motion=motion) as visit:
        page = visit()
        part(page, "Customer").wait_for()
        whole = page.evaluate(VIEW_BOX)
        waits.press(page, "5")
        expect(page.get_by_text("101 failed here")).to_be_visible()
        page.keyboard.press("c")
        expect(page.get_by_role("button", name="Camera")).to_be_visible()
        expect(page.locator("[data-shot]")).to_have_attribute("data-part", "summary")
        if motion == "reduce":
            waits.wait_until_drawn(page)
            assert page.evaluate(VIEW_BOX) == whole
        else:
            waits.wait_for_script(page, f"() => ({VIEW_BOX})() < {whole / 2}")
        page.get_by_role("application").focus()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Camera")).to_be_hidden()
        waits.wait_for_script(page, f"() => ({VIEW_BOX})() === {whole}")
