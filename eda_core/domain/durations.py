"""How long something took or has lasted, in words: never more than two units."""

from typing import Final

SECOND_MS: Final = 1_000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS

_UNITS: Final = ((DAY_MS, "day"), (HOUR_MS, "h"), (MINUTE_MS, "min"), (SECOND_MS, "s"))


def duration_text(duration_ms: int) -> str:
    """Return what something took: ``0.41 s``, ``12 s``, ``2 min 3 s``, ``3 h 5 min``."""
    if duration_ms < 10 * SECOND_MS:
        return f"{duration_ms / SECOND_MS:.2f} s"
    at = next(at for at, (unit_ms, _) in enumerate(_UNITS) if duration_ms >= unit_ms)
    whole, rest_ms = divmod(duration_ms, _UNITS[at][0])
    words = _counted(whole, _UNITS[at][1])
    if (at == 0 and whole >= 10) or at == len(_UNITS) - 1:
        return words
    unit_ms, unit = _UNITS[at + 1]
    smaller = rest_ms // unit_ms
    return f"{words} {_counted(smaller, unit)}" if smaller else words


def elapsed_text(elapsed_ms: int) -> str:
    """Return how long something has lasted by now, in one unit: ``7 s``, ``3 min``, ``331 days``.

    What goes on is read again each second: over a minute it says the same for as long.
    """
    elapsed_ms = max(0, elapsed_ms)
    unit_ms, unit = next((each for each in _UNITS if elapsed_ms >= each[0]), _UNITS[-1])
    return _counted(elapsed_ms // unit_ms, unit)


def so_far_text(elapsed_ms: int) -> str:
    """Return how long something goes on by now; in hundredths while it should still be quick."""
    return (duration_text if elapsed_ms < 10 * SECOND_MS else elapsed_text)(max(0, elapsed_ms))


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'s' if unit == 'day' and count != 1 else ''}"
