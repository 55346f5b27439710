"""What a Task state asks of the outside world, and what it may be told.

The services themselves are not here: whoever runs an execution hands in a registry from resource
ARN to handler.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from eda_core.asl.payload import Json, to_text
from eda_core.domain.errors import EdaError

PUT_EVENTS: Final = "arn:aws:states:::events:putEvents"
"""The resource that puts events on an event bus (AWS: *Add EventBridge events*)."""


LAMBDA_INVOKE: Final = "arn:aws:states:::lambda:invoke"
"""The resource that invokes a function by name (AWS: *Invoke an AWS Lambda function*)."""

SNS_PUBLISH: Final = "arn:aws:states:::sns:publish"
"""The resource that publishes to a topic (AWS: *Publish messages to an Amazon SNS topic*)."""

DYNAMODB_GET_ITEM: Final = "arn:aws:states:::dynamodb:getItem"
DYNAMODB_PUT_ITEM: Final = "arn:aws:states:::dynamodb:putItem"
DYNAMODB_UPDATE_ITEM: Final = "arn:aws:states:::dynamodb:updateItem"
"""With the two above: reading and writing one item (AWS: *Perform DynamoDB CRUD operations*)."""

WAIT_FOR_TOKEN: Final = ".waitForTaskToken"  # noqa: S105 - no password, a suffix
"""The integration pattern in which a Task waits until somebody sends its token back."""

_FUNCTION_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:([A-Za-z0-9_-]{1,64})(?::\$LATEST)?"
)


_PARTITION: Final = re.compile(r"arn:aws-[a-z-]+:")


def in_first_partition(resource: str) -> str:
    """Return the ARN as it would be in the partition ``aws``, where the handlers are named."""
    return _PARTITION.sub("arn:aws:", resource, count=1)


def waits_for_token(resource: str) -> bool:
    """Say whether a Task of this resource gets a task token and waits for it."""
    return resource.endswith(WAIT_FOR_TOKEN)


def function_name(arn: str) -> str | None:
    """Return the name in the ARN of a Lambda function, None for any other text.

    A version but ``$LATEST``, or an alias, is not understood.
    """
    found = _FUNCTION_ARN.fullmatch(arn)
    return None if found is None else found[1]


class TaskRequest(NamedTuple):  # quicker to make than a frozen dataclass, and made often
    """One call of a resource: what the state asks, and who asks."""

    resource: str
    parameters: Json
    execution_arn: str
    state_machine_arn: str
    state_name: str
    now_ms: int


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What a call returned, and how long it took on the clock of the execution."""

    output: Json
    duration_ms: int = 0


class TaskFailed(EdaError):
    """Raised by a handler whose call failed, after ``duration_ms``.

    ``error`` is the name a Retry or Catch looks for, such as ``Lambda.TooManyRequestsException``.
    """

    def __init__(self, error: str, cause: str | None = None, duration_ms: int = 0) -> None:
        super().__init__(f"{error}: {cause}" if cause else error)
        self.error = error
        self.cause = cause
        self.duration_ms = duration_ms


TaskHandler: TypeAlias = Callable[[TaskRequest], TaskResult | Json]
"""Performs a call: returns JSON, or a ``TaskResult`` if it takes time, or raises ``TaskFailed``."""

Tasks: TypeAlias = Mapping[str, TaskHandler]
"""The registry: resource ARN to handler."""


def put_events_outcome(response: Mapping[str, Json]) -> Json:
    """Return what ``events:putEvents`` outputs for a PutEvents ``response``.

    Raises ``TaskFailed`` with ``EventBridge.FailedEntry`` and the response as cause if any entry
    failed; the others have been delivered all the same (recorded).
    """
    if response.get("FailedEntryCount"):
        raise TaskFailed("EventBridge.FailedEntry", to_text(dict(response)))
    return dict(response)
