"""Timestamps as Step Functions takes and writes them: ISO 8601 with ``T`` and an offset."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

_FORM: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:(Z)|([+-])(\d\d):(\d\d))",
    re.ASCII,
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NANOS: Final = 1_000_000_000
_MAX_OFFSET_MINUTES: Final = 18 * 60


def parse_timestamp(text: str) -> int | None:
    """Return the instant of ``text`` in nanoseconds since the epoch, or None where it is not one.

    The form is the extended offset date-time of ISO 8601; ``T``, seconds apart, and ``Z`` or an
    offset are required (recorded for Wait).
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    try:
        local = datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=UTC)
    except ValueError:
        return None
    offset = _offset_minutes(found[9], found[10], found[11])
    if offset is None:
        return None
    seconds = (local - _EPOCH) // timedelta(seconds=1) - 60 * offset
    return seconds * _NANOS + int((found[7] or "").ljust(9, "0"))


def _offset_minutes(sign: str | None, hours: str, minutes: str) -> int | None:
    if sign is None:
        return 0
    total = 60 * int(hours) + int(minutes)
    if int(minutes) > 59 or total > _MAX_OFFSET_MINUTES:
        return None
    return -total if sign == "-" else total


def to_timestamp(epoch_ms: int) -> str:
    """Return ``epoch_ms`` as AWS writes it: ``2024-05-01T12:00:00.000Z``."""
    second, milliseconds = divmod(epoch_ms, 1000)
    return f"{_to_seconds(second)}.{milliseconds:03d}Z"


@lru_cache(maxsize=4096)
def _to_seconds(second: int) -> str:
    """Return the part before the milliseconds, which many of an execution share."""
    return f"{_EPOCH + timedelta(seconds=second):%Y-%m-%dT%H:%M:%S}"
