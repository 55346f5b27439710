"""A refresh of a page is one look: one lock, and few calls where nothing has happened."""

import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from eda_core.read_model import Reading
from eda_core.simulator.shared import SharedWorld

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).parents[2]
OURS = tuple(str(ROOT / package) for package in ("eda_core", "pages"))
MOST_CALLS = 450


class Looks:
    """Counts, inside the live fragment, the times the world's lock is taken and our calls."""

    def __init__(self, patch):
        self.locks = 0
        self.calls = Counter()
        for name in ("now", "time"):
            patch.setattr(SharedWorld, name, self._counted(getattr(SharedWorld, name)))
        patch.setattr(Reading, "at_one_instant", self._watched(Reading.at_one_instant))

    def _counted(self, enter):
        def now(shared):
            self.locks += 1
            return enter(shared)

        return now

    def _watched(self, enter):
        @contextmanager
        def at_one_instant(reading):
            self.locks, self.calls = 0, Counter()
            with enter(reading):
                sys.setprofile(self._note)
                try:
                    yield
                finally:
                    sys.setprofile(None)

        return at_one_instant

    def _note(self, frame, what, _):
        file = frame.f_code.co_filename
        if what == "call" and file.startswith(OURS):
            self.calls[f"{Path(file).stem}.{frame.f_code.co_name}"] += 1


@pytest.fixture
def looks(dashboard, monkeypatch):
    page = dashboard.open()
    page.submit(101, 100)
    page.let_pass()
    looks = Looks(monkeypatch)
    page.let_pass(1)
    page.let_pass(1)
    return looks


def test_a_quiet_refresh_takes_the_lock_once(looks):
    assert looks.locks == 1


def test_a_quiet_refresh_makes_few_calls(looks):
    assert looks.calls
    assert looks.calls.total() <= MOST_CALLS, looks.calls.most_common(40)


@pytest.mark.parametrize("page", ["orders", "payment_service", "rules", "event_log"])
def test_any_page_takes_the_lock_once_a_refresh(dashboard, monkeypatch, page):
    dashboard.open()
    dashboard.submit(101, 100)
    dashboard.let_pass()
    dashboard.open(f"pages/{page}.py")
    looks = Looks(monkeypatch)
    dashboard.let_pass(1)
    assert looks.locks == 1
