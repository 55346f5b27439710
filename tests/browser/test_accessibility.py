"""No page has a serious fault by axe-core's rules, in the light theme nor in the dark one."""

import os

import pytest

from tests.browser import waits
from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ["", "orders", "payment_service", "rules", "event_log", "what_if", "connection"]
OF_STREAMLIT = {
    # Streamlit's own markup; none of it is ours to change.
}

FAULTS = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations
    .filter((fault) => ["serious", "critical"].includes(fault.impact))
    .flatMap(({ id, nodes }) => nodes.map((node) => [id, node.target.flat().join(" "), node.html]));
}"""


@pytest.fixture(scope="module")
def axe():
    if not AXE.exists():
        reason = "axe-core is not installed; run npm ci"
        if os.environ.get("EDA_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_fault(axe, visit, scheme):
    page = visit()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for key in "125":
        waits.press(page, key)
    page.get_by_text("COMPLETED").first.wait_for()
    assert [fault for path in PAGES for fault in faults(page, visit, path, axe)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nor_has_a_paused_world_the_list_of_keys_the_stage_or_a_phone(axe, visit, scheme):
    page = visit()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    waits.press(page, "1")
    page.get_by_text("COMPLETED").first.wait_for()
    page.keyboard.press("Space")
    page.locator(".st-key-time-pause").filter(has_text="Resume").wait_for()
    found = faults_now(page, "paused", axe)
    page.keyboard.press("?")
    found += faults_now(page, "keys", axe)
    visit("?stage=1")
    found += faults_now(page, "stage", axe)
    page.set_viewport_size({"width": 390, "height": 844})
    visit("?order=101")
    found += faults_now(page, "phone", axe)
    assert found == []


def faults(page, visit, path, axe):
    """The serious faults of one page, each as (page, rule, element, its markup)."""
    visit(f"{path}?order=101")
    page.get_by_role("navigation").first.wait_for()
    return faults_now(page, path, axe)


def faults_now(page, path, axe):
    """The same of what is shown now."""
    waits.wait_for_refreshes(page)
    page.evaluate(axe)
    return [
        (path, rule, target, html[:200])
        for rule, target, html in page.evaluate(FAULTS)
        if rule not in OF_STREAMLIT
    ]
