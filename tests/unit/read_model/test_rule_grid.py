from dataclasses import replace

import pytest

from eda_core.domain.events import Event
from eda_core.read_model.rule_grid import rule_grid
from eda_core.read_model.stack_history import StackHistory, StackPeriod

PAYMENT_RULE = "payment-service-filtering-orders"


def event(source="order-service", detail_type="OrderCreated"):
    return Event("1", detail_type, source, "", "2026-01-31T12:00:00Z", "", (), {"id": 101})


@pytest.fixture
def stacks(stack):
    """The demo's stack, and from 1000 on one without its payment rule."""
    history = StackHistory(stack)
    rules = tuple(rule for rule in stack.rules if rule.name != PAYMENT_RULE)
    history.fold(StackPeriod(1000, "rule deleted", replace(stack, rules=rules)))
    return history


def cells(grid):
    return {cell.rule: cell for cell in grid.rows[0].cells}


def test_an_event_is_judged_by_every_rule(stack):
    grid = rule_grid([(event(), 0)], StackHistory(stack))
    assert [cell.taken for cell in grid.rows[0].cells] == [True, True, False, True]


def test_a_miss_says_which_field_and_what_it_wanted(stack):
    grid = rule_grid([(event("payment-service", "PaymentFailed"), 0)], StackHistory(stack))
    sentence = cells(grid)[PAYMENT_RULE].sentence
    assert "payment-service" in sentence
    assert "order-service" in sentence


def test_an_event_is_judged_by_the_rules_of_its_time(stacks):
    assert cells(rule_grid([(event(), 999)], stacks))[PAYMENT_RULE].taken
    later = rule_grid([(event(), 999), (event(), 1000)], stacks)
    assert later.rows[1].cells[-1].sentence == "there was no such rule then"


def test_a_rule_long_gone_has_no_column(stacks):
    assert PAYMENT_RULE not in rule_grid([(event(), 1000)], stacks).rules


def test_a_disabled_rule_takes_nothing_and_says_so(stack):
    rules = tuple(replace(rule, enabled=False) for rule in stack.rules)
    grid = rule_grid([(event(), 0)], StackHistory(replace(stack, rules=rules)))
    assert grid.taken == 0
    assert grid.rows[0].cells[0].sentence == "the rule was disabled then"


def test_the_later_of_two_changes_at_one_time_counts(stack):
    history = StackHistory(stack)
    for what in ("first", "second"):
        history.fold(StackPeriod(1000, what, replace(stack, bus=what)))
    assert (history.at(1000).bus, history.at(999).bus) == ("second", "eda-demo")
