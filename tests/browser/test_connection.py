"""The Connection page in a browser, on an emulator: a stack up, checked, looked at, and down."""

import pytest
from playwright.sync_api import expect

from tests.browser import waits

pytestmark = pytest.mark.browser

NAME = "eda-browser-test"


def open_connection(visit, endpoint):
    page = visit("connection")
    waits.wait_for_refreshes(page)
    with waits.whole_run(page):
        page.get_by_text("Deployed AWS stack").click()
    for label, text in (("Stack", NAME), ("Region", "us-east-1"), ("Endpoint URL", endpoint)):
        box = page.get_by_role("textbox", name=label, exact=True)
        box.fill(text)
        with waits.whole_run(page):
            box.press("Enter")


@pytest.fixture
def page(ministack, shared):
    """The Connection page with a stack chosen that is not there (yet, or any more)."""
    return shared(open_connection, ministack)


def click(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def sees(page, text):
    page.get_by_text(text).first.wait_for()


def test_a_stack_goes_up_is_sound_and_goes_down(page):
    click(page, "Deploy …")
    sees(page, f"Creates the stack {NAME}")
    click(page, "Deploy now")
    sees(page, "stands: CREATE_COMPLETE")
    click(page, "Run preflight")
    sees(page, "12 in order, 2 not looked at.")
    click(page, "Destroy …")
    expect(page.get_by_role("button", name="Destroy now")).to_be_disabled()
    box = page.get_by_role("textbox", name=f"Type {NAME} to go on")
    box.fill(NAME)
    box.press("Enter")
    click(page, "Destroy now")
    sees(page, "and all it held with it")
    assert page.outside == []


def test_nothing_scrolls_sideways_on_a_narrow_screen(page):
    page.set_viewport_size({"width": 900, "height": 900})
    click(page, "Run preflight")
    sees(page, "10 not looked at")
    assert page.evaluate("document.documentElement.scrollWidth") <= 900
