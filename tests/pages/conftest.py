"""Every page by AppTest, on a clock by hand: nothing sleeps, nothing ticks by itself."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from eda_core.app import bootstrap
from pages.components.kit.draft import Drafted
from pages.components.kit.param import Stored
from tests.pages.component_data import faults_of

ROOT = Path(__file__).parents[2]
START_MS = 1_769_860_800_000


WATCHED = ("totals", "flow_map", "timeline", "event_sheet")
INPUTS = (
    *("number_input", "text_input", "text_area", "slider", "selectbox"),
    *("toggle", "checkbox", "button_group"),
)


MENUS = (
    *("fault-menu", "room-menu", "again-order", "again-event", "order-special"),
    *("submit.raw", "burst.size", "saved", "lesson-menu", "audience-menu"),
)


def _shows(input_key, key):
    return re.fullmatch(rf"{re.escape(key)}(\.\d+)?", input_key or "") is not None


class Dashboard:
    """The dashboard in a session of its own, its menus open, and the clock it goes by."""

    def __init__(self, clock):
        self._clock, self._is_open = clock, False
        self.at = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=30)
        for menu in MENUS:
            self.at.session_state[menu] = True

    def open(self, page=""):
        """Show a page; Streamlit knows its pages once it has shown one."""
        if page:
            self._show_first()
            self.at.switch_page(page)
        self.at.run()
        self._is_open = True
        return self

    def _show_first(self):
        if not self._is_open:
            self.at.run()

    def let_pass(self, seconds=60):
        self._clock.ms += round(seconds * 1000)
        self.at.run()

    def submit(self, order_id, amount):
        """Fill in the form and press its button; the page runs once for all of it."""
        self.field("submit.id").set_value(order_id)
        self.field("submit.amount").set_value(float(amount))
        self.at.button(key="submit").click().run()

    def post(self, *orders):
        """Place orders, each a number and an amount, without the page: its next run shows them."""
        _, connection = self.at.session_state["kept"]["memo:world.connection"]
        for order_id, amount in orders:
            body = json.dumps({"id": order_id, "amount": amount})
            assert connection.backend.api.place(body).accepted

    def field(self, key):
        """The input that shows what is stored under this key, whatever its revision."""
        found = [each for kind in INPUTS for each in self.at.get(kind) if _shows(each.key, key)]
        assert len(found) == 1, f"{len(found)} inputs show {key}"
        return found[0]

    def store(self, param, value):
        """Store a value as the page itself does, before its next run."""
        slot = f"param:{param.key}"
        kept = self.at.session_state["kept"]
        known = kept.get(slot, Stored(None))
        changed = {"value": value, "visit": self.visit(), "revision": known.revision + known.drawn}
        kept[slot] = replace(known, **changed)

    def write(self, draft, text):
        """Type a text into an editor, as far as the page knows: it is kept as it was typed."""
        slot, known = f"draft:{draft.key}", Drafted(draft.first, draft.first)
        known = self.at.session_state.get(slot, known)
        self.at.session_state[slot] = replace(known, text=text)

    def visit(self):
        return self.at.session_state["kept"]["param:page"][1]

    def shown(self, key):
        """What the component under this key was given to show."""
        (found,) = (c for c in self.at.get("bidi_component") if c.proto.id.endswith(f"-{key}"))
        return self.given(found)

    @staticmethod
    def given(component):
        """What a component was given, which must be what its type says."""
        data = json.loads(component.proto.bytes)[1]
        assert faults_of(component.proto.component_name.rpartition(".")[2], data) == []
        return data

    def part(self, name):
        """What a part of the Live page was given to show."""
        return (self.shown("live.watch")["parts"] if name in WATCHED else self.card())[name]

    def card(self):
        """What the parts of the chosen order's card were given to show, by their names."""
        return self.shown("live.watch")["others"]["live.order"]["parts"]

    def tiles(self):
        return {tile["label"]: tile["value"] for tile in self.part("totals")["tiles"]}


class Clock:
    ms = START_MS

    def __call__(self):
        return self.ms


@pytest.fixture(scope="session", autouse=True)
def components_installed():
    """Streamlit looks through all installed packages for components each time; once will do."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(bootstrap, "epoch_now_ms", clock)
    return clock


@pytest.fixture
def dashboard(monkeypatch, clock):
    """The dashboard on a fresh simulator."""
    monkeypatch.setenv("EDA_SEED", "7")
    monkeypatch.setenv("EDA_DATA", ":memory:")
    st.cache_resource.clear()
    yield Dashboard(clock)
    st.cache_resource.clear()


@pytest.fixture
def files(monkeypatch):
    """What the buttons that were drawn would save, by their keys; made as Streamlit (1.67) makes
    it: when it is asked for, in a thread that belongs to no session.
    """
    drawn, draw = {}, st.download_button

    def spied(label, data, **options):
        drawn[options["key"]] = data
        return draw(label, data, **options)

    def made(key):
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(drawn[key]).result()

    monkeypatch.setattr(st, "download_button", spied)
    return made
