"""Which numbers a double carries."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.patterns.values import (
    Numeral,
    fraction_from_text,
    integer_from_text,
    number_from_value,
)


@pytest.mark.parametrize("text", ["9007199254740993", "1" * 400, "9" * 5_000])
def test_integer_no_double_carries_is_its_spelling(text):
    assert integer_from_text(text) == Numeral(text)


@pytest.mark.parametrize("text", ["1e400", "-1e400", "0.1000000000000000001", "1e-400"])
def test_fraction_no_double_carries_is_its_spelling(text):
    assert fraction_from_text(text) == Numeral(text)


@pytest.mark.parametrize("text", ["0e5", "0.0", "-0.0", "0e-999", "0.00000000000000000000"])
def test_zero_is_zero_however_spelled(text):
    assert fraction_from_text(text) == 0


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_is_carried(value):
    assert fraction_from_text(repr(value)) == value


@given(st.integers())
def test_value_and_text_of_an_integer_agree(value):
    assert number_from_value(value) == integer_from_text(str(value))


def test_integer_of_many_digits_is_spelled_out():
    assert number_from_value(10**5_000 + 1) == Numeral(str(Decimal(10**5_000 + 1)))


@pytest.mark.parametrize("value", [float("inf"), float("-inf")])
def test_infinity_is_no_number(value):
    assert number_from_value(value) == Numeral(repr(value))
