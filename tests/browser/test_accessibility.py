"""No page has a serious fault by axe-core's rules, in the light theme nor in the dark one."""

import os

import pytest

from tests.browser import waits
from tests.browser.conftest import ROOT
from tests.browser.test_orders import row

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ["Payment service", "Rules", "Event log", "What if?", "Side by side", "Connection", "Live"]
OF_STREAMLIT = {
    # Streamlit's own markup; none of it is ours to change.
}

FAULTS = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations
    .filter((fault) => ["serious", "critical"].includes(fault.impact))
    .flatMap(({ id, nodes }) => nodes.map((node) => [id, node.target.flat().join(" "), node.html]));
}"""


THEMES = """() => matchMedia("(prefers-color-scheme: dark)").matches
  ? ["dark", "light"] : ["light", "dark"]"""
"""Both, the one that is shown first: another takes a moment to be drawn."""

IS_DRAWN = """(scheme) => {
  const ground = getComputedStyle(document.querySelector(".stApp")).backgroundColor;
  const [red] = ground.match(/[0-9]+/g).map(Number);
  return (red < 128) === (scheme === "dark");
}"""


@pytest.fixture(scope="module")
def axe():
    if not AXE.exists():
        reason = "axe-core is not installed; run npm ci"
        if os.environ.get("EDA_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


def test_no_page_has_a_serious_fault(axe, visit):
    page = visit()
    for key in "125":
        waits.press(page, key)
    page.get_by_text("COMPLETED").first.wait_for()
    waits.go_to(page, "Orders")
    row(page, 101).click()
    page.get_by_role("heading", name="Story").wait_for()
    found = faults(page, "Orders", axe)
    page.get_by_role("radio", name="Sets").click()
    found += faults(page, "Sets", axe)
    for title in PAGES:
        waits.go_to(page, title)
        found += faults(page, title, axe)
    assert found == []


def test_nor_has_a_paused_world_the_list_of_keys_the_stage_or_a_phone(axe, visit):
    page = visit("?guess=1")
    waits.press(page, "1")
    page.get_by_text("Completed or cancelled?").wait_for()
    found = faults(page, "guess", axe)
    page.get_by_role("button", name="Show it").click()
    page.get_by_text("COMPLETED").first.wait_for()
    page.keyboard.press("Space")
    page.locator(".st-key-time-pause").filter(has_text="Resume").wait_for()
    found += faults(page, "paused", axe)
    page.keyboard.press("?")
    found += faults(page, "keys", axe)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    found += faults(page, "phone", axe)
    page.set_viewport_size({"width": 1440, "height": 900})
    visit("?stage=1&lesson=the-limit")
    page.get_by_text("Lesson 3 · step 1 of 5").wait_for()
    found += faults(page, "stage", axe)
    assert found == []


def faults(page, path, axe):
    """The serious faults of what is shown, each as (page, theme, rule, element, its markup)."""
    waits.wait_for_refreshes(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    return [
        (path, scheme, rule, target, html[:200])
        for scheme in page.evaluate(THEMES)
        for rule, target, html in in_theme(page, scheme)
        if rule not in OF_STREAMLIT
    ]


def in_theme(page, scheme):
    """What axe-core finds in this theme, once the page and its parts are drawn in it."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    waits.wait_for_script(page, IS_DRAWN, arg=scheme)
    waits.wait_for_refreshes(page, 1)
    return page.evaluate(FAULTS)


FILL = "node => getComputedStyle(node).backgroundColor"
FRAME = "node => getComputedStyle(node).outlineStyle"


def test_a_contrast_theme_leaves_what_a_fill_says(visit):
    page = visit("?order=101")
    visit.place(100)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    taken, missed = (page.locator(f"td .dot{each}").first for each in (".taken", ":not(.taken)"))
    missed.wait_for()
    assert taken.evaluate(FILL) != missed.evaluate(FILL)
    chosen = page.get_by_role("radio", name="Real time")
    assert [chosen.evaluate(FRAME), chosen.get_attribute("data-selected")] == ["solid", "true"]
    lanes = page.get_by_role("button", name="by service")
    assert [lanes.evaluate(FRAME), lanes.get_attribute("aria-pressed")] == ["solid", "true"]
    page.emulate_media(forced_colors="none")
