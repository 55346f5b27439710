"""The log events in a JSON value: one, a page of them, or a wrapper around either.

The names are those of CloudWatch Logs: FilteredLogEvent of FilterLogEvents (API Reference), the
fields of Logs Insights, which begin with ``@`` (User Guide, "Supported logs and discovered
fields"), the payload of a subscription (User Guide, "Log group-level subscription filters") and
what Lambda, Kinesis and Firehose put around it. PowerShell writes them with a capital.
"""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any, Final

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files.bus_records import is_record, time_of
from eda_core.log_files.containers import unpacked_whole
from eda_core.log_files.json_stream import values_in
from eda_core.log_files.rows import SHOWN, BadRow, LeftOut, LogRow, Row
from eda_core.log_files.times import event_time_ms, looks_like_time, time_ms

TIMES: Final = (
    "@ingestionTime",
    "ingestionTime",
    "logged",
    "@timestamp",
    "timestamp",
    "message_timestamp_ms",
)
"""Fields that say when, the first of them that is there counts: the ingestion before the event."""

MESSAGES: Final = ("@message", "message")

PACKED: Final = "H4sI"
"""How Base64 of gzip data begins."""

DEEPEST: Final = 8
"""Wrappers within each other that are opened."""

PAGES: Final = (
    "events",
    "results",
    "logEvents",
    "Records",
    "records",
    "sessionResults",
    "sessionUpdate",
    "awslogs",
    "kinesis",
    "logRecord",
    "data",
)
"""Fields that hold log events, or a wrapper around some; ``data`` is Base64."""

_PLAIN_FIELDS: Final = {name.lower(): name for name in (*TIMES, *MESSAGES, "messageType", *PAGES)}


def rows_in(value: Any, depth: int = 0) -> Iterator[Row]:
    """Yield the rows in a JSON value, in their order; one `BadRow` for what is none.

    The number of a bad row is left 0: whoever reads the file knows it.
    """
    if depth > DEEPEST:
        yield _bad("Nested too deep.", value)
        return
    if isinstance(value, dict):
        yield from _rows_of_object(value, depth)
    elif isinstance(value, list):
        yield from _rows_of_list(value, depth)
    elif not isinstance(value, str):
        yield _bad("Not an object.", value)
    elif value.startswith(PACKED):
        yield from _rows_of_payload(value, depth)
    else:
        yield _row_of_text(value)


def is_page(value: Any) -> bool:
    """Say whether a JSON value is a wrapper around log events and none itself."""
    if not isinstance(value, dict) or _is_event(value):
        return False
    fields = _with_plain_names(value)
    return not _is_event(fields) and any(name in fields for name in PAGES)


def row_of(fields: Mapping[str, Any]) -> LogRow:
    """Return the log event with these fields; raises `InvalidLogFile` with the reason."""
    message = _message(fields)
    for name in TIMES:
        value = fields.get(name)
        if value is not None and value != "":
            return LogRow(time_ms(value, name), message)
    if "detail-type" in fields:
        return LogRow(event_time_ms(fields.get("time")), message)
    if (at_ms := time_within(message)) is not None:
        return LogRow(at_ms, message)
    raise InvalidLogFile(f"None of {', '.join(TIMES[:-1])} says when.")


def time_within(message: str) -> int | None:
    """Epoch milliseconds that a message says of itself, as an envelope does; none if it does not.

    Raises `InvalidLogFile` for an envelope whose time is none.
    """
    try:
        value = json.loads(message) if message.lstrip()[:1] == "{" else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    if "detail-type" in value:
        return event_time_ms(value.get("time"))
    if not is_record(value):
        return None
    given = time_of(value)
    return None if given is None else time_ms(given, "time")


