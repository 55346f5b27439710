"""The flow map in a browser: dots that travel, failures that stay, parts that can be chosen."""

import pytest

pytestmark = pytest.mark.browser

SECONDS = 1000

DOTS_SEEN = """() => {
  window.dots = new Set();
  const root = [...document.querySelectorAll("*")].map((each) => each.shadowRoot)
    .find((shadow) => shadow?.querySelector(".flow_map"));
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


@pytest.fixture
def moving(chromium, server):
    """The Live page for somebody who has not asked for less motion."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(server)
    page.get_by_role("button", name="A good order").wait_for(timeout=40 * SECONDS)
    part(page, "Customer").wait_for(timeout=20 * SECONDS)
    yield page
    context.close()


def part(page, name):
    return page.get_by_role("button", name=name)


def test_an_order_travels_as_dots_and_then_all_is_quiet(moving):
    moving.evaluate(DOTS_SEEN)
    moving.keyboard.press("2")
    part(moving, "e-mail, SNS topic eda-demo-order-notification, 3 sent").wait_for()
    moving.wait_for_function("window.dots.has('101')", timeout=10 * SECONDS)
    moving.wait_for_timeout(8 * SECONDS)
    assert moving.locator(".flow_map .dot").count() == 0
    assert moving.locator(".flow_map .lit").count() == 0


def test_nothing_is_drawn_while_nothing_moves(moving):
    moving.wait_for_timeout(1 * SECONDS)
    assert moving.evaluate(FRAMES_A_SECOND) <= 5


def test_less_motion_means_lights_and_no_dots(visit):
    page = visit()
    part(page, "Customer").wait_for(timeout=40 * SECONDS)
    page.evaluate(DOTS_SEEN)
    page.keyboard.press("1")
    page.locator(".flow_map .node.lit").first.wait_for(timeout=10 * SECONDS)
    part(page, "Update Order, Lambda function eda-demo-update-order, Lambda · 1 run").wait_for()
    assert page.evaluate("window.dots.size") == 0


def test_a_part_is_chosen_by_key_and_named_in_the_address(visit):
    page = visit()
    rule = part(page, "cw-catch-all, rule cw-catch-all")
    rule.wait_for(timeout=40 * SECONDS)
    rule.focus()
    page.keyboard.press("Enter")
    page.get_by_text("events matched rule cw-catch-all").wait_for(timeout=10 * SECONDS)
    assert "element=rule" in page.url
    page.get_by_role("button", name="Show in the event log").click()
    page.wait_for_url("**/event_log?*filter-pattern=*", timeout=10 * SECONDS)


def test_a_chosen_part_is_let_go_again(visit):
    page = visit("?element=bus")
    bus = part(page, "eda-demo, EventBridge event bus")
    bus.wait_for(timeout=40 * SECONDS)
    bus.press("Enter")
    page.wait_for_function("!location.search.includes('element')", timeout=10 * SECONDS)


def test_the_stage_hides_controls_and_keys_still_play(visit):
    page = visit("?stage=1")
    part(page, "Customer").wait_for(timeout=40 * SECONDS)
    assert not page.get_by_role("link", name="Event log").is_visible()
    page.keyboard.press("2")
    page.get_by_text("✕ CANCELLED", exact=True).wait_for(timeout=20 * SECONDS)
    page.get_by_role("button", name="Leave stage").click()
    page.get_by_role("link", name="Event log").wait_for(timeout=10 * SECONDS)
