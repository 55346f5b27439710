"""Nothing blinks: no frame that the browser paints lacks a part of the page."""

import base64
import io
import re
import time

import pytest
from PIL import Image

from tests.browser import waits
from tests.browser.conftest import visiting
from tests.browser.test_timeline import timeline

pytestmark = pytest.mark.browser

SECONDS = 12
SIZE = {"width": 1440, "height": 900}
SMALL = 720
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

    def watch(self, seconds, act=lambda: None):
        """Record for so many seconds; ``act`` is done once in each of them."""
        options = {"format": "png", "maxWidth": SMALL, "maxHeight": SMALL}
        self._session.send("Page.startScreencast", options)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            act()
            self._page.wait_for_timeout(1000)
        self._session.send("Page.stopScreencast")


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


LOOKS = [("light", ""), ("dark", ""), ("light", "?stage=1")]


@pytest.mark.parametrize(("scheme", "path"), LOOKS, ids=lambda look: look or "page")
def test_no_frame_lacks_a_part(chromium, server, room, scheme, path):
    """At rest in light and dark; with an order every second in dark and on the stage."""
    with visiting(chromium, server, room, reduced_motion="no-preference") as visit:
        page = visit(path)
        page.emulate_media(color_scheme=scheme)
        timeline(page).wait_for()
        waits.press(page, "1")
        timeline(page).and_(page.get_by_label(re.compile(r"\b6 marks"))).wait_for()
        page.wait_for_timeout(4000)
        waits.wait_for_refreshes(page)
        boxes = boxes_of(page)
        for act in acts(page, scheme, path):
            recording = Recording(page)
            recording.watch(SECONDS, act)
            assert len(recording.frames) > 1
            assert blank(recording.frames, boxes) == []


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


def acts(page, scheme, path):
    if not path:
        yield lambda: None
    if path or scheme == "dark":
        yield lambda: page.keyboard.press("1")
