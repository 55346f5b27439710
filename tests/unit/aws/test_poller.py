import threading
import time
from threading import Event

import pytest

from eda_core.aws.failures.sentences import AwsFailure
from eda_core.aws.reading.poller import LOOKING_MS, Poller
from eda_core.aws.reading.source import Cadence, Polled, PolledSource

PATIENCE_SECONDS = 10


class World:
    """A clock that is moved, and a source that counts its polls."""

    def __init__(self, cadence=Cadence(busy_ms=1, quiet_ms=1)):  # noqa: B008 - frozen
        self.now_ms = 1_000_000
        self.polls = 0
        self.failure = None
        self.polled = Event()
        self.source = PolledSource(self.ask, cadence)
        self.poller = Poller([self.source], lambda: self.now_ms, lambda: 0.5)

    def ask(self, now_ms):
        self.polls += 1
        self.polled.set()
        if self.failure:
            raise self.failure
        return Polled()

    def let_poll(self):
        self.polled.clear()
        self.now_ms += 20_000
        return self.polled.wait(PATIENCE_SECONDS)

    def wait_until(self, holds):
        ends = time.monotonic() + PATIENCE_SECONDS
        while not holds() and time.monotonic() < ends:
            time.sleep(0.005)
        return holds()


@pytest.fixture
def world():
    world = World()
    yield world
    world.poller.stop()


def test_nothing_is_asked_before_somebody_looks(world):
    assert (world.poller.is_running, world.polls) == (False, 0)


def test_a_look_starts_the_polling(world):
    world.poller.look()
    assert world.polled.wait(PATIENCE_SECONDS)
    assert world.poller.is_running


def test_polling_ends_when_nobody_looks_any_more(world):
    world.poller.look()
    world.polled.wait(PATIENCE_SECONDS)
    world.now_ms += LOOKING_MS + 1
    world.poller.hasten()
    assert world.wait_until(lambda: not world.poller.is_running)


def test_a_look_starts_the_polling_again(world):
    test_polling_ends_when_nobody_looks_any_more(world)
    world.polled.clear()
    world.poller.look()
    assert world.polled.wait(PATIENCE_SECONDS)


def test_a_second_look_starts_no_second_thread(world):
    world.poller.look()
    thread = world.poller._thread
    world.poller.look()
    assert world.poller._thread is thread


def test_polling_goes_on_after_a_failure(world):
    world.failure = AwsFailure("No.")
    world.poller.look()
    world.polled.wait(PATIENCE_SECONDS)
    world.wait_until(lambda: world.source.state.failure is not None)
    world.polled.clear()
    world.now_ms += 20_000
    world.poller.hasten()
    assert world.polled.wait(PATIENCE_SECONDS)


def end_pollers():
    for thread in threading.enumerate():
        if thread.name == "aws-poller":
            thread.join(PATIENCE_SECONDS)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_polling_that_broke_begins_again_with_the_next_look(world):
    world.failure = LookupError("a fault of our own")
    world.poller.look()
    assert world.wait_until(lambda: not world.poller.is_running)
    end_pollers()  # what broke one is reported while it ends, and that belongs to this test
    world.failure = None
    world.polled.clear()
    world.poller.look()
    assert world.polled.wait(PATIENCE_SECONDS)


def test_a_stopped_poller_stays_stopped(world):
    world.poller.look()
    world.poller.stop()
    world.poller.look()
    assert not world.poller.is_running


def test_the_first_wait_ends_with_the_first_poll(world):
    world.poller.look()
    world.source.wait_first(PATIENCE_SECONDS)
    assert world.source.state.last_ms is not None


def test_a_tick_polls_only_what_is_due():
    world = World(Cadence(busy_ms=1_000, quiet_ms=1_000))
    world.poller.tick()
    world.poller.tick()
    assert world.polls == 1


def test_sources_are_polled_each_in_its_own_time():
    now_ms = [0]
    counts = {"often": 0, "seldom": 0}

    def counting(name):
        def ask(_):
            counts[name] += 1
            return Polled(is_new=True)

        return ask

    sources = (
        PolledSource(counting("often"), Cadence(busy_ms=3_000)),
        PolledSource(counting("seldom"), Cadence(busy_ms=15_000)),
    )
    poller = Poller(sources, lambda: now_ms[0], lambda: 0.5)
    for now_ms[0] in range(0, 60_000, 500):
        poller.tick()
    assert counts == {"often": 20, "seldom": 4}
