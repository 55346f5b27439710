"""When a row of a log file happened: numbers and dates as tools write them, as milliseconds.

A number is of the unit in which it says 2014 or later; CloudWatch Logs did not exist before
(it came in July 2014), so a smaller one is read as milliseconds and asked about by the import.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any, Final

from eda_core.domain.errors import EdaError, InvalidLogFile
from eda_core.domain.events import epoch_ms

FIRST_MS: Final = 1_388_534_400_000
"""2014 began, in epoch milliseconds: no log of CloudWatch is older."""

LATEST_MS: Final = 253_402_300_799_999
"""The last millisecond of the year 9999: what is later cannot be written as a date."""

_SECONDS: Final = range(FIRST_MS // 1000, 10**11)
_MICROSECONDS: Final = 10**14
_NANOSECONDS: Final = 10**17

_NUMBER: Final = re.compile(r"-?\d{1,20}(?:\.\d{1,9})?")
_DOT_NET: Final = re.compile(r"/Date\((-?\d{1,15})\)/")

TIME: Final = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
"""How a date and time looks, as part of a pattern."""

_TIME: Final = re.compile(
    rf"{TIME}|\d{{10}}(?:\.\d{{1,9}})?|\d{{13}}(?:\.\d{{1,9}})?|\d{{16}}|\d{{19}}"
)


class OldTimes(InvalidLogFile):
    """A log with a time before 2014: whoever imports it is asked whether that can be."""


def looks_like_time(text: str) -> bool:
    """Say whether this is a date and time, or a number with the digits of one."""
    return _TIME.fullmatch(text.strip()) is not None


def time_ms(value: Any, name: str) -> int:
    """Epoch milliseconds of a number or a text; a date without a zone is taken as UTC.

    Raises `InvalidLogFile` naming the field.
    """
    if type(value) is int and FIRST_MS <= value < _MICROSECONDS:
        return value
    if isinstance(value, str):
        return _in_range(_ms_of_text(value.strip(), name), name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidLogFile(f"`{name}` must be a time, not {_shown(value)}.")
    return _in_range(_ms_of_number(value), name)


def _ms_of_number(value: float) -> float:
    if _SECONDS.start <= value < _SECONDS.stop:
        return value * 1000
    if value >= _NANOSECONDS:
        return value / 1_000_000
    return value / 1000 if value >= _MICROSECONDS else value


def _ms_of_text(text: str, name: str) -> float:
    if text.isascii() and _NUMBER.fullmatch(text):
        return _ms_of_number(float(text) if "." in text else int(text))
    if dated := _DOT_NET.fullmatch(text):  # how Windows PowerShell 5.1 writes a date as JSON
        return int(dated[1])
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000
    except (ValueError, OverflowError):
        raise InvalidLogFile(f"`{name}` must be a time, not {_shown(text)}.") from None


def _in_range(at_ms: float, name: str) -> int:
    if not 0 <= at_ms <= LATEST_MS:
        raise InvalidLogFile(f"`{name}` must be a time from 1970 to 9999, not {_shown(at_ms)}.")
    return round(at_ms)


def event_time_ms(value: Any) -> int:
    """Epoch milliseconds of the ``time`` of an envelope; raises `InvalidLogFile`."""
    if not isinstance(value, str):
        raise InvalidLogFile("The event has no `time`, and nothing else says when.")
    try:
        return _in_range(epoch_ms(value), "time")
    except EdaError as fault:
        raise InvalidLogFile(str(fault)) from None


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:39]}…"
