"""FilterLogEvents and GetLogEvents (CloudWatch Logs API Reference) of a world's catch-all log.

All of the log is in one stream, where AWS has many. A log event has the time it was received.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.events import ACCOUNT, REGION, AnyRecord
from eda_core.doors.paging import refuse_others, start_of, token_of, whole_number

if TYPE_CHECKING:  # they bring every backend along, and the server starts without
    from eda_core.app.bootstrap import Connection

STREAM: Final = "events"
"""The one stream; on AWS, EventBridge makes streams of its own."""

LARGEST_PAGE: Final = 10_000
MOST_BYTES: Final = 1024 * 1024
"""Of the messages of a page; at least one is on it."""

LATEST_MS: Final = 2**53

_BOTH: Final = frozenset(("logGroupName", "logGroupIdentifier", "startTime", "endTime", "limit"))
_FILTER: Final = _BOTH | {"logStreamNames", "logStreamNamePrefix", "nextToken", "interleaved"}
_GET: Final = _BOTH | {"logStreamName", "nextToken", "startFromHead"}

_Places = tuple[int, int]
"""Of the first record in the order of time, and of the one after the last."""


def filter_log_events(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer a page of the log, oldest first; there are no filter patterns here."""
    refuse_others(parameters, _FILTER)
    group = _group(connection, parameters)
    start, end = _times(parameters)
    question = [group, start, end, *_streams(parameters)]
    first, last = _between(connection, start, end + 1) if _has_stream(parameters) else (0, 0)
    at = max(first, start_of(question, parameters.get("nextToken")))
    page = _page(connection, (at, last), _limit(parameters))
    events = [{**_event(record), **_of_filter(record)} for record in page]
    answer = {"events": events, "searchedLogStreams": []}
    after = at + len(page)
    return answer if after >= last else {**answer, "nextToken": token_of(question, after)}


def get_log_events(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer a page of the stream: the newest unless ``startFromHead``; the tokens lead on."""
    refuse_others(parameters, _GET)
    group = _group(connection, parameters)
    if parameters.get("logStreamName") != STREAM:
        sentence = f"The specified log stream does not exist: here there is only {STREAM}."
        raise InvalidRequest("ResourceNotFoundException", sentence)
    start, end = _times(parameters)
    question = [group, start, end]
    places = _between(connection, start, end)
    at, is_back = _direction(parameters, question, places)
    limit = _limit(parameters)
    page = _page(connection, (places[0], at) if is_back else (at, places[1]), limit, is_back)
    first = at - len(page) if is_back else at
    return {
        "events": [_event(record) for record in page],
        "nextForwardToken": token_of([*question, "f"], first + len(page)),
        "nextBackwardToken": token_of([*question, "b"], first),
    }


def _direction(
    parameters: Mapping[str, Any], question: Sequence[Any], places: _Places
) -> tuple[int, bool]:
    """Return where a page begins, or ends where it is one of those before: by the token,
    or afresh.
    """
    token = parameters.get("nextToken")
    if token is None:
        is_back = parameters.get("startFromHead") is not True
        return (places[1] if is_back else places[0]), is_back
    try:
        return start_of([*question, "f"], token), False
    except InvalidRequest:
        return start_of([*question, "b"], token), True


def _group(connection: "Connection", parameters: Mapping[str, Any]) -> str:
    connection.model.refresh()
    group = connection.model.stack.log_group
    given = parameters.get("logGroupName") or parameters.get("logGroupIdentifier")
    if given not in (group, f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}"):
        raise InvalidRequest("ResourceNotFoundException", "The specified log group does not exist.")
    return group


def _streams(parameters: Mapping[str, Any]) -> Sequence[Any]:
    return parameters.get("logStreamNames"), parameters.get("logStreamNamePrefix")


def _has_stream(parameters: Mapping[str, Any]) -> bool:
    """Return whether the one stream is among those asked for, which are all unless any is named."""
    names, prefix = _streams(parameters)
    return (not names or STREAM in names) and STREAM.startswith(str(prefix or ""))


def _times(parameters: Mapping[str, Any]) -> _Places:
    start = whole_number(parameters, "startTime", (0, LATEST_MS), 0)
    return start, whole_number(parameters, "endTime", (0, LATEST_MS), LATEST_MS)


def _limit(parameters: Mapping[str, Any]) -> int:
    return whole_number(parameters, "limit", (1, LARGEST_PAGE), LARGEST_PAGE)


def _between(connection: "Connection", start_ms: int, end_ms: int) -> _Places:
    """Return the places of what was received from one time on and before another."""

    def places(tables: Any) -> _Places:
        count = tables.events.arrivals.count_until
        return count(start_ms - 1), count(end_ms - 1)

    return connection.model.ask(places)


def _page(
    connection: "Connection", places: _Places, most: int, is_back: bool = False
) -> list[AnyRecord]:
    """Return the first records there, at most so many, or the last ones; oldest first."""
    first, last = places
    first, last = (max(first, last - most), last) if is_back else (first, min(last, first + most))

    def page(tables: Any) -> list[AnyRecord]:
        found = tables.events.arrivals.places(first, last)
        records = (tables.log.get(place + 1) for place in (reversed(found) if is_back else found))
        return list(_within_bytes(records))

    records = connection.model.ask(page)
    return records[::-1] if is_back else records


def _within_bytes(records: Iterator[AnyRecord]) -> Iterator[AnyRecord]:
    size = 0

    def fits(record: AnyRecord) -> bool:
        nonlocal size
        was_empty, size = not size, size + len(record.text.encode())
        return was_empty or size <= MOST_BYTES

    return takewhile(fits, records)


def _event(record: AnyRecord) -> dict[str, Any]:
    at = record.ingested_ms
    return {"timestamp": at, "message": record.text, "ingestionTime": at}


def _of_filter(record: AnyRecord) -> Mapping[str, str]:
    return {"logStreamName": STREAM, "eventId": f"{record.sequence:056d}"}
