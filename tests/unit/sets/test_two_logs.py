"""Sets of two logs: the counts of each put together, as if their orders were of one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.faults import Fault, FaultKind
from eda_core.sets.counting import ColumnCounts, counts_in
from eda_core.sets.members import ALL, SetChoice
from eda_core.sets.order_columns import OrderColumns
from eda_core.sets.questions import NO, YES, Aspect, NumberCounts, SetQuestion
from eda_core.sets.ranking import compare
from eda_core.sets.two_logs import _numbers_of_two, between
from eda_core.stack import demo_stack
from tests.unit.sets.planted import NOW_MS, Simulated, limit

AMOUNT = SetQuestion(Aspect.NUMBER, "amount")
UPDATE = "order-service-filtering-payments"
EVERY = SetChoice(ALL), SetChoice(ALL)


def world(seed, breaks=lambda backend: None):
    made = Simulated(seed, 60)
    breaks(made.backend)
    return made.run(lambda backend: None, lambda backend: None).tables()


def found(one, other):
    sides = [counts_in(tables, NOW_MS) for tables in (one, other)]
    compared = compare(between(*sides, EVERY))
    named = {}
    for each in compared.differences:
        answer = each.answer
        for fact in (answer.fact, *each.same):
            named[fact.key] = (answer.a, answer.in_a, answer.b, answer.in_b)
    return named


@pytest.fixture(scope="module")
def fine():
    return world(1)


@pytest.fixture(scope="module")
def off():
    return world(2, lambda b: b.editor.set_rule_enabled(UPDATE, enabled=False))


def test_a_rule_that_took_all_in_one_world_and_none_in_the_other_tells_them_apart(fine, off):
    key = f"rule: {UPDATE}|PaymentSucceeded"
    assert found(off, fine)[f"{key}: {NO}"] == (60, 60, 0, 60)
    assert found(fine, off)[f"{key}: {YES}"] == (60, 60, 0, 60)


def test_a_fault_that_was_in_one_world_alone_tells_them_apart(fine):
    broken = Fault(FaultKind.TARGET_THROWS, demo_stack().update_order, next_n=None, share=1.0)
    faulty = world(3, lambda b: b.faults.arm(broken))
    key = f"trouble: dead letter|{demo_stack().update_order}"
    assert found(faulty, fine)[f"{key}: {YES}"] == (60, 60, 0, 60)
    assert found(fine, faulty)[f"{key}: {NO}"] == (60, 60, 0, 60)


def test_of_a_log_that_tells_of_no_deliveries_nothing_is_said_of_rules_and_faults(off):
    events_alone = limit(5, 100).tables()
    asked = {key.partition(":")[0] for key in found(off, events_alone)}
    assert asked
    assert asked & {"rule", "trouble", "failure"} == set()


def test_two_worlds_of_the_same_kind_show_no_difference(fine):
    assert found(fine, world(4)) == {}


def columns(values):
    count = len(values)
    numbers = {AMOUNT: np.array(values, float)}
    return OrderColumns([*range(count)], np.zeros(count, np.uint8), np.zeros(count), {}, numbers)


def counted(values, width):
    """Counts of numbers as an engine has them: each, or in spans."""
    values = np.sort(np.array(values, float))
    keys = np.floor(values / width) if width else values
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    ends = np.append(starts[1:], len(values)) - 1
    a = np.diff(np.append(starts, len(values)))
    return NumberCounts(AMOUNT, values[ends], a, np.zeros_like(a), values[starts], width)


VALUES = st.lists(st.floats(-100, 100).map(lambda each: round(each, 2)), min_size=1, max_size=60)
WIDTHS = st.sampled_from((0.0, 0.25, 1.0, 8.0))


@given(VALUES, VALUES, WIDTHS, WIDTHS)
def test_numbers_of_two_logs_are_those_of_one_in_the_wider_spans(first, second, width, other):
    made = _numbers_of_two(counted(first, width), counted(second, other))
    whole = counted([*first, *second], max(width, other))
    assert made.values.tolist() == whole.values.tolist()
    assert made.lows.tolist() == whole.lows.tolist()
    for values, counts in ((first, made.a), (second, made.b)):
        within = [
            sum(low <= each <= high for each in values)
            for low, high in zip(made.lows, made.values, strict=True)
        ]
        assert counts.tolist() == within


def test_facts_about_one_log_are_true_of_its_orders_alone():
    sides = [columns(range(40)), columns(range(100, 140))]
    counting = [
        lambda _, each=each: ColumnCounts(each, np.ones(40, bool), np.zeros(40, bool))
        for each in sides
    ]
    counts = between(*counting, EVERY)
    (difference,) = compare(counts).differences
    fact = difference.answer.fact
    assert fact.key == "number: amount: at most 50"
    assert counts.together([fact]) == [(1, 40, 0), (0, 0, 40)]
    assert counts.holds_for(7, [fact]) == [True]
    assert list(counts.among(fact, "", "").others) == [*range(1, 41)]
