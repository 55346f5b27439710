import pytest

from eda_core.presentation.orders.set_words import number_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (500, "500"),
        (500.005, "500.005"),
        (12345.5, "12 345.5"),
        (1234567.89, "1 234 567.89"),
        (-1234567.0, "-1 234 567"),
    ],
)
def test_a_number_keeps_its_digits(number, text):
    assert number_text(number) == text.replace(" ", "\u202f")
