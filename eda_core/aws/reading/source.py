"""Something that is asked again and again, how often, and how that goes: a source of the poller.

Often while something happens, seldom while nothing does, less when told so. The thread that waits
is in `eda_core.aws.reading.poller`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event, Lock
from typing import Final

from eda_core.aws.failures.refusal import AwsFailure, FailureKind

BUSY_MS: Final = 3_000
QUIET_MS: Final = 15_000
"""Between two polls once nothing has come for `QUIET_AFTER_MS`."""

QUIET_AFTER_MS: Final = 120_000
BEHIND_MS: Final = 1_000
"""Between two polls while there is more to read: five pages a second at most."""

SLOWEST_MS: Final = 30_000
"""Between two polls when AWS keeps asking to slow down."""

JITTER: Final = 0.2
"""Each wait is drawn from this share of it, around it: viewers who began together drift apart."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What the wait for the next poll depends on.

    ``quiet_for_ms`` is how long nothing has come, ``throttled`` how many times in a row AWS asked
    to slow down, ``failed`` whether the last poll failed otherwise.
    """

    quiet_for_ms: int = 0
    throttled: int = 0
    failed: bool = False
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Cadence:
    """Milliseconds between two polls of one source: while busy, and while nothing comes."""

    busy_ms: int = BUSY_MS
    quiet_ms: int = QUIET_MS

    def wait_ms(self, activity: Activity, chance: float) -> int:
        """Return how long to wait; ``chance`` is from 0 to 1 and makes the jitter."""
        return round(self._plain_ms(activity) * (1 + JITTER * (chance - 0.5)))

    def _plain_ms(self, activity: Activity) -> int:
        usual_ms = self.quiet_ms if activity.quiet_for_ms >= QUIET_AFTER_MS else self.busy_ms
        if activity.throttled:
            # Doubling ends at the slowest, so the power is bounded as well.
            doubled_ms = self.busy_ms << min(activity.throttled, 8)
            return max(usual_ms, min(doubled_ms, SLOWEST_MS))
        if activity.failed:
            return max(usual_ms, QUIET_MS)
        return BEHIND_MS if activity.is_behind else usual_ms


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
        polled, failure = self._try_poll(now_ms)
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

    def _try_poll(self, now_ms: int) -> tuple[Polled, AwsFailure | None]:
        try:
            return self._ask(now_ms), None
        except AwsFailure as failure:
            return Polled(), failure
