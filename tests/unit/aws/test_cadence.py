import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.aws.reading.source import JITTER, SLOWEST_MS, Activity, Cadence

MIDDLE = 0.5


@pytest.mark.parametrize(
    ("activity", "wait_ms"),
    [
        (Activity(), 3_000),
        (Activity(quiet_for_ms=119_999), 3_000),
        (Activity(quiet_for_ms=120_000), 15_000),
        (Activity(throttled=1), 6_000),
        (Activity(throttled=2), 12_000),
        (Activity(throttled=3), 24_000),
        (Activity(throttled=4), 30_000),
        (Activity(throttled=10**6), 30_000),
        (Activity(throttled=1, quiet_for_ms=200_000), 15_000),
        (Activity(failed=True), 15_000),
        (Activity(is_behind=True), 1_000),
        (Activity(is_behind=True, quiet_for_ms=200_000), 1_000),
        (Activity(is_behind=True, throttled=1), 6_000),
    ],
)
def test_cadence_waits_as_long_as_activity_asks(activity, wait_ms):
    assert Cadence().wait_ms(activity, MIDDLE) == wait_ms


@pytest.mark.parametrize(("chance", "wait_ms"), [(0.0, 2_700), (1.0, 3_300)])
def test_cadence_spreads_its_waits(chance, wait_ms):
    assert Cadence().wait_ms(Activity(), chance) == wait_ms


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.booleans(), st.booleans(), st.floats(0, 1))
def test_cadence_never_waits_longer_than_the_slowest(quiet, throttled, failed, behind, chance):
    wait_ms = Cadence().wait_ms(Activity(quiet, throttled, failed, behind), chance)
    assert 0 < wait_ms <= SLOWEST_MS * (1 + JITTER)
