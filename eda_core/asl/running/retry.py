"""Retry and Catch: which error names match, and how long to wait (AWS: *Handling errors*)."""

from collections.abc import Callable, Sequence
from typing import Final

from eda_core.asl.failure import ALL, DATA_LIMIT_EXCEEDED, TASK_FAILED, TIMEOUT, StateFailed
from eda_core.asl.model import Catcher, Retrier
from eda_core.asl.payload import Json
from eda_core.asl.running.seconds import MAX_SECONDS

_WILDCARDS: Final[dict[str, Callable[[str | None], bool]]] = {
    ALL: lambda error: error != DATA_LIMIT_EXCEEDED,
    TASK_FAILED: lambda error: error not in (DATA_LIMIT_EXCEEDED, TIMEOUT),
}


def matches(error_equals: Sequence[str], failed: StateFailed) -> bool:
    """Say whether one of the names stands for the error of ``failed``.

    ``States.Runtime`` is never matched, ``States.DataLimitExceeded`` only by its own name, and
    ``States.TaskFailed`` stands for all but ``States.Timeout``.
    """
    if failed.fatal:
        return False
    if failed.error in error_equals:
        return True
    return any(name in error_equals and test(failed.error) for name, test in _WILDCARDS.items())


def find_catcher(catch: Sequence[Catcher], failed: StateFailed) -> Catcher | None:
    """Return the first catcher for ``failed``, or None."""
    return next((catcher for catcher in catch if matches(catcher.error_equals, failed)), None)


def error_output(failed: StateFailed) -> dict[str, Json]:
    """Return what a Catch puts at its ResultPath: ``{"Error": ..., "Cause": ...}``."""
    given = {"Error": failed.error, "Cause": failed.cause}
    return {name: text for name, text in given.items() if text is not None}


class Attempts:
    """How often each retrier of a state has been used since the state was entered."""

    __slots__ = ("_retry", "_used")

    def __init__(self, retry: Sequence[Retrier]) -> None:
        self._retry = retry
        self._used = [0] * len(retry)

    def next_delay(self, failed: StateFailed, draw: Callable[[], float]) -> int | None:
        """Return after how many milliseconds to try again, or None to give up.

        The first retrier that matches decides, also when its attempts are used up. ``draw`` is
        asked only where a retrier has full jitter.
        """
        for index, retrier in enumerate(self._retry):
            if matches(retrier.error_equals, failed):
                return self._use(index, retrier, draw)
        return None

    def _use(self, index: int, retrier: Retrier, draw: Callable[[], float]) -> int | None:
        if self._used[index] >= retrier.max_attempts:
            return None
        delay = delay_seconds(retrier, self._used[index])
        self._used[index] += 1
        return round(1000 * (delay * draw() if retrier.full_jitter else delay))


def delay_seconds(retrier: Retrier, used: int) -> float:
    """Return the seconds before the attempt after ``used`` retries, jitter aside."""
    try:
        delay = retrier.interval_seconds * retrier.backoff_rate**used
    except OverflowError:
        delay = MAX_SECONDS
    return min(delay, retrier.max_delay_seconds)
