"""The page in one file: its policy, what it holds, and where it is offered."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest

from eda_core.presentation.recording.playable import Span, played
from pages.components.kit import assets
from pages.components.kit.modules import read_modules, with_imports
from pages.components.recording.page_file import page_file
from tests.rooms import Room


@pytest.fixture(scope="module")
def page():
    room = Room()
    room.place(101, 900, 2)
    room.put('{"id": "</script><script>alert(1)</script>", "amount": 5}', seconds=2)
    return page_file(played(room.model, Span.MINUTE, room.now_ms))


def test_half_of_a_surrogate_pair_is_an_escape_that_any_file_can_hold():
    room = Room()
    room.put(r'{"id": "\ud800", "amount": 5}', seconds=2)
    page = page_file(played(room.model, Span.MINUTE, room.now_ms))
    data = json.loads(page.encode().partition(b'id="played">')[2].partition(b"</script>")[0])
    assert any("\ud800" in order["label"] for order in data["orders"])


def test_the_policy_lets_nothing_be_loaded_and_names_what_runs_by_its_hash(page):
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for text in (page.partition('type="module">')[2].partition("</script>")[0], style(page)):
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy
    assert not re.search(
        r'(src|href)="|url\((?!#)|@import|https?://(?!www\.w3\.org/2000/svg)', page
    )


def style(page):
    return page.partition("<style>")[2].partition("</style>")[0]


def test_markup_in_an_event_stays_in_the_data(page):
    assert page.count("<script") == 2
    data = json.loads(page.partition('id="played">')[2].partition("</script>")[0])
    assert any("alert(1)" in order["label"] for order in data["orders"])


def test_every_colour_of_the_scripts_in_it_is_defined(page):
    scripts = page.partition('type="module">')[2]
    used = set(re.findall(r"var\((--[\w-]+)\)", scripts))
    own = {"--tone", "--tone-soft", "--tone-text", "--mono", "--done"}
    assert {"--panel", "--st-font"} <= used
    for name in used - own:
        assert re.search(rf"{name}:", style(page)) or f"{name}:" in scripts, name


def test_with_a_module_comes_what_it_imports():
    found = [each.name for each in with_imports(read_modules(assets.COMPONENTS), ("flow_map",))]
    assert "live/flow_dots.js" in found
    assert "kit/base.js" in found
    assert "orders/table.js" not in found


def test_the_page_is_offered_where_recordings_are_made(dashboard):
    dashboard.at.session_state["recording-menu"] = True
    live = dashboard.open("pages/live.py")
    make = live.at.button(key="recording.make")
    assert (make.label, make.disabled) == ("Nothing has happened yet", True)
    live.submit(101, 900)
    live.let_pass()
    assert saved(live) == []
    live.at.button(key="recording.make").click().run()
    (label,) = saved(live)
    assert label.startswith("Save the page, ")
    live.field("recording.span").set_value(Span.ALL).run()
    assert saved(live) == []


def saved(live):
    """The pages that were made and can be saved."""
    buttons = [each.proto for each in live.at.get("download_button")]
    return [button.label for button in buttons if button.id.endswith("recording.page")]
