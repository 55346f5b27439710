import pytest

from eda_core.aws.failures.sentences import AwsFailure, FailureKind
from eda_core.aws.reading.source import Cadence, Polled, PolledSource

MIDDLE = 0.5


class Script:
    """Answers a poll with what it is given, in turn; a failure is raised."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked_ms = []

    def ask(self, now_ms):
        self.asked_ms.append(now_ms)
        answer = self.answers.pop(0) if self.answers else Polled()
        if isinstance(answer, AwsFailure):
            raise answer
        return answer


def source_of(*answers):
    return PolledSource(Script(*answers).ask, Cadence())


def failure(kind=FailureKind.PERMISSION):
    return AwsFailure("No.", kind=kind)


def test_source_is_due_at_once():
    assert source_of().is_due(0)


def test_source_that_was_polled_waits():
    source = source_of()
    source.poll(10_000, MIDDLE)
    assert (source.is_due(12_999), source.is_due(13_000)) == (False, True)


def test_source_without_news_waits_longer_after_two_minutes():
    source = source_of()
    for now_ms in (10_000, 130_000):
        source.poll(now_ms, MIDDLE)
    assert source.state.due_ms == 145_000


def test_source_with_news_is_busy_again():
    source = source_of(Polled(), Polled(is_new=True))
    for now_ms in (10_000, 130_000):
        source.poll(now_ms, MIDDLE)
    assert source.state.due_ms == 133_000


def test_source_that_is_behind_goes_on_soon():
    source = source_of(Polled(is_behind=True))
    source.poll(10_000, MIDDLE)
    assert source.state.due_ms == 11_000


def test_source_keeps_its_failure():
    source = source_of(failure())
    source.poll(10_000, MIDDLE)
    with pytest.raises(AwsFailure):
        source.check()


def test_source_forgets_its_failure_when_it_goes_well_again():
    source = source_of(failure())
    source.poll(10_000, MIDDLE)
    source.poll(25_000, MIDDLE)
    source.check()
    assert source.state.failure is None


def test_source_that_is_throttled_doubles_its_wait():
    throttled = failure(FailureKind.THROTTLED)
    source = source_of(throttled, throttled)
    source.poll(10_000, MIDDLE)
    source.poll(16_000, MIDDLE)
    assert source.state.due_ms == 28_000


def test_source_is_hastened_by_what_was_done():
    source = source_of()
    for now_ms in (10_000, 130_000):
        source.poll(now_ms, MIDDLE)
    source.hasten(131_000)
    assert source.state.due_ms == 134_000


def test_source_hastened_stays_busy():
    source = source_of()
    for now_ms in (10_000, 130_000):
        source.poll(now_ms, MIDDLE)
    source.hasten(131_000)
    source.poll(134_000, MIDDLE)
    assert source.state.due_ms == 137_000


def test_source_that_is_throttled_is_not_hastened():
    source = source_of(failure(FailureKind.THROTTLED))
    source.poll(10_000, MIDDLE)
    source.hasten(10_500)
    assert source.state.due_ms == 16_000


def test_source_remembers_when_it_was_polled():
    source = source_of()
    source.poll(10_000, MIDDLE)
    assert source.state.last_ms == 10_000
