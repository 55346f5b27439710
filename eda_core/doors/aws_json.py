"""Some actions of AWS as its own clients ask for them: boto3, or the AWS CLI with `--endpoint-url`.

The protocol is AWS JSON 1.0 and 1.1 (Smithy, "AWS JSON protocols"): every request is a POST to the
endpoint's own path, ``X-Amz-Target`` names the action, and an error is ``__type`` with a message.
This is a way to this demo, not an emulator: an action is here whole, or refused as unknown.
"""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from eda_core.domain.errors import BackendError, EdaError, InvalidPattern, InvalidRequest
from eda_core.doors.exchange import HttpRefusal, HttpRequest, HttpResponse
from eda_core.doors.execution_actions import (
    describe_execution,
    get_execution_history,
    list_executions,
    start_execution,
)
from eda_core.doors.handlers import CONFIRMATION, WorldOverHttp, entries_answer
from eda_core.doors.log_actions import filter_log_events, get_log_events
from eda_core.doors.rule_actions import (
    describe_rule,
    disable_rule,
    enable_rule,
    invalid_pattern,
    list_rules,
    put_rule,
)
from eda_core.doors.table_actions import get_item, query
from eda_core.patterns import compile_pattern

if TYPE_CHECKING:  # it brings every backend along, and the server starts without
    from eda_core.app.bootstrap import Connection

AWS_JSON: Final = frozenset(("application/x-amz-json-1.0", "application/x-amz-json-1.1"))
"""Content types; no form of a foreign page can have them."""

_OF_AN_EVENT: Final = ("id", "account", "source", "time", "region", "detail-type")
"""What TestEventPattern wants of an event (recorded on AWS)."""


class AwsJson:
    """Answers actions on the world, or the room, that an endpoint's path names."""

    def __init__(self, world: WorldOverHttp) -> None:
        self._world = world

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Do the action that the request names; answer as AWS does, an error too."""
        try:
            status, body = 200, self._do(request)
        except InvalidRequest as fault:
            status, body = 400, _error(fault.code, str(fault))
        except BackendError as fault:
            status, body = 503, _error("ServiceUnavailable", f"{fault} {fault.remedy}".strip())
        except EdaError as fault:
            status, body = 400, _error("ValidationException", str(fault))
        content_type = request.headers.get("content-type", "application/x-amz-json-1.1")
        return HttpResponse(status, body, {"Content-Type": content_type})

    def _do(self, request: HttpRequest) -> Mapping[str, Any]:
        target = request.headers.get("x-amz-target", "")
        if target in _ACTING:
            return _ACTING[target](self._to_act_on(request), _parameters(request.text))
        if target in _READING:
            return _READING[target](self._world.connection(request), _parameters(request.text))
        known = ", ".join(name.partition(".")[2] for name in (*_ACTING, *_READING))
        sentence = f"Only these actions are known here: {known}."
        raise InvalidRequest("UnknownOperationException", sentence)

    def _to_act_on(self, request: HttpRequest) -> "Connection":
        try:
            return self._world.confirmed(request)
        except HttpRefusal:
            sentence = f"This may cost money, and needs the header {CONFIRMATION}: yes."
            raise InvalidRequest("AccessDeniedException", sentence) from None


def _error(code: str, message: str) -> Mapping[str, Any]:
    return {"__type": code, "message": message}


def _parameters(text: str) -> Mapping[str, Any]:
    try:
        parameters = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidRequest("SerializationException", "The body is no JSON.") from None
    if not isinstance(parameters, dict):
        raise InvalidRequest("SerializationException", "The body is no JSON object.")
    return parameters


def _put_events(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """PutEvents (EventBridge API Reference); there are no global endpoints here."""
    if parameters.get("EndpointId") is not None:
        raise InvalidRequest("ValidationException", "There are no global endpoints here.")
    return entries_answer(connection.backend.bus.put_events(parameters.get("Entries") or []))


def _test_event_pattern(_: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """TestEventPattern (EventBridge API Reference); error texts as recorded on AWS."""
    pattern, event = parameters.get("EventPattern"), _event(parameters.get("Event"))
    if not isinstance(pattern, str):
        raise InvalidRequest("ValidationException", "Parameter EventPattern is not valid.")
    try:
        return {"Result": compile_pattern(pattern).matches(event)}
    except InvalidPattern as fault:
        raise invalid_pattern(fault) from None


def _event(text: Any) -> str:
    try:
        event = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        event = None
    if not isinstance(event, dict) or not all(event.get(name) for name in _OF_AN_EVENT):
        raise InvalidRequest("ValidationException", "Parameter Event is not valid.")
    return str(text)


_Action = Callable[["Connection", Mapping[str, Any]], Mapping[str, Any]]
"""Does what the parameters say in a world; raises `EdaError`."""

_ACTING: Final[Mapping[str, _Action]] = {
    "AWSEvents.PutEvents": _put_events,
    "AWSEvents.PutRule": put_rule,
    "AWSEvents.EnableRule": enable_rule,
    "AWSEvents.DisableRule": disable_rule,
    "AWSStepFunctions.StartExecution": start_execution,
}
_READING: Final[Mapping[str, _Action]] = {
    "AWSEvents.TestEventPattern": _test_event_pattern,
    "AWSEvents.ListRules": list_rules,
    "AWSEvents.DescribeRule": describe_rule,
    "AWSStepFunctions.ListExecutions": list_executions,
    "AWSStepFunctions.DescribeExecution": describe_execution,
    "AWSStepFunctions.GetExecutionHistory": get_execution_history,
    "DynamoDB_20120810.Query": query,
    "DynamoDB_20120810.GetItem": get_item,
    "Logs_20140328.FilterLogEvents": filter_log_events,
    "Logs_20140328.GetLogEvents": get_log_events,
}
"""Actions that change nothing, and so are done without a question."""
