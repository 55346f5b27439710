"""Settings of all tests."""

import warnings
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

MEASURED = ("conformance", "durability", "pages", "unit")
"""The layers that show which lines are reached; the others run the same lines at full speed."""

FOR_PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""The variable by which coverage measures what a test starts, too."""


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "unmeasured: large, and what it reaches others reach; run at full speed, not counted",
    )
    measuring = Coverage.current()
    if measuring and config.getoption("numprocesses", None):
        measuring.stop()  # this process hands out the tests, and runs none


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Run what does the same many times at full speed: measured, it takes three times as long.

    Those are properties, what is marked, and the layers that are no small tests.
    """
    is_measured = item.path.relative_to(TESTS).parts[0] in MEASURED
    if not is_measured or item.get_closest_marker("unmeasured") or is_hypothesis_test(item.obj):
        with _unmeasured():
            return (yield)
    return (yield)


@contextmanager
def _unmeasured():
    measuring = Coverage.current()
    if measuring is None:
        yield
        return
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
