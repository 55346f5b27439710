"""Nothing blinks: no frame that the browser paints lacks a part of the page."""

import base64
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import waits
from tests.browser.conftest import visiting
from tests.browser.test_timeline import timeline

# Blinking now and then is what it looks for, so it is not tried once more.
pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=0)]

REFRESHES = 6
SIZE = {"width": 1440, "height": 900}
SMALL = 480
"""Pixels across a recorded frame: enough to tell a part from an empty place."""

PARTS = {
    "header": "[data-testid=stHeader]",
    "totals": "[data-part=totals]",
    "map": "[data-part=flow_map]",
    "timeline": "[data-part=timeline]",
}
LEAST_INK = 0.5
"""Of what a part shows when the recording begins."""


class Recording:
    """The frames the browser paints, as it sends them itself."""

    def __init__(self, page):
        self.frames = []
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._session.on("Page.screencastFrame", self._take)

    def _take(self, frame):
        self.frames.append(frame["data"])
        self._session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    def watch(self, act=lambda: None):
        """Record until the page was refreshed a few times; ``act`` is done once in each of them."""
        options = {"format": "png", "maxWidth": SMALL, "maxHeight": SMALL}
        self._session.send("Page.startScreencast", options)
        for _ in range(REFRESHES):
            act()
            waits.wait_for_refreshes(self._page, 1)
        self._session.send("Page.stopScreencast")
        self._session.detach()


def ink(image, box):
    """How many pixels of this part are not of the colour most of it has."""
    histogram = image.crop(box).histogram()
    return sum(histogram) - max(histogram)


def blank(frames, boxes):
    """Which parts are blank, and in which frames."""
    images = [Image.open(io.BytesIO(base64.b64decode(frame))).convert("L") for frame in frames]
    usual = {name: ink(images[0], box) for name, box in boxes.items()}
    assert all(usual.values()), usual
    return [
        (number, name)
        for number, image in enumerate(images)
        for name, box in boxes.items()
        if ink(image, box) < LEAST_INK * usual[name]
    ]


def boxes_of(page):
    scale = SMALL / SIZE["width"]
    found = {name: page.locator(where).first.bounding_box() for name, where in PARTS.items()}
    return {
        name: tuple(
            round(scale * edge)
            for edge in (
                box["x"],
                box["y"],
                box["x"] + box["width"],
                min(box["y"] + box["height"], SIZE["height"]),
            )
        )
        for name, box in found.items()
    }


def lacking(page, act=lambda: None):
    """Which parts are missing in which frames, while this is done with each refresh."""
    boxes, recording = boxes_of(page), Recording(page)
    recording.watch(act)
    assert len(recording.frames) > 1
    return blank(recording.frames, boxes)


@pytest.fixture
def shown(chromium, server, room):
    """Opens the Live page for somebody who likes motion, with an order all of which has arrived."""
    with visiting(chromium, server, room, reduced_motion="no-preference") as visit:

        def shown(path):
            page = visit(path)
            timeline(page).wait_for()
            waits.press(page, "1")
            timeline(page).and_(page.get_by_label(re.compile(r"\b6 marks"))).wait_for()
            wait_until_quiet(page)
            return page

        yield shown


def wait_until_quiet(page):
    expect(page.locator(".flow_map .dot, .flow_map .lit")).to_have_count(0)
    waits.wait_for_refreshes(page)


def test_no_frame_of_the_page_lacks_a_part(shown):
    page = shown("")
    assert lacking(page) == [], "light"
    page.emulate_media(color_scheme="dark")
    wait_until_quiet(page)
    assert lacking(page) == [], "dark"
    assert lacking(page, lambda: page.keyboard.press("1")) == [], "an order with each refresh"


def test_no_frame_of_the_stage_lacks_a_part(shown):
    page = shown("?stage=1")
    assert lacking(page, lambda: page.keyboard.press("1")) == [], "an order with each refresh"


def test_what_is_refreshed_does_not_fade(visit):
    """Streamlit fades what it runs anew, which shows as blinking on some machines only."""
    page = visit()
    timeline(page).wait_for()
    looks = page.locator("[data-stale]").evaluate_all(
        """nodes => nodes.map(node => {
          const was = node.dataset.stale;
          node.dataset.stale = "true";
          const { transitionProperty, opacity } = getComputedStyle(node);
          node.dataset.stale = was;
          return `${transitionProperty} ${opacity}`;
        })"""
    )
    assert set(looks) == {"none 1"}
