"""Scenarios and hints follow the limit of the definition in force."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.presentation.live.submission import limit_hint
from eda_core.scenarios.instructions import Burst
from eda_core.scenarios.keys import keyed_scenarios
from eda_core.stack import demo_stack
from eda_core.stack.amount_limit import largest_within, limit_in
from tests.definitions import stack_with_rule

DECLINES = {
    "NumericGreaterThan": lambda amount, limit: amount > limit,
    "NumericGreaterThanEquals": lambda amount, limit: amount >= limit,
    "NumericLessThan": lambda amount, limit: amount < limit,
    "NumericLessThanEquals": lambda amount, limit: amount <= limit,
}


def test_the_demo_has_the_amounts_of_its_tour():
    amounts = [scenario.amount for scenario in keyed_scenarios(demo_stack())]
    assert amounts == [100, 900, 500, 500.01, None, None]
    assert limit_hint(demo_stack()) == "Over 500 is declined; exactly 500 is not."


def test_another_limit_is_said():
    stack = stack_with_rule({"NumericGreaterThan": 400})
    assert limit_hint(stack) == "Over 400 is declined; exactly 400 is not."
    captions = [scenario.caption for scenario in keyed_scenarios(stack)]
    assert captions[2:4] == ["400: guess first", "400.01: guess again"]


@pytest.mark.parametrize(
    ("comparison", "hint"),
    [
        ({"NumericGreaterThanEquals": 1000}, "1000 and more is declined."),
        ({"NumericLessThan": 0.5}, "Under 0.5 is declined; exactly 0.5 is not."),
        ({"NumericLessThanEquals": -3}, "-3 and less is declined."),
        ({"StringEquals": "x"}, "The definition in force compares no amount with a number."),
    ],
)
def test_a_hint_says_what_the_comparison_says(comparison, hint):
    assert limit_hint(stack_with_rule(comparison)) == hint


@given(st.sampled_from(sorted(DECLINES)), st.integers(-(10**6), 10**6))
def test_each_scenario_ends_as_its_colour_says(comparison, limit):
    for scenario in keyed_scenarios(stack_with_rule({comparison: limit})):
        if scenario.amount is not None:
            declined = DECLINES[comparison](scenario.amount, limit)
            assert scenario.tone == ("cancelled" if declined else "completed"), scenario


@given(
    st.sampled_from(["NumericGreaterThan", "NumericGreaterThanEquals"]),
    st.one_of(st.integers(2, 10**6), st.floats(2, 10**6)),
)
def test_a_burst_has_the_share_over_the_limit_in_force(comparison, limit):
    largest = largest_within(limit_in(stack_with_rule({comparison: limit})))
    orders = Burst(1, 20, 30).orders(largest)
    assert sum(DECLINES[comparison](order.amount, limit) for order in orders) == 6


def test_a_burst_says_its_size():
    burst = keyed_scenarios(demo_stack())[-1]
    assert (burst.name, burst.caption) == ("scenario-burst-active", "50 orders, 30% over")
    assert burst.sized(1, 0).caption == "1 order, 0% over"


def test_a_definition_that_declines_what_is_less_turns_the_words():
    stack = stack_with_rule({"NumericLessThan": 500})
    titles = [scenario.title for scenario in keyed_scenarios(stack)]
    assert titles[1] == "Under the limit"
    assert titles[3] == "A cent under"
