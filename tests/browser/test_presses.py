"""What a browser may send at an unlucky moment, sent on purpose: a press that goes twice.

A refresh of the live fragment that is sent while a press is on its way carries the press, too.
"""

import json
import re
import time

import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.browser.conftest import in_room
from tests.browser.waits import WAIT_SECONDS, wait_for_script

EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class Session:
    """A browser's side of the dashboard's websocket; remembers what was shown last."""

    def __init__(self, socket, room):
        self._socket, self._query = socket, f"room={room}"
        self._page = self._fragment = ""
        self._buttons, self._shown = {}, {}
        self.told = []
        self.run()

    def run(self, pressed="", *, refresh=False, asked=0):
        """Run the page, or only refresh its fragment, with a press of this button; or with what
        the timeline asks by itself, as the pick of this number.
        """
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash = self._query, self._page
        if refresh:
            rerun.fragment_id, rerun.is_auto_rerun = self._fragment, True
        if pressed:
            widget = rerun.widget_states.widgets.add()
            (widget.id,) = (each for each in self._buttons if pressed in each)
            widget.trigger_value = True
        if asked:
            picks = [[asked, "timeline_more", {"lo": 0, "hi": 1}]]
            sent = [{"event": "picks", "value": {"window": "test", "picks": picks}}]
            key, widgets = self._key("live.watch"), rerun.widget_states.widgets
            widgets.add(id=key, json_value="{}")
            trigger = f"$$STREAMLIT_INTERNAL_KEY_{key}__events"
            widgets.add(id=trigger, json_trigger_value=json.dumps(sent))
        self.told.clear()
        self._socket.send(message.SerializeToString())
        while not self._is_the_end(self._received()):
            pass

    def submitted(self, ended=1):
        """The number of orders on the Live page, once so many of them have ended."""
        ends = time.monotonic() + WAIT_SECONDS
        while int(self._tiles()["completed"]) < ended:
            assert time.monotonic() < ends, "too few orders end"
            self.run(refresh=True)
        return self._tiles()["submitted"]

    def _tiles(self):
        parts = json.loads(self._shown[self._key("live.watch")])[1]["parts"]
        return {tile["key"]: tile["value"] for tile in parts["totals"]["tiles"]}

    def _key(self, name):
        (key,) = (key for key in self._shown if key.endswith(name))
        return key

    def _received(self):
        return ForwardMsg.FromString(self._socket.recv(timeout=WAIT_SECONDS))

    def _is_the_end(self, message):
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
        elif kind == "auto_rerun":
            self._fragment = message.auto_rerun.fragment_id
        elif kind == "delta":
            self._note(message.delta.new_element)
        if kind in ("delta", "ref_hash"):
            self.told.append(kind)
        return kind == "script_finished" and message.script_finished != EARLY

    def _note(self, element):
        if element.WhichOneof("type") == "button":
            self._buttons[element.button.id] = element.button
        elif element.WhichOneof("type") == "bidi_component":
            self._shown[element.bidi_component.id] = element.bidi_component.bytes


@pytest.fixture
def session(server, room):
    address = f"{server.replace('http', 'ws')}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], origin=server, max_size=None) as socket:
        yield Session(socket, room)


def test_a_press_that_goes_with_a_refresh_too_places_one_order(session):
    session.run("scenario-1", refresh=True)
    session.run("scenario-1")
    assert session.submitted() == "1"


def test_a_press_that_goes_with_what_a_component_asks_places_one_order(session):
    """What changes in one moment goes in one message: as a refresh of the fragment alone."""
    session.run("scenario-1", refresh=True, asked=1)
    assert session.submitted() == "1"


def test_two_presses_place_two_orders(session):
    session.run("scenario-1")
    session.run("scenario-1")
    assert session.submitted(ended=2) == "2"


def test_a_refresh_sends_its_container_and_one_component(session):
    session.run("scenario-1")
    session.run(refresh=True)
    assert len(session.told) == 2


LOSING = """
const send = WebSocket.prototype.send;
globalThis.lost = 0;
WebSocket.prototype.send = function (data) {
  const isPress = /scenario-1|time.pause/.test(new TextDecoder("latin1").decode(data));
  if (!isPress || globalThis.lost >= 2) return send.call(this, data);
  globalThis.lost += 1;
};
"""
"""Loses the first two messages with a press, as Streamlit does when a run begins for another."""

IN_HEAPS = """
const send = WebSocket.prototype.send, heap = [];
WebSocket.prototype.send = function (data) {
  if (!heap.length) setTimeout(() => heap.splice(0).forEach((each) => send.call(this, each)), 400);
  heap.push(data);
};
"""
"""Sends what comes within 400 ms at one time, as a network does that stood still."""


@pytest.fixture
def opened(chromium, server, room):
    """What opens the dashboard in a tab that begins with a script."""
    with chromium.new_context() as context:
        page = context.new_page()

        def visit(script):
            page.add_init_script(f"(() => {{{script}}})()")
            page.goto(f"{server}/{in_room('', room)}")
            page.get_by_role("button", name="A good order").wait_for()
            wait_for_script(page, "globalThis.edaPress !== undefined")
            return page

        yield visit


def test_each_of_several_quick_presses_counts(opened):
    page = opened(IN_HEAPS)
    for key in ("?", "1", "?"):  # behind the list of keys none is played
        page.keyboard.press(key)
    for _ in range(3):
        page.keyboard.press("1")
    page.get_by_role("button", name="Submit order 104").wait_for()
    page.get_by_role("button", name="A good order").dblclick()
    page.get_by_role("button", name="Submit order 106").wait_for()
    for _ in range(2):
        page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").wait_for()


def test_space_presses_what_tab_has_reached_and_pauses_after_a_click(visit):
    page = visit()
    pause = page.locator(".st-key-time-pause")
    page.get_by_role("button", name="A good order").click()
    page.keyboard.press("Space")
    pause.filter(has_text="Resume").wait_for()
    page.get_by_role("button", name=re.compile("Step to order")).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_text("What goes wrong").wait_for()
    expect(pause).to_contain_text("Resume")


def test_a_press_that_is_lost_on_its_way_is_done_once(opened):
    page = opened(LOSING)
    page.keyboard.press("1")
    page.get_by_role("button", name="Submit order 102").wait_for()
    assert page.evaluate("globalThis.lost") == 2
    page.keyboard.press("1")
    page.get_by_role("button", name="Submit order 103").wait_for()
