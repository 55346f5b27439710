import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.sets.luck import ln_chance, ln_factorial, weight


def exact(both, size, k, n):
    """Fisher's exact test, by counting the ways: what the logarithm is of."""
    ways = sum(math.comb(k, x) * math.comb(n - k, size - x) for x in range(both, min(k, size) + 1))
    return Fraction(ways, math.comb(n, size))


@st.composite
def tables(draw, most=120):
    n = draw(st.integers(2, most))
    size, k = draw(st.integers(1, n - 1)), draw(st.integers(1, n - 1))
    both = draw(st.integers(max(0, size + k - n), min(size, k)))
    return both, size, k, n


@given(tables())
def test_a_chance_is_that_of_the_exact_test(counts):
    chance = math.exp(float(ln_chance(*counts)))
    assert chance == pytest.approx(float(exact(*counts)), rel=1e-8)


@given(tables(most=3_000))
def test_luck_is_never_called_smaller_than_it_is(counts):
    chance = exact(*counts)
    expected = math.log(chance.numerator) - math.log(chance.denominator)
    assert float(ln_chance(*counts)) >= expected - 1e-7


def test_a_chance_of_millions_of_orders_is_a_number():
    chance = ln_chance(398_000, 400_000, 401_000, 2_000_000)
    assert -1_000_000 < float(chance) < -100_000


def test_factorials_go_on_where_the_table_ends():
    numbers = np.array([0, 1, 5, 255, 256, 10_000])
    expected = [math.lgamma(number + 1) for number in numbers]
    assert ln_factorial(numbers) == pytest.approx(expected, rel=1e-13)


@given(tables())
def test_equal_shares_weigh_nothing_and_the_weight_does_not_depend_on_the_side(counts):
    both, size, k, n = counts
    a, b = both, k - both
    assert float(weight(a, b, size, n - size)) == pytest.approx(float(weight(b, a, n - size, size)))
    assert float(weight(3 * size, 3 * (n - size), 7 * size, 7 * (n - size))) == pytest.approx(
        0, abs=1e-7
    )
