"""How often to ask: often while something happens, seldom while nothing does, less when told so.

Pure functions of what is known; the thread that waits is in `eda_core.aws.reading.poller`.
"""

from dataclasses import dataclass
from typing import Final

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
