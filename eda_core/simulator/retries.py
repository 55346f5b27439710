"""When a delivery that failed is tried again, and when it is given up.

EventBridge (User Guide, "Event retry policy and using dead-letter queues"): up to 185 attempts
more within 24 hours, backing off exponentially with jitter; how fast is not documented, so the
steps here are an assumption. Lambda (Developer Guide, "Asynchronous invocation"): two attempts
more, after one and after two minutes.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

FUNCTION_DELAYS_MS: Final = (60_000, 120_000)
FIRST_DELAY_MS: Final = 1_000
LONGEST_DELAY_MS: Final = 900_000


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, and for how long, EventBridge tries again."""

    most_attempts: int = 185
    most_age_ms: int = 24 * 3600 * 1000

    def next_ms(self, now_ms: int, age_ms: int, attempt: int, random: Random) -> int | None:
        """Return when to try again after this attempt (from 1) failed, or None to give up."""
        delay_ms = min(FIRST_DELAY_MS * 2 ** min(attempt - 1, 20), LONGEST_DELAY_MS)
        delay_ms = int(delay_ms * (0.5 + random.random() / 2))
        if attempt > self.most_attempts or age_ms + delay_ms > self.most_age_ms:
            return None
        return now_ms + delay_ms


def next_invocation_ms(now_ms: int, attempt: int) -> int | None:
    """Return when Lambda runs a function again after this attempt (from 1) raised, or None to give
    up.
    """
    if attempt > len(FUNCTION_DELAYS_MS):
        return None
    return now_ms + FUNCTION_DELAYS_MS[attempt - 1]
