"""DescribeExecution and GetExecutionHistory (Step Functions API Reference) of a world."""

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from eda_core.domain.errors import InvalidRequest
from eda_core.doors.paging import page_of

if TYPE_CHECKING:  # they bring every backend along, and the server starts without
    from eda_core.app.bootstrap import Connection
    from eda_core.asl import Execution
    from eda_core.asl.history import HistoryEvent

PAGE: Final = 100
"""Events of a page unless the request says otherwise; ``maxResults`` of 0 says nothing."""

LARGEST_PAGE: Final = 1_000

_ARN: Final = re.compile(r"arn:[^:]+:states:[^:]*:[^:]*:(execution|express):[^:]+:.+")
_DATA: Final = ("input", "output")


def describe_execution(
    connection: "Connection", parameters: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Answer what an execution is and how it ended."""
    execution = _execution(connection, parameters)
    described = {
        "executionArn": execution.arn,
        "stateMachineArn": _machine_of(execution.arn),
        "name": execution.name,
        "status": str(execution.status),
        "startDate": execution.started_ms / 1000,
        "stopDate": None if execution.ended_ms is None else execution.ended_ms / 1000,
        "error": execution.error,
        "cause": execution.cause,
    }
    if parameters.get("includedData") != "METADATA_ONLY":
        described |= _data_of(execution)
    return {name: value for name, value in described.items() if value is not None}


def get_execution_history(
    connection: "Connection", parameters: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Answer a page of the history, and where the next one begins if there is one."""
    execution = _execution(connection, parameters)
    history = list(execution.history)
    is_reverse = parameters.get("reverseOrder") is True
    if is_reverse:
        history.reverse()
    size = _page_size(parameters.get("maxResults"))
    question = [execution.arn, is_reverse]
    page, token = page_of(history, question, parameters.get("nextToken"), size)
    has_data = parameters.get("includeExecutionData") is not False
    events = [_spelled(event, has_data) for event in page]
    return {"events": events} if token is None else {"events": events, "nextToken": token}


def _execution(connection: "Connection", parameters: Mapping[str, Any]) -> "Execution":
    arn = parameters.get("executionArn")
    if not isinstance(arn, str) or not arn:
        raise InvalidRequest("ValidationException", "executionArn is missing.")
    if not _ARN.fullmatch(arn):
        raise InvalidRequest("InvalidArn", f"Invalid Arn: '{arn[:256]}'")
    execution = connection.backend.executions.by_arn(arn)
    if execution is None:
        raise InvalidRequest("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn[:256]}'")
    return execution


def _machine_of(arn: str) -> str:
    parts = arn.split(":")
    return ":".join((*parts[:5], "stateMachine", parts[6]))


def _data_of(execution: "Execution") -> dict[str, Any]:
    data: dict[str, Any] = {
        "input": _text(execution.input),
        "inputDetails": {"included": True},
    }
    if execution.status == "SUCCEEDED":
        data |= {"output": _text(execution.output), "outputDetails": {"included": True}}
    return data


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _spelled(event: "HistoryEvent", has_data: bool) -> Mapping[str, Any]:
    """An event as the protocol has it, whose times are epoch seconds."""
    spelled = {**event.to_json(), "timestamp": event.timestamp_ms / 1000}
    if event.details_field and not has_data:
        kept = {name: value for name, value in event.details.items() if name not in _DATA}
        spelled[event.details_field] = kept
    return spelled


def _page_size(given: Any) -> int:
    if given is None or given == 0:
        return PAGE
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given <= LARGEST_PAGE:
        raise InvalidRequest("ValidationException", "maxResults must be from 0 to 1000.")
    return given
