"""Where in the past a subscriber may start, and what the bus refuses."""

from typing import Final

from eda_core.domain.errors import InvalidRequest
from eda_core.stack.subscribers import PointInTime

REFUSED: Final = "InvalidInputException"
REPLAY_AGE_MS: Final = 300_000
"""How old a time must be to start at (seen on AWS by others; no page says so). Assumed, unknown 17:
the oldest event kept (HORIZON) may be younger.
"""


def check_start(start: PointInTime, oldest_ms: int, now_ms: int) -> None:
    """Raise `InvalidRequest` for a start that a bus refuses which keeps events from ``oldest_ms``
    on; times are epoch milliseconds.
    """
    if start.from_s is None:
        return
    begins_ms = start.from_s * 1000
    if begins_ms < oldest_ms:
        raise InvalidRequest(REFUSED, "StartingPoint lies before the oldest event kept.")
    if begins_ms > now_ms - REPLAY_AGE_MS:
        raise InvalidRequest(REFUSED, "StartingPoint must be at least 5 minutes in the past.")
    if start.until_s is not None and start.until_s * 1000 > now_ms:
        raise InvalidRequest(REFUSED, "EndPoint lies in the future.")  # assumed, unknown 17
