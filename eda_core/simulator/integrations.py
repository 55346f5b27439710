"""What a Task of the state machine may call beside the bus: functions, the topic, the orders table.

Parameters, outputs and error names are those of the Step Functions guide: *Invoke an AWS Lambda
function*, *Publish messages to an Amazon SNS topic*, *Perform DynamoDB CRUD operations*.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from eda_core.asl import (
    DYNAMODB_GET_ITEM,
    DYNAMODB_PUT_ITEM,
    DYNAMODB_UPDATE_ITEM,
    LAMBDA_INVOKE,
    NEEDS_MOCK,
    SNS_PUBLISH,
    Json,
    TaskFailed,
    TaskHandler,
    TaskRequest,
    TaskResult,
    function_name,
)
from eda_core.domain.settings import BusKind
from eda_core.simulator.table import OrdersTable, get_item, put_item, update_item
from eda_core.stack import Stack
from eda_core.stack.notification_service import MAX_SUBJECT, notify
from eda_core.stack.order_service import Now, Publish, create_order

Function = Callable[[Any], Any]
"""A Lambda function: from the payload, JSON of its own to keep, to something that is JSON."""

NO_PARAMETERS: Final[Mapping[str, Json]] = {}


@dataclass(frozen=True, slots=True)
class Services:
    """What stands behind the integrations of one stack.

    ``send`` takes subject and message for the topic; ``now`` is the time as items are stamped;
    ``update`` is the function Update Order, ``publish_payment`` the one that publishes for the
    state machine, which it needs on a custom bus.
    """

    table: OrdersTable
    send: Callable[[str, str], None]
    publish: Publish
    now: Now
    new_id: Callable[[], str]
    update: Callable[[Mapping[str, Any]], None]
    publish_payment: Callable[[Any], Any] = lambda _: None


@dataclass(frozen=True, slots=True)
class _Registered:
    run: Function
    duration_ms: int
    keeps_json: bool = False
    """It leaves its payload as it is and answers in JSON, so neither is copied."""


class Integrations(Mapping[str, TaskHandler]):
    """The registry of tasks of one stack: resource ARN to handler.

    A function is known by its name, whatever region and account its ARN has. ``others`` are
    handlers that exist already, such as that of ``events:putEvents``.
    """

    def __init__(
        self, stack: Stack, services: Services, others: Mapping[str, TaskHandler] = NO_PARAMETERS
    ) -> None:
        self._services = services
        self._functions: dict[str, _Registered] = {}
        self._handlers: dict[str, TaskHandler] = {
            **others,
            LAMBDA_INVOKE: self._invoke,
            SNS_PUBLISH: partial(_publish, stack.topic, services),
            DYNAMODB_GET_ITEM: self._on_table(stack, get_item),
            DYNAMODB_PUT_ITEM: self._on_table(stack, put_item),
            DYNAMODB_UPDATE_ITEM: self._on_table(stack, update_item),
        }
        for name, run in _stack_functions(stack, services).items():
            self.register(name, run)
        if stack.kind is BusKind.CUSTOM:
            publishing = _Registered(services.publish_payment, 0, keeps_json=True)
            self._functions[stack.publish_payment] = publishing

    def register(self, name: str, function: Function, duration_ms: int = 0) -> None:
        """Let executions invoke ``function`` as the Lambda function ``name`` from now on.

        A call takes ``duration_ms`` on their clock. What it raises fails the task with the name of
        the Python error.
        """
        self._functions[name] = _Registered(function, duration_ms)

    def __getitem__(self, resource: str) -> TaskHandler:
        handler = self._handlers.get(resource)
        if handler is not None:
            return handler
        if function_name(resource) not in self._functions:
            raise KeyError(resource)
        return self._call_function

    def get(self, resource: str, default: Any = None) -> Any:
        """Return the handler of ``resource``; asked for every Task, so integrations come first."""
        return self._handlers.get(resource) or super().get(resource, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._handlers)

    def __len__(self) -> int:
        return len(self._handlers)

    def _call_function(self, request: TaskRequest) -> TaskResult | Json:
        """Invoke the function whose ARN is the resource; its result is the output."""
        function = self._function(str(function_name(request.resource)))
        return _taking(function.duration_ms, self._answer(function, request.parameters))

    def _invoke(self, request: TaskRequest) -> TaskResult | Json:
        """Invoke the function named in the parameters."""
        parameters = _object(request.parameters)
        if parameters.get("InvocationType", "RequestResponse") != "RequestResponse":
            reason = "Only the InvocationType RequestResponse is offered."
            raise TaskFailed("Lambda.InvalidParameterValueException", reason)
        function = self._function(_function_named(parameters.get("FunctionName")))
        answer = self._answer(function, parameters.get("Payload", {}))
        output = {"ExecutedVersion": "$LATEST", "Payload": answer, "StatusCode": 200}
        return _taking(function.duration_ms, output | self._metadata())

    def _function(self, name: str) -> _Registered:
        function = self._functions.get(name)
        if function is None:
            known = ", ".join(self._functions)
            reason = f"There is no function {name} here (there are {known}): mock the state."
            raise TaskFailed(NEEDS_MOCK, reason)
        return function

    def _answer(self, function: _Registered, payload: Json) -> Json:
        return _outcome(function, payload, self._services.new_id)

    def _on_table(
        self, stack: Stack, act: Callable[[OrdersTable, Mapping[str, Any]], dict[str, Json]]
    ) -> TaskHandler:
        def handle(request: TaskRequest) -> Json:
            parameters = _object(request.parameters)
            _check_table(stack.table, parameters.get("TableName"))
            return act(self._services.table, parameters) | self._metadata()

        return handle

    def _metadata(self) -> dict[str, Json]:
        return _metadata(self._services)


def _metadata(services: Services) -> dict[str, Json]:
    """Return what every answer of an AWS service holds beside its own fields."""
    return {
        "SdkHttpMetadata": {"HttpStatusCode": 200},
        "SdkResponseMetadata": {"RequestId": services.new_id()},
    }


def _taking(duration_ms: int, output: Json) -> TaskResult | Json:
    """Return an answer with the time it took, where it took any."""
    return TaskResult(output, duration_ms) if duration_ms else output


def _object(parameters: Json) -> Mapping[str, Any]:
    if not isinstance(parameters, dict):
        raise TaskFailed("States.Runtime", "The parameters of this resource must be an object.")
    return parameters


def _function_named(given: Any) -> str:
    """Return the name in a name, an ARN or a partial ARN."""
    if not isinstance(given, str) or not given:
        raise TaskFailed("Lambda.ValidationException", "FunctionName must be given, as text.")
    name = given.removesuffix(":$LATEST")
    return function_name(name) or name.rpartition(":function:")[2]


def _outcome(function: _Registered, payload: Json, new_id: Callable[[], str]) -> Json:
    """Run a function on JSON of its own, and take its answer as JSON, as Lambda does."""
    own = payload if function.keeps_json else json.loads(json.dumps(payload))
    try:
        answer = function.run(own)
    except Exception as fault:  # a function may raise anything: its invocation fails, not we
        raise TaskFailed(
            type(fault).__name__, _cause(type(fault).__name__, fault, new_id)
        ) from fault
    if function.keeps_json:
        return answer
    try:
        return json.loads(json.dumps(answer, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as fault:
        error = "Runtime.MarshalError"
        raise TaskFailed(error, _cause(error, fault, new_id)) from fault


def _cause(error: str, fault: Exception, new_id: Callable[[], str]) -> str:
    cause = {"errorMessage": str(fault), "errorType": error, "requestId": new_id()}
    return json.dumps(cause, separators=(",", ":"), ensure_ascii=False)


def _publish(topic: str, services: Services, request: TaskRequest) -> Json:
    """Return the integration ``sns:publish``; a message that is no text goes out as its JSON."""
    parameters = _object(request.parameters)
    arn = parameters.get("TopicArn") or parameters.get("TargetArn")
    if not isinstance(arn, str):
        raise _invalid("TopicArn or TargetArn Reason: no value for required parameter")
    if arn.rpartition(":")[2] != topic:
        raise TaskFailed("SNS.NotFoundException", f"Topic does not exist; there is {topic}.")
    message, subject = parameters.get("Message"), parameters.get("Subject", "")
    if message in (None, ""):
        raise _invalid("Empty message")
    if not isinstance(subject, str) or len(subject) > MAX_SUBJECT:
        raise _invalid("Subject")
    services.send(subject, message if isinstance(message, str) else json.dumps(message))
    return {"MessageId": services.new_id(), **_metadata(services)}


def _invalid(what: str) -> TaskFailed:
    return TaskFailed("SNS.InvalidParameterException", f"Invalid parameter: {what}")


def _check_table(table: str, given: Any) -> None:
    if not isinstance(given, str) or given.rpartition("/")[2] != table:
        reason = f"Requested resource not found: Table: {given}; there is {table}."
        raise TaskFailed("DynamoDB.ResourceNotFoundException", reason)


def _stack_functions(stack: Stack, services: Services) -> dict[str, Function]:
    """Return the functions of the stack as Lambda runs them: from an event to an answer."""
    table, publish, now = services.table, services.publish, services.now

    def create(event: Any) -> Json:
        body = event.get("body") if isinstance(event, dict) else None
        text = body if isinstance(body, str) else json.dumps(event)
        status, answer = create_order(text, table, publish, now)
        return {"statusCode": status, "body": json.dumps(answer)}

    return {
        stack.create_order: create,
        stack.update_order: services.update,
        stack.notification: lambda event: notify(event, services.send),
    }
