import pytest

from eda_core.domain.durations import duration_text, elapsed_text


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0.00 s"),
        (412, "0.41 s"),
        (9_999, "10.00 s"),
        (12_900, "12 s"),
        (60_000, "1 min"),
        (123_000, "2 min 3 s"),
        (3_725_000, "1 h 2 min"),
        (90_000_000, "1 day 1 h"),
        (28_642_302_000, "331 days"),
    ],
)
def test_durations_have_two_units_at_most(ms, text):
    assert duration_text(ms) == text


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (-9, "0 s"),
        (7_900, "7 s"),
        (61_000, "1 min"),
        (119_000, "1 min"),
        (28_642_302_000, "331 days"),
    ],
)
def test_what_lasts_is_said_in_one_unit(ms, text):
    assert elapsed_text(ms) == text
