"""All parts of the Live page turn with the dots: no answer before the question."""

import re

import pytest

from tests.browser import waits
from tests.browser.conftest import visiting
from tests.browser.test_timeline import timeline

pytestmark = pytest.mark.browser

WATCH = """() => {
  const shadows = (root) => [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
    shadowRoot ? [shadowRoot, ...shadows(shadowRoot)] : []);
  const places = {};  // looked for once: the parts keep their nodes, and this runs in each frame
  const find = (where) => (places[where]?.isConnected ? places[where] : (places[where] =
    shadows(document).map((root) => root.querySelector(where)).find(Boolean)));
  const figure = (text) => Number(text.replace(/\\D/g, ""));
  const tile = (at) => figure(find(".tiles").children[at].querySelector(".value").textContent);
  const look = () => ({
    events: figure(find(".flow_map .note").textContent.split("·")[0]),
    deliveries: figure(find(".flow_map .note").textContent.split("·")[1]),
    dots: find(".flow_map svg").querySelectorAll(".dot").length,
    submitted: tile(0), ended: tile(1) + tile(2), waiting: tile(3),
    order: find(".summary .name")?.textContent ?? "",
    word: find(".summary .pill")?.textContent ?? "",
  });
  window.looks = [];
  const note = () => {
    const now = look();
    if (JSON.stringify(now) !== JSON.stringify(window.looks.at(-1))) window.looks.push(now);
    window.looking = requestAnimationFrame(note);
  };
  note();
}"""


def looks_during(page, act, done):
    """What the page showed, frame by frame, until it showed all."""
    page.evaluate(WATCH)
    act()
    waits.wait_until(page, lambda: done(page.evaluate("window.looks.at(-1)")))
    waits.wait_for_refreshes(page, 1)
    return page.evaluate("(cancelAnimationFrame(window.looking), window.looks)")


@pytest.mark.parametrize("pace", ["Real time", "Slow motion"])
def test_counts_and_card_turn_with_the_dots(chromium, server, room, pace):
    with visiting(chromium, server, room, reduced_motion="no-preference") as visit:
        page = visit()
        timeline(page).wait_for()
        waits.press(page, "1")
        page.get_by_text(re.compile("✓ COMPLETED")).wait_for()
        page.get_by_text(pace).click()
        waits.wait_for_refreshes(page)
        looks = looks_during(
            page, lambda: waits.press(page, "2"), lambda look: "CANCELLED" in look["word"]
        )
    for look in looks:
        assert 3 + look["submitted"] - 1 <= look["events"]
        assert look["submitted"] == look["ended"] + look["waiting"]
        if look["ended"] == 2:
            assert look["events"] == 6
        if "102" in look["order"] and "CANCELLED" in look["word"]:
            assert look["events"] == 6
            assert look["dots"] == 0 or pace == "Slow motion", "mails go out after the outcome"
    steps = [(look["submitted"], look["ended"]) for look in looks]
    assert steps == sorted(steps)
    assert (2, 1) in steps, "it was submitted before it ended"
    assert any("on its way" in look["word"] or "WAITING" in look["word"] for look in looks)
