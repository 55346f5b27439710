"""Waits for what comes unseen: runs of a page's script, frames of the browser, keys at work."""

import time
from collections import deque
from contextlib import contextmanager

from playwright.sync_api import Error as PlaywrightError
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

WAIT_SECONDS = 60
"""How long to wait for what must come: a slow machine takes long, and who succeeds waits less."""

ENDS = {
    ForwardMsg.FINISHED_SUCCESSFULLY: "page",
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY: "fragment",
}

TWO_FRAMES = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done)))"""


def count(page):
    """Count in ``page.runs`` how often the page's script, or a fragment of it, ran to its end."""
    page.runs, page.heard = dict.fromkeys(ENDS.values(), 0), deque(maxlen=12)
    page.on("websocket", lambda socket: _listen(page, socket))


def _listen(page, socket):
    _hear(page, "connected")
    socket.on("framereceived", lambda got: _note(page, got))
    socket.on("close", lambda _: _hear(page, "disconnected"))


def _note(page, frame):
    message = ForwardMsg()
    message.ParseFromString(frame)
    if message.WhichOneof("type") != "script_finished":
        return
    _hear(page, ForwardMsg.ScriptFinishedStatus.Name(message.script_finished))
    if message.script_finished in ENDS:
        page.runs[ENDS[message.script_finished]] += 1


def _hear(page, what):
    page.heard.append((time.monotonic(), what))


def _last_heard(page):
    """How each run of late ended, and how many seconds ago: it says why a page came to a halt."""
    now = time.monotonic()
    return ", ".join(f"{what} {now - at:.1f} s ago" for at, what in page.heard) or "nothing"


def wait_until(page, fulfilled, otherwise="the page is not refreshed any more"):
    """Wait until this holds, and what the page knows by then is drawn."""
    ends = time.monotonic() + WAIT_SECONDS
    while not fulfilled():
        assert time.monotonic() < ends, f"{otherwise}; heard: {_last_heard(page)}"
        page.wait_for_timeout(50)
    wait_until_drawn(page)


def wait_for_script(page, script, arg=None):
    """Wait until this holds in the page; what Playwright has for it needs `eval`."""
    ends = time.monotonic() + WAIT_SECONDS
    while not _evaluated(page, script, arg):
        assert time.monotonic() < ends, f"never true: {script}"
        page.wait_for_timeout(50)


def _evaluated(page, script, arg):
    try:
        return page.evaluate(script, arg)
    except PlaywrightError:  # the page is on its way to another
        return False


def wait_for_refreshes(page, more=2):
    """Wait until the page has been refreshed so many times more, and has drawn what came."""
    wanted = sum(page.runs.values()) + more
    wait_until(page, lambda: sum(page.runs.values()) >= wanted)


@contextmanager
def whole_run(page):
    """Wait until the whole page has run for what is done inside."""
    before = page.runs["page"]
    yield
    wait_until(page, lambda: page.runs["page"] > before)


def wait_until_drawn(page):
    """Wait until what the page knows by now is on screen."""
    page.evaluate(TWO_FRAMES)


IS_OPEN = "title => document.querySelector('[aria-current=page]')?.textContent.includes(title)"


def go_to(page, title):
    """Go to a page by the navigation, and wait until it is the one that is open."""
    page.get_by_role("link", name=title, exact=True).click()
    wait_for_script(page, IS_OPEN, arg=title)


def close_menu(page):
    """Close the menu that is open, if one is, and wait until Streamlit (1.67) has heard of it: one
    that is opened again before may stay shut.
    """
    menu = page.locator("[data-testid=stPopoverBody]")
    if menu.count():
        page.keyboard.press("Escape")
        menu.wait_for(state="detached")
        wait_for_refreshes(page)


def press(page, key):
    """Press the key of a scenario once its button is there; on the stage it is there unseen."""
    button = page.locator(f"[class*='st-key-scenario-{key}-'] button")
    button.first.wait_for(state="attached")
    wait_until_drawn(page)
    page.keyboard.press(key)


def overhangs(page, widths=(1440, 900, 600)):
    """By how many pixels the page scrolls sideways, in windows of these widths."""
    return {width: _overhang(page, width) for width in widths}


def _overhang(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    wait_for_refreshes(page, 1)
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")