def _rows_of_object(value: dict[str, Any], depth: int) -> Iterator[Row]:
    is_event = _is_event(value)
    fields = value if is_event else _with_plain_names(value)
    if kind := _kind_left_out(fields):
        yield LeftOut(kind)
        return
    page = "" if is_event or _is_event(fields) else next((n for n in PAGES if n in fields), "")
    if page:
        yield from _rows_of_page(page, fields[page], depth)
        return
    try:
        yield row_of(fields)
    except InvalidLogFile as fault:
        yield _bad(str(fault), value)


def _is_event(fields: Mapping[str, Any]) -> bool:
    return (
        "message" in fields or "detail-type" in fields or "@message" in fields or is_record(fields)
    )


def _kind_left_out(fields: Mapping[str, Any]) -> str:
    """Return what a value is that was not meant to be a log event; nothing for any other."""
    if fields.get("messageType") == "CONTROL_MESSAGE":
        return "control message"
    return "start of a live tail" if "sessionStart" in fields else ""


def _with_plain_names(value: Mapping[str, Any]) -> dict[str, Any]:
    return {_PLAIN_FIELDS.get(name.lower(), name): held for name, held in value.items()}


def _rows_of_page(name: str, held: Any, depth: int) -> Iterator[Row]:
    if name != "data":
        yield from rows_in(held, depth + 1)
        return
    yield from _rows_of_payload(held, depth)


def _rows_of_payload(held: Any, depth: int) -> Iterator[Row]:
    """Yield the rows in the Base64 of a payload, as a record of Kinesis or Firehose holds it."""
    try:
        text = unpacked_whole(b64decode(str(held), validate=True)).decode("utf-8", "replace")
    except (ValueError, InvalidLogFile) as fault:
        yield _bad(f"It is not Base64 of a payload: {fault}.", held)
        return
    for value, reason in values_in(text):
        yield from [_bad(reason, value)] if reason else rows_in(value, depth + 1)


def _rows_of_list(value: list[Any], depth: int) -> Iterator[Row]:
    if fields := _cells_of_insights(value):
        yield from _rows_of_object(fields, depth + 1)
    elif (pair := row_of_cells(value)) is not None:
        yield pair
    else:
        for element in value:
            yield from rows_in(element, depth + 1)


def _cells_of_insights(value: list[Any]) -> dict[str, Any]:
    if not value or not all(isinstance(cell, dict) and "field" in cell for cell in value):
        return {}
    return {str(cell["field"]): cell.get("value") for cell in value}


def row_of_cells(cells: list[Any]) -> Row | None:
    """Return the log event in cells without names, such as a time and a message; None if they are
    not it.

    Of two times the later one is the ingestion.
    """
    if not 2 <= len(cells) <= 8 or any(isinstance(cell, dict | list) for cell in cells):
        return None
    times = [cell for cell in cells if looks_like_time(str(cell))]
    texts = [cell for cell in cells if isinstance(cell, str) and not looks_like_time(cell)]
    messages = [text for text in texts if text.lstrip()[:1] == "{"] or texts
    if not times or not messages:
        return None
    try:
        return LogRow(max(time_ms(cell, "time") for cell in times), messages[-1])
    except InvalidLogFile as fault:
        return _bad(str(fault), cells)


def _row_of_text(text: str) -> Row:
    try:
        at_ms = time_within(text)
    except InvalidLogFile as fault:
        return _bad(str(fault), text)
    return LogRow(at_ms, text) if at_ms is not None else _bad("A text without a time.", text)


def _message(fields: Mapping[str, Any]) -> str:
    for name in MESSAGES:
        given = fields.get(name)
        if isinstance(given, str):
            return given
        if isinstance(given, dict):
            return compact(given)
    if "detail-type" in fields or is_record(fields):
        return compact(fields)
    raise InvalidLogFile("No message.")


def compact(value: Any) -> str:
    """JSON without a blank, as CloudWatch holds an event."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def begin_of(value: Any) -> str:
    """Return how the text of a JSON value begins."""
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return ""
    return text[:SHOWN]


def _bad(reason: str, value: Any) -> BadRow:
    return BadRow(0, reason, begin_of(value))
