"""The page in one file, opened from disk: it plays, asks for nothing, and axe finds no fault."""

import pytest

from eda_core.presentation.recording.playable import Span, played
from pages.components.recording.page_file import page_file
from tests.browser.test_accessibility import FAULTS, axe  # noqa: F401 - a fixture
from tests.browser.waits import wait_until
from tests.rooms import Room

pytestmark = pytest.mark.browser

MARKUP = "<img src=x onerror=alert(1)>"


def test_a_saved_minute_plays_from_disk_without_a_request(chromium, tmp_path, axe):  # noqa: F811
    room = Room()
    room.place(101, 100, 2)
    room.put(f'{{"id": "{MARKUP}", "amount": 900}}', seconds=2)
    file = tmp_path / "minute.html"
    data = played(room.model, Span.MINUTE, room.now_ms)
    file.write_text(page_file(data), encoding="utf-8")
    with chromium.new_context() as context:
        page, asked, said = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(file.as_uri())
        page.get_by_text("nothing has happened yet").wait_for()
        # Read without our font, whose letters are narrower.
        assert "…" not in "".join(page.locator(".node .label").all_text_contents())
        page.get_by_role("button", name="Play", exact=True).first.click()
        page.locator(".dot").first.wait_for(state="attached")
        page.get_by_role("button", name="Play again").wait_for()
        page.get_by_role("button", name="Order 101 · 100 COMPLETED").click()
        page.get_by_text("amount 100 > 500 is false").first.wait_for()
        assert page.get_by_text(MARKUP).count() > 0
        assert page.locator("img").count() == 0
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate_handle("() => document.body.offsetWidth")
            assert faults(context, page, axe) == []
        wait_until(page, lambda: said == [])
        assert [url for url in asked if not url.startswith(("blob:", file.as_uri()))] == []


def faults(context, page, axe):  # noqa: F811
    """What axe says; its script comes by the protocol, past the page's own policy."""
    session = context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": f"{axe};0"})
    found = session.send(
        "Runtime.evaluate",
        {"expression": f"({FAULTS})()", "awaitPromise": True, "returnByValue": True},
    )
    return found["result"]["value"]
