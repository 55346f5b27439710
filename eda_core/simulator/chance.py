"""Ids and delays, drawn from a seed, so that one seed gives one history."""

from dataclasses import dataclass
from random import Random
from typing import Final

_FIXED: Final = 4 << 76 | 2 << 62
_DRAWN: Final = ~(15 << 76 | 3 << 62)
"""The bits of a UUID that say its version and variant, and those that are drawn."""


class Ids:
    """Version 4 UUIDs from a seed."""

    __slots__ = ("_bits", "random")

    def __init__(self, seed: int) -> None:
        self.random = Random(f"ids {seed}")  # noqa: S311 - repeatable, not secret
        self._bits = self.random.getrandbits

    def uuid(self) -> str:
        """Return a new UUID in its usual form (RFC 4122, version 4, variant 1)."""
        text = (self._bits(128) & _DRAWN | _FIXED).to_bytes(16, "big").hex("-", 2)
        return f"{text[:4]}{text[5:29]}{text[30:34]}{text[35:]}"  # three of seven hyphens go


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a hop takes: ``base_ms`` and up to ``jitter_ms`` more."""

    base_ms: int
    jitter_ms: int = 0

    def draw(self, random: Random) -> int:
        """Return one delay in milliseconds."""
        return self.base_ms + int(random.random() * self.jitter_ms)


@dataclass(frozen=True, slots=True)
class Latencies:
    """Delay from the bus to each kind of target, start of the target included.

    Assumptions and not measurements: EventBridge hands an event over within about 80 ms in nine
    of ten cases (public reports); the rest is a warm start of the target.
    """

    log_group: Latency = Latency(30, 50)
    state_machine: Latency = Latency(130, 120)
    function: Latency = Latency(100, 120)


AS_ON_AWS: Final = Latencies()
INSTANT: Final = Latencies(Latency(0), Latency(0), Latency(0))
