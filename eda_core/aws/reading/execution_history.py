"""An execution from GetExecutionHistory: pure translation, from AWS's records to ours.

Sources: Step Functions API Reference, GetExecutionHistory and HistoryEvent. Emulators leave out
``previousEventId``; the event before stands in for it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from eda_core.asl import Execution, ExecutionStatus, HistoryEvent, path_taken
from eda_core.domain.masking import masked

_DETAILS: Final = "EventDetails"
_ENDS: Final[Mapping[str, ExecutionStatus]] = {
    "ExecutionSucceeded": ExecutionStatus.SUCCEEDED,
    "ExecutionFailed": ExecutionStatus.FAILED,
    "ExecutionTimedOut": ExecutionStatus.TIMED_OUT,
    # Somebody stopped it: what matters here is that it will publish nothing.
    "ExecutionAborted": ExecutionStatus.FAILED,
}
_UNNAMED: Final[Mapping[str, str]] = {"ExecutionAborted": "Aborted"}
"""What is said of an end that AWS gives no error for."""


def execution_from(arn: str, events: Sequence[Any]) -> Execution:
    """Return the execution these history events tell of, oldest first, as GetExecutionHistory gives
    them.

    An event that makes no sense is left out. Input and output are None where the history does not
    have them.
    """
    history = tuple(_event(event) for event in events if isinstance(event, Mapping))
    first, last = (history[0], history[-1]) if history else (None, None)
    status = ExecutionStatus.RUNNING if last is None else _ENDS.get(last.type)
    is_over = last is not None and status is not None
    details: Mapping[str, Any] = last.details if is_over and last is not None else {}
    return Execution(
        arn=arn,
        status=status or ExecutionStatus.RUNNING,
        input=_parsed(first.details.get("input")) if first is not None else None,
        output=_parsed(details.get("output")),
        error=_error(last) if is_over else None,
        cause=_cause(details),
        started_ms=first.timestamp_ms if first is not None else 0,
        ended_ms=last.timestamp_ms if is_over and last is not None else None,
        path_taken=path_taken(history),
        source=history,
    )


def _cause(details: Mapping[str, Any]) -> str | None:
    """Return why it failed. A refusal names the role it was refused to, and so the account."""
    cause = _text(details.get("cause"))
    return None if cause is None else masked(cause)


def _error(last: HistoryEvent | None) -> str | None:
    if last is None or last.type == "ExecutionSucceeded":
        return None
    return _text(last.details.get("error")) or _UNNAMED.get(last.type)


def _event(event: Mapping[str, Any]) -> HistoryEvent:
    number = _whole(event.get("id"), 0)
    kind = str(event.get("type", ""))
    return HistoryEvent(
        id=number,
        previous_event_id=_whole(event.get("previousEventId"), max(0, number - 1)),
        type=kind,
        timestamp_ms=milliseconds_of(event.get("timestamp")),
        details=_details(event, kind),
    )


def _details(event: Mapping[str, Any], kind: str) -> dict[str, Any]:
    found = (event[name] for name in event if name.endswith(_DETAILS))
    details = next((dict(value) for value in found if isinstance(value, Mapping)), {})
    # Whoever reads the history asks a state event for its name.
    return {"name": "", **details} if kind.endswith(("StateEntered", "StateExited")) else details


def milliseconds_of(value: Any) -> int:
    """Epoch milliseconds of a time as boto3 gives it; 0 for what is none."""
    return round(value.timestamp() * 1000) if isinstance(value, datetime) else 0


def _whole(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _parsed(text: Any) -> Any:
    """Return the JSON value of a text; None for what is no JSON: no execution may blank a page."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
