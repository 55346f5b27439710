"""The sheet of an event in a browser: opened from the timeline and the map, walked, closed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import waits
from tests.browser.conftest import visiting
from tests.browser.test_accessibility import FAULTS, axe  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser

DOT = """() => {
  const shadows = (root) => [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
    shadowRoot ? [shadowRoot, ...shadows(shadowRoot)] : []);
  const root = shadows(document).find((shadow) => shadow.querySelector(".flow_map"));
  new MutationObserver(() => root.querySelector(".dot")?.dispatchEvent(new MouseEvent("click")))
    .observe(root, { childList: true, subtree: true });
}"""


def sheet(page):
    return page.get_by_role("dialog")


def open_an_order(visit):
    visit.place(900)
    visit("?order=101").get_by_role("application", name=re.compile("6 marks")).wait_for()


@pytest.fixture
def opened(shared):
    """The sheet of the first event of an order that was cancelled, opened by its mark."""
    page = shared(open_an_order)
    page.keyboard.press("Escape")
    expect(sheet(page)).to_have_count(0)
    canvas = page.get_by_role("application", name=re.compile("6 marks"))
    canvas.focus()
    for key in ("Escape", "f", "f", ".", "e"):
        canvas.press(key)
    page.get_by_role("dialog", name="OrderCreated of order 101").wait_for()
    return page


def test_the_sheet_is_walked_followed_and_closed_by_keys(opened):
    shown = sheet(opened)
    assert shown.locator(".framed").inner_text().strip() == '"amount": 900'
    expect(shown.get_by_text("hop 4 of 8")).to_be_visible()
    expect(opened.locator(".hop-number")).to_have_text(list("12345678"))
    expect(opened.locator(".hop-number.on")).to_have_text("4")
    opened.keyboard.press("ArrowRight")
    expect(shown.locator(".hop:focus")).to_contain_text("Execution input")
    expect(opened.locator(".hop-number.on")).to_have_text("5")
    shown.get_by_role("button", name="Follow PaymentFailed").click()
    opened.get_by_role("dialog", name="PaymentFailed of order 101").wait_for()
    opened.keyboard.press("1")
    opened.keyboard.press("Escape")
    expect(sheet(opened)).to_have_count(0)
    waits.wait_for_script(opened, "!location.search.includes('event=')")
    waits.wait_for_refreshes(opened)
    assert sheet(opened).count() == 0
    assert "order=101" in opened.url, "no key of the page worked behind the sheet"
    expect(opened.locator(".hop-number")).to_have_count(0)
    opened.get_by_role("button", name="PaymentFailed").click()
    opened.get_by_role("dialog", name="PaymentFailed of order 101").wait_for()


def test_raw_text_is_there_for_one_hop_and_for_all(opened):
    shown = sheet(opened)
    assert shown.locator("pre:visible").count() == 0
    shown.get_by_role("button", name="Raw text of hop 4").click()
    assert '"detail-type": "OrderCreated"' in shown.locator("pre:visible").inner_text()
    shown.get_by_role("button", name="Raw text", exact=True).click()
    assert shown.locator("pre:visible").count() == 8
    shown.get_by_role("button", name="Shape", exact=True).click()
    assert shown.locator("pre:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sheet_has_no_serious_fault(opened, axe, scheme):  # noqa: F811 - the fixture above
    opened.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    waits.wait_for_refreshes(opened, 1)
    opened.evaluate(axe)
    assert opened.evaluate(FAULTS) == []


def test_nothing_hangs_over_in_a_narrow_window(opened):
    for width in (1440, 900, 390):
        opened.set_viewport_size({"width": width, "height": 844})
        waits.wait_until_drawn(opened)
        shown = sheet(opened).evaluate("each => [each.scrollWidth, each.clientWidth]")
        assert shown[0] <= shown[1], width


def test_a_dot_on_the_map_opens_its_event(chromium, server, room):
    with visiting(chromium, server, room, reduced_motion="no-preference") as visit:
        page = visit()
        page.get_by_role("button", name="Customer").wait_for()
        waits.wait_for_refreshes(page)
        page.evaluate(DOT)
        waits.press(page, "2")
        page.get_by_role("dialog", name=re.compile("of order 101")).wait_for()
