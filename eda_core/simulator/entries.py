"""PutEvents: what the bus accepts, and the error codes and words with which it refuses.

Limits and texts: EventBridge API Reference, PutEvents; entry errors as recorded on AWS. AWS takes
details nested up to 1,000 levels deep; here the JSON parser's own limit, a little lower, refuses
them as malformed.

The integration ``events:putEvents`` of a Task checks and answers the same (Step Functions guide,
"Add EventBridge events"); a failed entry fails it with ``EventBridge.FailedEntry`` (recorded).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from eda_core.asl import Json, TaskFailed, TaskHandler, TaskRequest, put_events_outcome
from eda_core.domain.errors import InvalidEvent, InvalidRequest
from eda_core.domain.events import epoch_ms, iso_seconds
from eda_core.ports import EntryResult

MAX_ENTRIES: Final = 10
MAX_BYTES: Final = 1024 * 1024
MAX_DETAIL_TYPE: Final = 128
TIME_BYTES: Final = 14
INT64: Final = 2**63


def _int64(spelling: str) -> int:
    number = int(spelling)  # NaN and Infinity are no JSON and fail here
    if not -INT64 <= number < INT64:
        raise ValueError(spelling)
    return number


_LISTS: Final = (list, tuple)
_OBJECTS: Final = (dict, Mapping)
"""Tuples of types: a union is made anew for each call, and the usual type is found first."""

_DECODER: Final = json.JSONDecoder(parse_int=_int64, parse_constant=_int64)
_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
"""Made once: `json` makes one for each call that has an option."""


class Entry(NamedTuple):
    """One accepted entry; ``at_ms`` is its own time, or None for the time it arrives.

    ``group`` and ``deduplication_id`` are for a custom bus; empty where they are not given.
    """

    source: str
    detail_type: str
    detail: Mapping[str, Any]
    resources: tuple[str, ...] = ()
    at_ms: int | None = None
    bus: str = ""
    group: str = ""
    deduplication_id: str = ""


_made: Final = tuple.__new__
"""Makes a tuple with names in half the time."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused entry, in AWS's words."""

    code: str
    message: str


