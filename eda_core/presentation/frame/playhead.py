"""Where the playhead stands: at a moment, or playing on from one, faster or slower than it was."""

from dataclasses import dataclass
from typing import Any, Final

from eda_core.presentation.wording import ago_text, clock_time

SPEEDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""How many seconds of the world pass in one second while playing."""

LATEST_MS: Final = 10**14
"""No moment lies beyond it (the year 5138); a link may name anything."""

_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Playhead:
    """A moment of the world in epoch milliseconds.

    ``since_ms`` is when it began to play from there, by the clock outside; None while it rests.
    """

    at_ms: int
    speed: float = 1.0
    since_ms: int | None = None

    @property
    def plays(self) -> bool:
        """Whether it moves on by itself."""
        return self.since_ms is not None

    def moment(self, clock_ms: int) -> int:
        """Return the moment it has come to."""
        if self.since_ms is None:
            return self.at_ms
        return self.at_ms + int((clock_ms - self.since_ms) * self.speed)


def moment_from(text: Any) -> int | None:
    """Return the moment a link names, in epoch milliseconds; None for what names none."""
    words = str(text)
    if not (words.isascii() and words.isdecimal() and len(words) <= _DIGITS):
        return None
    return at_ms if 0 < (at_ms := int(words)) < LATEST_MS else None


def speed_from(value: Any) -> float:
    """Return one of the `SPEEDS`; 1 for anything else."""
    return float(value) if value in SPEEDS else 1.0


def showing(at_ms: int, now_ms: int) -> str:
    """Return what a page says that shows an earlier moment: ``10:02:03.400 UTC, 3 min ago``."""
    return f"{clock_time(at_ms)} UTC, {ago_text(now_ms - at_ms)}"
