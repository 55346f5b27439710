"""The audience in a real browser: invited on the Live page, a phone, and the stage."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.waits import wait_for_script
from tests.free_port import free_port

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 320, "height": 568}
FITS = """() => document.documentElement.scrollHeight <= innerHeight
  && document.documentElement.scrollWidth <= innerWidth"""
LOWEST = """() => Math.min(...[...document.querySelectorAll("button, input")]
  .filter((each) => each.offsetParent).map((each) => each.getBoundingClientRect().height))"""


def invite(page):
    """Invite at this computer's own address; answers the one to open on a phone."""
    page.get_by_role("button", name="Invite the audience").click()
    page.get_by_role("combobox", name="Address to listen at").click()
    page.get_by_role("option", name=re.compile(r"^127\.0\.0\.1")).click()
    port = page.get_by_role("spinbutton", name="Port")
    port.fill(str(free_port()))
    port.press("Tab")
    page.get_by_role("button", name="Invite", exact=True).click()
    code = page.get_by_test_id("stCode").get_by_text(re.compile(r"^http://127\.0\.0\.1:\d+/\w+$"))
    url = code.inner_text()
    page.keyboard.press("Escape")
    return url


@pytest.fixture
def phone(chromium):
    context = chromium.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.faults, page.asked = [], set()
    page.on("console", lambda message: page.faults.append(message.text))
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.on("request", lambda request: page.asked.add(request.url.split("/")[2]))
    yield page
    context.close()


def fits(phone):
    """Nothing scrolls, and a thumb finds everything that can be pressed."""
    wait_for_script(phone, FITS)
    return phone.evaluate(LOWEST) >= 48


def send_an_order(phone):
    """A guess, an order, and what became of it."""
    expect(phone.locator("#in")).to_have_text("1 is in")
    expect(phone.locator("#send")).to_be_disabled()
    assert fits(phone)
    phone.get_by_role("button", name="500.01", exact=True).tap()
    phone.get_by_role("button", name="Completed").tap()
    assert fits(phone)
    phone.get_by_role("button", name="Send order · 500.01").tap()
    expect(phone.locator("#way-name")).to_have_text("Order 101 500.01")
    assert fits(phone)
    expect(phone.locator("#fate")).to_have_class("fate no")
    expect(phone.locator("#fate")).to_contain_text("500.01 is more than 500")
    expect(phone.locator("#card")).to_contain_text("completed")
    assert fits(phone)


def test_a_phone_and_the_stage(visit, phone):
    page = visit()
    url = invite(page)
    expect(page.get_by_role("button", name="Ask about 100")).to_be_in_viewport(ratio=1)
    phone.goto(url)
    send_an_order(phone)

    page.get_by_role("button", name="Stage", exact=True).click()
    expect(page.get_by_text("Join by phone")).to_be_visible()
    expect(page.locator(".crowd .address")).to_have_text(url)
    expect(page.get_by_text("1 order sent")).to_be_visible()
    page.keyboard.press("v")
    expect(phone.locator("#ask h1")).to_have_text("What will become of an order of 100?")
    phone.locator("#vote").get_by_role("button", name="Completed").tap()
    expect(page.get_by_text("1 has voted")).to_be_visible()
    assert fits(phone)
    phone.set_viewport_size(SMALL_PHONE)
    assert fits(phone)
    phone.set_viewport_size(PHONE)
    bars = page.locator(".crowd .bar:visible")
    expect(bars).to_have_count(0)
    page.keyboard.press("v")
    expect(bars).to_have_count(2)
    expect(phone.locator("#fate")).to_have_class("fate ok")
    assert fits(phone)
    assert (phone.faults, phone.asked) == ([], {url.split("/")[2]})
    assert page.outside == []
