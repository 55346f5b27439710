"""Sending again by the menus: of an order, of an event, and of all dead letters."""

import json

import pytest

from eda_core.domain.faults import FaultKind
from pages.components.log.view import CHOSEN
from tests.pages.test_fault_menu import arm

UPDATE = "eda-demo-update-order"


@pytest.fixture
def page(dashboard):
    return dashboard


def stuck(page):
    """The Orders page on an order whose payment event is a dead letter; the fault is lifted."""
    page.open()
    page.field("fault.times").set_value(3).run()
    arm(page, FaultKind.TARGET_THROWS, where=UPDATE)
    page.submit(101, 100)
    page.let_pass(600)


def story(page):
    lines = page.shown("orders.story")["lines"]
    return ["".join(text for text, _ in line["spans"]) for line in lines]


def said(page):
    """The sentences of answers, without the marks of Markdown."""
    return [each.value.replace("\\", "") for each in (*page.at.caption, *page.at.error)]


def test_a_stuck_order_is_completed_by_a_press(page):
    stuck(page)
    page.at.switch_page("pages/orders.py").run()
    assert page.shown("orders.summary")["word"] == "STUCK"
    button = page.at.button(key="again.letter.0")
    assert button.label == "Deliver PaymentSucceeded to Update Order again"
    button.click().run()
    assert "1 dead letter was sent again." in said(page)
    page.let_pass()
    assert page.shown("orders.summary")["word"] == "COMPLETED"
    assert any(f"{UPDATE} took it on attempt 1, sent again at 12:" in each for each in story(page))
    assert not [each for each in page.at.button if each.key == "again.letter.0"]


def test_all_dead_letters_are_sent_again_from_the_faults(page):
    stuck(page)
    button = page.at.button(key="fault.redrive")
    assert button.label == "Send 1 dead letter again"
    button.click().run()
    assert "1 dead letter was sent again." in said(page)
    page.let_pass()
    assert page.tiles()["completed"] == "1"
    assert not [each for each in page.at.button if each.key == "fault.redrive"]


def test_a_failed_execution_is_started_again(page):
    page.open()
    arm(page, FaultKind.TASK_FAILS)
    page.submit(101, 100)
    page.let_pass()
    page.at.switch_page("pages/orders.py").run()
    assert page.shown("orders.summary")["word"] == "STUCK"
    button = page.at.button(key="again.execution")
    assert button.label == "Start the failed execution again"
    button.click().run()
    page.let_pass()
    assert page.shown("orders.summary")["word"] == "COMPLETED"
    assert any("by the execution started again at 12:" in each for each in story(page))


def test_an_event_of_an_order_is_sent_again_edited(page):
    page.open()
    page.submit(101, 100)
    page.let_pass()
    page.at.switch_page("pages/orders.py").run()
    events = page.field("again.event")
    created = next(each for each in events.options if each.startswith("OrderCreated"))
    events.set_value(created).run()
    assert json.loads(page.field("again.detail").value) == {"id": 101, "amount": 100}
    page.field("again.detail").set_value("no JSON")
    page.at.button(key="again.send").click().run()
    assert "The detail must be a JSON object, as in the original." in said(page)
    page.field("again.detail").set_value('{"id": 101, "amount": 900}')
    page.at.button(key="again.send").click().run()
    assert "1 entry is on the bus." in said(page)
    page.let_pass()
    assert any("by hand: OrderCreated, 900, sent again at 12:" in each for each in story(page))
    assert any("PaymentFailed" in each for each in story(page))


def test_an_event_of_the_log_is_sent_again(page):
    page.open()
    page.submit(101, 100)
    page.let_pass()
    page.at.switch_page("pages/event_log.py").run()
    page.store(CHOSEN, "1")
    page.let_pass(1)
    rows = len(page.shown("log.feed")["rows"])
    page.at.button(key="again.send").click().run()
    page.let_pass()
    assert len(page.shown("log.feed")["rows"]) > rows
