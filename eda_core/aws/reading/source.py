"""Something that is asked again and again, and how that goes: a source of the poller."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event, Lock
from typing import Final

from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.reading.cadence import Activity, Cadence


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll brought: whether anything was new, and whether there is more to read now."""

    is_new: bool = False
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands. Times are epoch milliseconds, None for never."""

    last_ms: int | None = None
    due_ms: int = 0
    failure: AwsFailure | None = None
    throttled: int = 0
    busy_ms: int | None = None


_NEVER: Final = SourceState()

Ask = Callable[[int], Polled]
"""Asks AWS once, at the given time in epoch milliseconds; raises `AwsFailure`."""


class PolledSource:
    """One thing to ask, how often, and how it stands. The poller's thread alone polls it."""

    def __init__(self, ask: Ask, cadence: Cadence) -> None:
        self._ask = ask
        self._cadence = cadence
        self._lock = Lock()
        self._state = _NEVER
        self._asked = Event()

    @property
    def state(self) -> SourceState:
        """How it stands now."""
        with self._lock:
            return self._state

    def is_due(self, now_ms: int) -> bool:
        """Return whether it is time to ask."""
        return now_ms >= self.state.due_ms

    def hasten(self, now_ms: int) -> None:
        """Something was done that should show soon: ask as often as when busy."""
        with self._lock:
            state, soon_ms = self._state, now_ms + self._cadence.busy_ms
            # What AWS asked to wait for is waited for all the same.
            due_ms = state.due_ms if state.throttled else min(state.due_ms, soon_ms)
            self._state = replace(state, due_ms=due_ms, busy_ms=now_ms)

    def wake(self) -> None:
        """There is something to fetch that costs no call: it is due now."""
        with self._lock:
            self._state = replace(self._state, due_ms=0)

    def wait_first(self, seconds: float) -> None:
        """Wait until it has been asked once, but no longer than this."""
        self._asked.wait(seconds)

    def check(self) -> None:
        """Raise the `AwsFailure` of the last poll, if it failed."""
        failure = self.state.failure
        if failure is not None:
            raise failure

    def poll(self, now_ms: int, chance: float) -> bool:
        """Ask once and note how it went, whether anything was new; raises nothing AWS answers."""
        before = self.state
        polled, failure = self._polled(now_ms)
        is_throttled = failure is not None and failure.kind is FailureKind.THROTTLED
        throttled = before.throttled + 1 if is_throttled else 0
        with self._lock:
            busy_ms = now_ms if polled.is_new else self._state.busy_ms
            busy_ms = now_ms if busy_ms is None else busy_ms
            activity = Activity(
                quiet_for_ms=now_ms - busy_ms,
                throttled=throttled,
                failed=failure is not None,
                is_behind=polled.is_behind,
            )
            due_ms = now_ms + self._cadence.wait_ms(activity, chance)
            self._state = SourceState(now_ms, due_ms, failure, throttled, busy_ms)
        self._asked.set()
        return polled.is_new

    def _polled(self, now_ms: int) -> tuple[Polled, AwsFailure | None]:
        try:
            return self._ask(now_ms), None
        except AwsFailure as failure:
            return Polled(), failure
