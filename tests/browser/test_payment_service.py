"""What only a browser can show of the Payment service page."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser import waits
from tests.definitions import PARALLEL

pytestmark = pytest.mark.browser

WIDTH = "svg => svg.clientWidth"


def state(page, name, role="button"):
    """A state of the picture: what is tried beside it has one of its own, with the same names."""
    picture = page.locator(".st-key-card-payment-graph")
    return picture.get_by_role(role, name=name).first


def open_empty(visit):
    state(visit("payment_service"), "isFraud").wait_for()


@pytest.fixture
def service(shared):
    """The Payment service page of a world without orders."""
    return shared(open_empty)


def open_over(visit):
    visit.place(900)
    state(visit("payment_service?order=101"), "isFraud, Choice, taken").wait_for()


@pytest.fixture
def over(shared):
    """The page with an order over the limit, chosen."""
    return shared(open_over)


def open_definition(page):
    page.get_by_text("Definition", exact=True).click()
    return page.get_by_label("Definition of the state machine")


def test_a_state_opens_by_keyboard(over):
    state(over, "Payment Failed, Pass, taken").focus()
    over.keyboard.press("Enter")
    over.get_by_text("Payment Failed · Pass").wait_for()
    over.get_by_text('"PaymentFailed"').first.wait_for()
    expect(state(over, "Payment Succeeded, Pass, not taken")).to_be_visible()
    # In either order: what a refresh under way replaced is said again, behind the others.
    expect(over).to_have_url(re.compile(r"[?&]state=Payment(\+|%20)Failed\b"))
    expect(over).to_have_url(re.compile(r"[?&]panel=state\b"))
    assert over.outside == []


def test_a_draft_outlives_a_reload_until_it_is_undone(visit):
    field = open_definition(visit("payment_service"))
    before = field.input_value()
    typed = before.replace("500", "400")
    field.fill(typed)
    page = field.page
    page.get_by_text('+          "NumericGreaterThan": 400,').wait_for()
    page.reload()
    field = open_definition(page)
    expect(field).to_have_value(typed)
    page.get_by_text('+          "NumericGreaterThan": 400,').wait_for()
    page.get_by_role("button", name="Undo my changes").click()
    expect(field).to_have_value(before)
    page.reload()
    field = open_definition(page)
    expect(field).to_have_value(before)
    page.get_by_text("No difference.").wait_for()


def test_the_slider_moves_the_branch(over):
    page = over
    page.get_by_role("radio", name="Why").click()
    page.get_by_role("slider", name="amount").focus()
    page.keyboard.press("Home")
    page.get_by_text("0 > 500 is false, so Payment Succeeded (default)").wait_for()


def test_a_state_that_opens_nothing_is_no_button(over):
    page = over
    page.get_by_role("radio", name="Why").click()
    tried = page.locator(".st-key-card-payment-panel")
    tried.get_by_role("img", name="isFraud, Choice").wait_for()
    assert tried.locator(".state[tabindex], .state[role=button]").count() == 0


def test_an_order_stays_chosen_when_its_text_in_the_list_changes(visit):
    """A choice is its text to Streamlit: a press brought the one of before, and chose it."""
    page = visit("payment_service")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Resume").wait_for()
    visit.place(900)
    visit("payment_service?order=101")
    chosen = page.get_by_role("combobox", name="Whose path")
    page.keyboard.press("s")  # a step of the paused world
    waits.wait_for_refreshes(page)
    page.keyboard.press("s")
    expect(chosen).to_have_value("101 · 900 · ◷ waiting")
    page.get_by_role("button", name="Resume").click()
    expect(chosen).to_have_value("101 · 900 · ✕ cancelled")
    state(page, "Payment Failed, Pass, taken").click()
    page.get_by_text("Payment Failed · Pass").wait_for()
    waits.wait_for_refreshes(page)
    assert re.search("order=101(&|$)", page.url)
    expect(chosen).to_have_value("101 · 900 · ✕ cancelled")


def test_the_keyboard_stays_in_the_list_of_orders_when_the_text_of_the_chosen_one_changes(visit):
    """It was another input then, and the keyboard was nowhere."""
    page = visit("payment_service")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Resume").wait_for()
    visit.place(900)
    visit("payment_service?order=101")
    chosen = page.get_by_role("combobox", name="Whose path")
    expect(chosen).to_have_value(re.compile("^101"))
    before = chosen.input_value()
    other = page.context.new_page()
    other.goto(page.url)
    chosen.focus()
    other.get_by_role("button", name="Resume").click()
    expect(chosen).not_to_have_value(before)
    expect(chosen).to_be_focused()
    expect(chosen).to_have_value(re.compile("cancelled"))  # a text that changes shuts an open list
    page.keyboard.press("ArrowDown")
    page.get_by_role("listbox").wait_for()


def test_a_refresh_keeps_what_is_typed_and_where_one_looks(service):
    page, field = service, open_definition(service)
    field.fill("half a defin")
    picture = page.locator("svg[role=group]").first
    before = picture.evaluate(WIDTH)
    page.get_by_role("button", name="Larger picture").click()
    width = picture.evaluate(WIDTH)
    assert width > before
    waits.wait_for_refreshes(page)
    assert field.input_value() == "half a defin"
    expect(page.get_by_text("the definition is not JSON")).to_be_visible()
    assert picture.evaluate(WIDTH) == width


def test_an_applied_definition_is_drawn_with_its_groups(service):
    page, field = service, open_definition(service)
    field.fill(json.dumps(PARALLEL))
    page.get_by_role("button", name="Apply from now on").click()
    state(page, "Both, Parallel").wait_for()
    inner, group = (state(page, name).bounding_box() for name in ("Far right", "Both, Parallel"))
    assert group["x"] < inner["x"]
    assert inner["y"] + inner["height"] < group["y"] + group["height"]


def test_nothing_scrolls_sideways(service):
    assert waits.overhangs(service) == {1440: 0, 900: 0, 600: 0}


APPROVAL = {
    "StartAt": "Ask",
    "States": {
        "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {"FunctionName": "ask", "Payload": {"token.$": "$$.Task.Token"}},
            "Next": "Each",
        },
        "Each": {
            "Type": "Map",
            "ItemsPath": "$.items",
            "ItemProcessor": {
                "StartAt": "Charge",
                "States": {
                    "Charge": {
                        "Type": "Task",
                        "Resource": "arn:aws:states:::aws-sdk:dynamodb:updateItem",
                        "End": True,
                    }
                },
            },
            "End": True,
        },
    },
}


def test_a_definition_is_run_with_mocks_that_are_typed(service):
    editor = open_definition(service)
    editor.fill(json.dumps(APPROVAL, indent=2))
    service.get_by_text("A valid definition with 3 states.").wait_for()
    service.get_by_text("Run", exact=True).click()
    service.get_by_text("NEEDS A MOCK").wait_for()
    state(service, "Ask, Task, failed", role="img").wait_for()
    service.get_by_role("button", name="Write mocks for its tasks").click()
    # The items of the Map are not there: {} has none.
    state(service, "Each, Map, failed", role="img").wait_for()
    mocks = service.get_by_label("Mocks")
    expect(mocks).to_have_value(re.compile('"Charge"'))
    mocks.fill(mocks.input_value().replace('"Return": {}', '"Return": {"items": [1, 2]}', 1))
    service.get_by_text("SUCCEEDED").wait_for()
    state(service, "Charge, Task, taken", role="img").wait_for()
    assert service.outside == []
