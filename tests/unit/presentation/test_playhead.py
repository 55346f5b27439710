"""The playhead, and the moments a link may name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.presentation.frame.playhead import (
    LATEST_MS,
    Playhead,
    moment_from,
    showing,
    speed_from,
)


def test_it_rests_where_it_was_put():
    assert Playhead(1000).moment(99_999) == 1000


def test_it_plays_on_at_its_speed():
    assert Playhead(1000, 0.25, since_ms=50).moment(4050) == 2000


def test_it_says_what_is_shown():
    assert showing(1_769_860_923_400, 1_769_861_103_400) == "12:02:03.400 UTC, 3 min ago"


@pytest.mark.parametrize("text", ["", "now", "-5", "1e9", "٣", "0", "9" * 40, "1.5", None])
def test_a_link_that_names_no_moment_is_live(text):
    assert moment_from(text) is None


@given(st.integers(1, LATEST_MS - 1))
def test_a_link_names_a_moment(at_ms):
    assert moment_from(str(at_ms)) == at_ms


@given(st.text() | st.integers() | st.none())
def test_whatever_a_link_says_is_no_fault(value):
    at_ms = moment_from(value)
    assert at_ms is None or 0 < at_ms < LATEST_MS


@pytest.mark.parametrize(
    ("asked", "speed"), [(8, 8.0), (0.25, 0.25), (3, 1.0), ("x", 1.0), (None, 1.0)]
)
def test_only_its_own_speeds_count(asked, speed):
    assert speed_from(asked) == speed
