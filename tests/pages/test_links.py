"""What is chosen on a page is in its address, and a link opens the same picture."""

import json

import pytest

from pages.components.log import view as log_view
from pages.components.payment import session as payment
from pages.components.rules import session as rules
from pages.components.rules import view as rules_view

pytestmark = pytest.mark.unmeasured

PAYMENT, RULES, LOG = "pages/payment_service.py", "pages/rules.py", "pages/event_log.py"
UPDATE = "order-service-filtering-payments"

CHOICES = {
    "panel": (PAYMENT, payment.PANEL, "State", "state"),
    "a log of executions": (PAYMENT, payment.PANEL, "Executions", "executions"),
    "state": (PAYMENT, payment.CHOSEN_STATE, "isFraud", "isFraud"),
    "rule": (RULES, rules.CHOSEN_RULE, UPDATE, UPDATE),
    "mark": (RULES, rules.CHOSEN_CELL, (2, UPDATE), f"2.{UPDATE}"),
    "tried": (RULES, rules.CHOSEN_EVENT, 2, "2"),
    "on": (RULES, rules.EVENT_CHOICE, "taken", "taken"),
    "events": (RULES, rules_view._SCOPE, "order", "order"),
    "as": (LOG, log_view._HOW, "JSON", "json"),
}


@pytest.fixture
def follow(dashboard):
    """Opens a page by a link, after an order over the limit."""
    dashboard.open()
    dashboard.submit(101, 900)
    dashboard.let_pass()

    def follow(page, link):
        dashboard.at.query_params.update({"order": "101", **link})
        return dashboard.open(page)

    return follow


@pytest.mark.parametrize(("page", "param", "value", "text"), CHOICES.values(), ids=CHOICES)
def test_what_is_chosen_reads_as_the_address_says_it(page, param, value, text, follow):
    assert param.text(value) == text
    assert param.parse(text) == value
    shown = follow(page, {param.name: text})
    assert not shown.at.exception


@pytest.mark.parametrize("param", {each[1].name: each[1] for each in CHOICES.values()}.values())
@pytest.mark.parametrize(
    "text", ["", "x" * 9_000, "-1", "99999999999999", "\u202e", "٣", ".", "1."]
)
def test_a_link_may_say_anything(text, param, follow):
    page = next(page for page, of, *_ in CHOICES.values() if of is param)
    assert not follow(page, {param.name: text}).at.exception


def test_a_state_is_shown_close_up(follow):
    page = follow(PAYMENT, {"panel": "state", "state": "Payment Failed"})
    assert "##### Payment Failed · Pass" in [each.value for each in page.at.markdown]
    assert page.shown("payment.graph")["selected"] == "Payment Failed"


def test_the_path_of_all_orders_is_shown(follow):
    page = follow(PAYMENT, {"path": "all"})
    assert page.field("payment.order").value == payment.ALL
    page.field("payment.order").set_value("101").run()
    assert "path" not in page.at.query_params


def test_a_choice_is_said_in_the_address(follow):
    page = follow(PAYMENT, {})
    page.field("payment.panel").set_value("Run").run()
    assert page.at.query_params["panel"] == "run"


def test_a_rule_is_in_the_playground_and_a_mark_is_explained(follow):
    page = follow(RULES, {"rule": UPDATE, "mark": f"2.{UPDATE}", "tried": "2", "on": "chosen"})
    assert json.loads(page.shown("rules.editor")["text"]) == {"source": ["payment-service"]}
    assert page.shown("rules.list")["chosen"] == UPDATE
    assert page.shown("rules.reason")["title"] == UPDATE
    assert '"PaymentFailed"' in page.shown("rules.event-editor")["text"]


def test_a_link_to_another_rule_takes_its_pattern_over_what_was_typed(follow):
    page = follow(RULES, {})
    page.write(rules.PATTERN, "{}")
    page.at.run()
    page.at.switch_page("pages/orders.py").run()
    page = follow(RULES, {"rule": UPDATE})
    assert json.loads(page.shown("rules.editor")["text"]) == {"source": ["payment-service"]}


def test_an_act_that_names_no_rule_shows_the_one_the_page_begins_with(follow):
    page = follow(RULES, {"rule": UPDATE})
    page.store(rules.CHOSEN_RULE, "")  # as a link that says all of its picture has it
    page.at.run()
    assert page.shown("rules.list")["chosen"] == "payment-service-filtering-orders"
    assert "OrderCreated" in page.shown("rules.editor")["text"]


def test_what_was_typed_stays_where_no_other_rule_is_named(follow):
    page = follow(RULES, {})
    page.write(rules.PATTERN, '{"source": ["mine"]}')
    page.at.run()
    page.at.switch_page("pages/orders.py").run()
    page = follow(RULES, {})
    assert page.shown("rules.editor")["text"] == '{"source": ["mine"]}'


def test_the_rule_the_page_begins_with_goes_without_saying(follow):
    page = follow(RULES, {})
    assert "rule" not in page.at.query_params


def test_an_event_that_was_pasted_is_in_no_link(follow):
    page = follow(RULES, {})
    page.field("rules.event-choice").set_value("pasted").run()
    assert "on" not in page.at.query_params


def test_an_envelope_is_shown_as_json(follow):
    page = follow(LOG, {"event": "1", "as": "json"})
    assert any('"OrderCreated"' in each.value for each in page.at.code)
