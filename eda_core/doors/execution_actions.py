"""The executions of a world, as the Step Functions API Reference has them.

DescribeExecution, GetExecutionHistory, ListExecutions, and StartExecution of the payment service.
"""

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from eda_core.domain.errors import InvalidRequest
from eda_core.doors.paging import page_of, refuse_others, start_of, token_of, whole_number

if TYPE_CHECKING:  # they bring every backend along, and the server starts without
    from eda_core.app.bootstrap import Connection
    from eda_core.asl import Execution, Json
    from eda_core.asl.execution import HistoryEvent
    from eda_core.ports import ExecutionControl

PAGE: Final = 100
"""Events of a page unless the request says otherwise; ``maxResults`` of 0 says nothing."""

LARGEST_PAGE: Final = 1_000

_MACHINE: Final = re.compile(r"arn:[^:]+:states:[^:]*:[^:]*:stateMachine:[^:]+")
_ARN: Final = re.compile(r"arn:[^:]+:states:[^:]*:[^:]*:(execution|express):[^:]+:.+")
_DATA: Final = ("input", "output")
_LIST: Final = frozenset(("stateMachineArn", "statusFilter", "maxResults", "nextToken"))
_START: Final = frozenset(("stateMachineArn", "name", "input", "traceHeader"))
_STATUSES: Final = ("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE")
_NAME: Final = re.compile(r"[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]{1,80}")
"""Step Functions API Reference, StartExecution, "name"."""


def describe_execution(
    connection: "Connection", parameters: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Answer what an execution is and how it ended."""
    execution = _execution(connection, parameters)
    why = {"error": execution.error, "cause": execution.cause}
    described = {**_metadata(execution), **why}
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
    size = whole_number(parameters, "maxResults", (0, LARGEST_PAGE), PAGE) or PAGE
    question = [execution.arn, is_reverse]
    page, token = page_of(history, question, parameters.get("nextToken"), size)
    has_data = parameters.get("includeExecutionData") is not False
    events = [_spelled(event, has_data) for event in page]
    return {"events": events} if token is None else {"events": events, "nextToken": token}


def list_executions(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer a page of the executions, those started last first."""
    refuse_others(parameters, _LIST)
    machine, control = _machine(connection, parameters), _control(connection)
    status = parameters.get("statusFilter") or ""
    if status and status not in _STATUSES:
        sentence = f"statusFilter must be one of {', '.join(_STATUSES)}."
        raise InvalidRequest("ValidationException", sentence)
    size = whole_number(parameters, "maxResults", (0, LARGEST_PAGE), PAGE) or PAGE
    question = [machine, status]
    start = start_of(question, parameters.get("nextToken"))
    found = control.newest(status, start, size + 1)
    listed: dict[str, Any] = {"executions": [_metadata(each) for each in found[:size]]}
    if len(found) > size:
        listed["nextToken"] = token_of(question, start + size)
    return listed


def start_execution(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Start an execution; answer its ARN and when it was started."""
    refuse_others(parameters, _START)
    _machine(connection, parameters)
    name = parameters.get("name") or ""
    if name and not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise InvalidRequest("InvalidName", f"Invalid Name: '{str(name)[:80]}'")
    started = _control(connection).start(_input(parameters.get("input", "{}")), name)
    return {"executionArn": started.arn, "startDate": started.started_ms / 1000}


def _input(text: Any) -> "Json":
    try:
        given: Json = json.loads(text, parse_constant=_no_number)
    except (ValueError, TypeError, RecursionError):
        raise InvalidRequest("InvalidExecutionInput", "The input is no JSON.") from None
    return given


def _no_number(spelling: str) -> Any:
    raise ValueError(spelling)


def _control(connection: "Connection") -> "ExecutionControl":
    control = connection.backend.control
    if control is None:
        sentence = "Executions of this world cannot be listed or started from here."
        raise InvalidRequest("AccessDeniedException", sentence)
    return control


def _machine(connection: "Connection", parameters: Mapping[str, Any]) -> str:
    """Return the ARN of the state machine that is meant: there is one."""
    arn, machine = parameters.get("stateMachineArn"), connection.model.stack.state_machine
    if not isinstance(arn, str) or not _MACHINE.fullmatch(arn):
        raise InvalidRequest("InvalidArn", f"Invalid Arn: '{str(arn)[:256]}'")
    if arn.rpartition(":")[2] != machine:
        sentence = f"State Machine Does Not Exist: '{arn[:256]}'"
        raise InvalidRequest("StateMachineDoesNotExist", sentence)
    return arn


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


def _metadata(execution: "Execution") -> dict[str, Any]:
    ended_ms = execution.ended_ms
    described = {
        "executionArn": execution.arn,
        "stateMachineArn": _machine_of(execution.arn),
        "name": execution.name,
        "status": str(execution.status),
        "startDate": execution.started_ms / 1000,
    }
    return described if ended_ms is None else {**described, "stopDate": ended_ms / 1000}


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
    """Return an event as the protocol has it, whose times are epoch seconds."""
    spelled = {**event.to_json(), "timestamp": event.timestamp_ms / 1000}
    if event.details_field and not has_data:
        kept = {name: value for name, value in event.details.items() if name not in _DATA}
        spelled[event.details_field] = kept
    return spelled