class _Refused(Exception):
    """Carries a refusal out of the checks of one entry."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.refusal = Refusal(code, message)


def read_entries(entries: Any, weighed: bool = False) -> tuple[Entry | Refusal, ...]:
    """Check a request: one `Entry` or `Refusal` for each entry, in their order.

    ``weighed`` says that the entries are known to be light, as a state machine's are: its payloads
    are held to 256 KiB.

    Raises `InvalidRequest` (ValidationException) for a request AWS refuses whole: none or more
    than ten entries, something that is no entry, or 1 MB and more in total.
    """
    if not isinstance(entries, _LISTS) or [e for e in entries if not isinstance(e, _OBJECTS)]:
        raise InvalidRequest("ValidationException", "Entries must be a list of JSON objects.")
    _check_count(len(entries))
    if not weighed and sum(map(entry_size, entries)) >= MAX_BYTES:
        raise InvalidRequest(
            "ValidationException", "Total size of the entries in the request is over the limit."
        )
    return tuple(map(read_entry, entries))


def _check_count(count: int) -> None:
    if 1 <= count <= MAX_ENTRIES:
        return
    bound = "less than or equal to 10" if count else "greater than or equal to 1"
    raise InvalidRequest(
        "ValidationException",
        f"1 validation error detected: Value '[{count} entries]' at 'entries' failed to satisfy "
        f"constraint: Member must have length {bound}",
    )


def entry_size(entry: Mapping[str, Any]) -> int:
    """Bytes an entry counts for (EventBridge User Guide, "Calculating PutEvents entry size")."""
    texts = [entry.get("Source"), entry.get("DetailType"), _detail_text(entry.get("Detail"))]
    texts += _resources(entry)
    time = TIME_BYTES if entry.get("Time") is not None else 0
    return time + sum(_bytes(text) for text in texts if isinstance(text, str))


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _detail_text(detail: Any) -> Any:
    if isinstance(detail, dict):  # Step Functions serialises an object; so do we, to weigh it
        return _ENCODER.encode(detail)
    return detail


def _resources(entry: Mapping[str, Any]) -> list[str]:
    resources = entry.get("Resources")
    return list(map(str, resources)) if isinstance(resources, _LISTS) else []


def read_entry(entry: Mapping[str, Any]) -> Entry | Refusal:
    """Return an entry as it was read, or why it is refused, in the words of the classic bus."""
    try:
        source, detail_type, detail = _source(entry), _detail_type(entry), _detail(entry)
        resources = tuple(_resources(entry)) if "Resources" in entry else ()
        at_ms = _time(entry["Time"]) if "Time" in entry else None
        bus = str(entry.get("EventBusName") or "")
        return _made(Entry, (source, detail_type, detail, resources, at_ms, bus, "", ""))
    except _Refused as refused:
        return refused.refusal


def _required(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if value and isinstance(value, str):
        return value
    reason = "is a required argument" if value in (None, "") else "must be a string"
    raise _Refused("InvalidArgument", f"Parameter {name} is not valid. Reason: {name} {reason}.")


def _source(entry: Mapping[str, Any]) -> str:
    source = _required(entry, "Source")
    if source.startswith("aws."):
        raise _Refused("NotAuthorizedForSourceException", "Not authorized for the source.")
    return source


def _detail_type(entry: Mapping[str, Any]) -> str:
    detail_type = _required(entry, "DetailType")
    if len(detail_type) > MAX_DETAIL_TYPE:
        raise _Refused(
            "InvalidArgument",
            "Parameter DetailType is not valid. "
            f"Reason: DetailType must be at most {MAX_DETAIL_TYPE} characters long.",
        )
    return detail_type


def _detail(entry: Mapping[str, Any]) -> dict[str, Any]:
    given = entry.get("Detail")
    detail = given if isinstance(given, dict) else _parsed(_required(entry, "Detail"))
    if not isinstance(detail, dict):
        raise _Refused("MalformedDetail", "Detail is malformed.")
    return detail


def _parsed(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise _Refused("MalformedDetail", "Detail is malformed.") from None


def _time(time: Any) -> int | None:
    if time is None:
        return None
    try:
        at_ms = epoch_ms(time) if isinstance(time, str) else round(float(time) * 1000)
        iso_seconds(at_ms // 1000)
    except (InvalidEvent, TypeError, ValueError, OverflowError, OSError):
        raise _Refused(
            "InvalidArgument", "Parameter Time is not valid. Reason: Time must be a timestamp."
        ) from None
    return at_ms


Put = Callable[[Sequence[Entry | Refusal], tuple[str, str]], Sequence[EntryResult]]
"""Takes entries, and the ARNs of state machine and execution, which join their ``resources``."""


def put_events_task(put: Put) -> TaskHandler:
    """Return the handler of the resource, which hands what it read to ``put``."""

    def handle(request: TaskRequest) -> Json:
        parameters = request.parameters
        entries = parameters.get("Entries") if isinstance(parameters, dict) else None
        try:
            accepted = read_entries(entries, weighed=True)
        except InvalidRequest as refused:
            raise TaskFailed(f"EventBridge.{refused.code}", str(refused)) from None
        arns = (request.state_machine_arn, request.execution_arn)
        return put_events_outcome(_response(put(accepted, arns)))

    return handle


def accepting(new_id: Callable[[], str]) -> Put:
    """Return a bus that takes every entry that can be read, and keeps none; ids come from
    ``new_id``.
    """

    def put(entries: Sequence[Entry | Refusal], _: tuple[str, str]) -> Sequence[EntryResult]:
        return [
            EntryResult("", entry.code, entry.message)
            if isinstance(entry, Refusal)
            else EntryResult(new_id())
            for entry in entries
        ]

    return put


def _response(results: Sequence[EntryResult]) -> Mapping[str, Any]:
    return {
        "Entries": [_entry(result) for result in results],
        "FailedEntryCount": len([result for result in results if result.error_code]),
    }


def _entry(result: EntryResult) -> dict[str, str]:
    if result.error_code:
        return {"ErrorCode": result.error_code, "ErrorMessage": result.error_message}
    return {"EventId": result.event_id}
