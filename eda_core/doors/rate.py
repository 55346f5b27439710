"""How many requests a client may make: a token bucket for each address."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

A_SECOND: Final = 10
"""Requests a second in the long run; the stage of the deployed API takes as many."""

AT_ONCE: Final = 20
"""Requests a client that was quiet may make at once."""

MOST_CLIENTS: Final = 1_000
"""Clients remembered; of more, the one seen longest ago is forgotten."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_s: float


class RateLimit:
    """Whether a client may make another request. ``clock`` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allows(self, client: str) -> bool:
        """Count a request of this client; return whether it is within the limit."""
        with self._lock:
            bucket = self._filled(client, self._clock())
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True

    def _filled(self, client: str, now_s: float) -> _Bucket:
        bucket = self._buckets.setdefault(client, _Bucket(AT_ONCE, now_s))
        self._buckets.move_to_end(client)
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        bucket.tokens = min(AT_ONCE, bucket.tokens + (now_s - bucket.filled_s) * A_SECOND)
        bucket.filled_s = now_s
        return bucket
