"""Settings of all tests."""

import warnings
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, is_hypothesis_test, settings

from tests.examples import examples

# A shared machine may be slow for a moment: no property is about time, so none may fail by it.
settings.register_profile(
    "steady",
    deadline=None,
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("steady")

pytest_plugins = ["tests.aws.emulators"]

TESTS = Path(__file__).parent

MEASURED = ("aws", "conformance", "contract", "durability", "pages", "unit")
"""The layers that show which lines are reached; the others run the same lines at full speed."""

FOR_PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""The variable by which coverage measures what a test starts, too."""

SPENT_AFTER = 10
"""So many cases of a test in turn that reach nothing new, and the rest of them are not measured."""

IN_VAIN = Counter()
"""For each test, how many of its cases in turn have reached nothing new in this process."""


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "unmeasured: large; run at full speed, what it reaches is not counted as covered"
    )
    measuring = Coverage.current()
    if measuring and config.getoption("numprocesses", None):
        measuring.stop()  # this process hands out the tests, and runs none


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Run what reaches nothing new at full speed: measured, it takes two to three times as long.

    Those are properties, what is marked, the layers that are no small tests, and a test of many
    cases once `SPENT_AFTER` of them in turn have reached nothing that was not reached before.
    """
    measuring, function = Coverage.current(), item.nodeid.partition("[")[0]
    if measuring is None:
        return (yield)
    if not _is_small(item) or IN_VAIN[function] == SPENT_AFTER:
        with _unmeasured(measuring):
            return (yield)
    before = _reached(measuring)
    try:
        return (yield)
    finally:
        IN_VAIN[function] = 0 if _reached(measuring) > before else IN_VAIN[function] + 1


def _is_small(item):
    layer = item.path.relative_to(TESTS).parts[0]
    is_marked = item.get_closest_marker("unmeasured") is not None
    return layer in MEASURED and not is_marked and not is_hypothesis_test(item.obj)


def _reached(measuring):
    """How many lines and branches this process has reached so far."""
    return sum(map(len, measuring._collector.data.values()))


@contextmanager
def _unmeasured(measuring):
    measuring.stop()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv(FOR_PROCESSES, raising=False)
            yield
    finally:
        with warnings.catch_warnings():
            # It would say that what is measured was imported before; it was measured then, too.
            warnings.simplefilter("ignore")
            measuring.start()
