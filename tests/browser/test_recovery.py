"""What comes back by itself where Streamlit has dropped what it showed."""

import pytest

from tests.browser import waits
from tests.browser.conftest import in_room

pytestmark = pytest.mark.browser

LATE = """
const send = WebSocket.prototype.send;
let refresh = null;
WebSocket.prototype.send = function (data) {
  const text = new TextDecoder("latin1").decode(data);
  send.call(this, data);
  if (text.includes(">log")) {
    for (let ms = 25; ms < 100; ms += 10) setTimeout(() => send.call(this, refresh), ms);
  } else if (!text.includes("picks")) refresh = data;
};
"""
"""Sends a refresh of the page before as late as a network does, again and again, after the press
that leads to the log.
"""


def test_a_refresh_of_the_page_before_that_comes_late_leaves_no_page_empty(chromium, server, room):
    with chromium.new_context() as context:
        page, broken = context.new_page(), []
        waits.count(page)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.add_init_script(f"(() => {{{LATE}}})()")
        page.goto(f"{server}/{in_room('?order=101', room)}")
        page.get_by_role("button", name="A good order").click()
        waits.wait_for_refreshes(page, 3)
        page.get_by_role("button", name="payment-service-filtering").first.click()
        page.get_by_role("button", name="Show in the event log").click()
        page.get_by_text("Catch-all log").wait_for()
        page.get_by_text("Envelope", exact=True).wait_for()
        waits.wait_for_refreshes(page, 3)  # they would find nothing to stand in
        assert page.get_by_text("Catch-all log").is_visible()
        assert "order=101" in page.url
        assert broken == []


SLOW = """
const listen = WebSocket.prototype.addEventListener;
let before = Promise.resolve(), left = 0;
addEventListener("click", () => { left = 8; }, true);
const pause = () => new Promise((done) => setTimeout(done, left-- > 0 ? 250 : 0));
WebSocket.prototype.addEventListener = function (kind, hear, ...more) {
  const late = (message) => { before = before.then(pause).then(() => hear.call(this, message)); };
  listen.call(this, kind, kind === "message" ? late : hear, ...more);
};
"""
"""Has the first answers to a press come a quarter of a second apart."""


def test_a_page_that_comes_slowly_is_not_left_for_the_one_before(chromium, server, room):
    with chromium.new_context() as context:
        page = context.new_page()
        waits.count(page)
        page.add_init_script(f"(() => {{{SLOW}}})()")
        page.goto(f"{server}/{in_room('', room)}")
        page.get_by_role("button", name="A good order").wait_for()
        waits.wait_for_refreshes(page)
        waits.go_to(page, "Orders")
        page.get_by_role("textbox", name="Find").wait_for()
        waits.wait_for_refreshes(page, 3)
        assert "/orders" in page.url
        assert page.get_by_role("textbox", name="Find").is_visible()
