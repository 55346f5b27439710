"""One row of a log file: when the log received it, and its message.

The names are those of CloudWatch Logs: FilteredLogEvent of FilterLogEvents (API Reference), and
the fields of Logs Insights, which begin with ``@`` (User Guide, "Supported logs and discovered
fields").
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from eda_core.domain.errors import EdaError, InvalidLogFile
from eda_core.domain.events import epoch_ms

TIMES: Final = ("@ingestionTime", "ingestionTime", "logged", "@timestamp", "timestamp")
"""Fields that say when, the first of them that is there counts: the ingestion before the event."""

MESSAGES: Final = ("@message", "message")

LATEST_MS: Final = 253_402_300_799_999
"""The last millisecond of the year 9999: what is later cannot be written as a date."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """A log event: its ingestion time in epoch milliseconds, and its message as it was."""

    ingested_ms: int
    message: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no log event: its number from 1, the reason, and how its text begins."""

    number: int
    reason: str
    text: str


def row_from(value: Any) -> LogRow:
    """The log event in a JSON value: an object, a row of a query's result, or a bare envelope.

    Raises `InvalidLogFile` with the reason.
    """
    fields = _fields(value)
    message = _message(fields)
    name = next((name for name in TIMES if fields.get(name) not in (None, "")), "")
    if name:
        return LogRow(time_ms(fields[name], name), message)
    if "detail-type" in fields:
        return LogRow(_event_time(fields.get("time")), message)
    raise InvalidLogFile(f"None of {', '.join(TIMES)} says when.")


def _fields(value: Any) -> Mapping[str, Any]:
    if isinstance(value, list):
        cells = [cell for cell in value if isinstance(cell, dict)]
        return {str(cell.get("field")): cell.get("value") for cell in cells}
    if not isinstance(value, dict):
        raise InvalidLogFile("Not an object.")
    return value


def _message(fields: Mapping[str, Any]) -> str:
    for name in MESSAGES:
        given = fields.get(name)
        if isinstance(given, str):
            return given
        if isinstance(given, dict):
            return _compact(given)
    if "detail-type" in fields:
        return _compact(fields)
    raise InvalidLogFile("No message.")


def _compact(value: Mapping[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _event_time(value: Any) -> int:
    try:
        return _in_range(epoch_ms(value), "time") if isinstance(value, str) else 0
    except EdaError as fault:
        raise InvalidLogFile(str(fault)) from None


def time_ms(value: Any, name: str) -> int:
    """Epoch milliseconds of a number of them, or of a date and time, in UTC if it names no zone.

    Raises `InvalidLogFile` naming the field.
    """
    if isinstance(value, str):
        return _in_range(_ms_of_text(value.strip(), name), name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidLogFile(f"`{name}` must be a time, not {_shown(value)}.")
    return _in_range(value, name)


def _ms_of_text(text: str, name: str) -> float:
    if text.isascii() and text.isdecimal() and len(text) <= 20:
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000
    except (ValueError, OverflowError):
        raise InvalidLogFile(f"`{name}` must be a time, not {_shown(text)}.") from None


def _in_range(at_ms: float, name: str) -> int:
    if not 0 <= at_ms <= LATEST_MS:
        raise InvalidLogFile(f"`{name}` must be a time from 1970 to 9999, not {_shown(at_ms)}.")
    return round(at_ms)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:39]}…"
