"""The frozen record of an execution, whether it ran here or on AWS, and its history.

The history has events as GetExecutionHistory gives them. While a machine runs, an event is four
things: its type, the event before it, its time, and the few values that differ. ``to_history``
spells them out as AWS does (recorded).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from eda_core.asl.payload import Json, to_text
from eda_core.asl.timestamps import to_timestamp

MAX_EVENTS: Final = 25_000
"""Most events of one history (AWS: *Step Functions quotas*)."""

Entry: TypeAlias = tuple[str, int, int, tuple[Json, ...]]
"""An event before it is spelt out: type, previous event id, epoch milliseconds, values."""


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One event. ``details`` is the object AWS gives under ``stateEnteredEventDetails`` and so on.

    Inputs, outputs and parameters inside ``details`` are JSON text, as AWS has them.
    """

    id: int
    previous_event_id: int
    type: str
    timestamp_ms: int
    details: Mapping[str, Json]

    @property
    def state_name(self) -> str | None:
        """The state an event of entering or leaving names, else None."""
        return self.details.get("name") if self.details_field in _NAMING else None

    @property
    def details_field(self) -> str | None:
        """The name AWS gives the details of such an event; None for types without details."""
        return _field_and_spelling(self.type)[0]

    def to_json(self) -> dict[str, Json]:
        """Return the event as GetExecutionHistory has it."""
        event = {
            "timestamp": to_timestamp(self.timestamp_ms),
            "type": self.type,
            "id": self.id,
            "previousEventId": self.previous_event_id,
        }
        return event | ({self.details_field: dict(self.details)} if self.details_field else {})


def to_history(entries: Sequence[Entry]) -> tuple[HistoryEvent, ...]:
    """Spell out ``entries``, numbering them from 1."""
    return tuple(
        HistoryEvent(number, previous, kind, at_ms, _field_and_spelling(kind)[1](*values))
        for number, (kind, previous, at_ms, values) in enumerate(entries, start=1)
    )


def path_taken(history: Sequence[HistoryEvent]) -> tuple[str, ...]:
    """Return the names of the states entered, in order; also for a history read from AWS."""
    entered = (event for event in history if event.type.endswith("StateEntered"))
    return tuple(str(event.details["name"]) for event in entered)


def _payload(name: str, value: Json) -> dict[str, Json]:
    return {name: to_text(value), f"{name}Details": {"truncated": False}}


def _started(value: Json, role_arn: str) -> dict[str, Json]:
    return {**_payload("input", value), "roleArn": role_arn}


def _entered(name: str, value: Json) -> dict[str, Json]:
    return {"name": name, **_payload("input", value)}


def _exited(name: str, value: Json, assigned: Mapping[str, Json] | None = None) -> dict[str, Json]:
    details = {"name": name, **_payload("output", value)}
    if assigned:
        details["assignedVariables"] = {key: to_text(item) for key, item in assigned.items()}
        details["assignedVariablesDetails"] = {"truncated": False}
    return details


def _output(value: Json) -> dict[str, Json]:
    return _payload("output", value)


def _failed(error: str | None, cause: str | None) -> dict[str, Json]:
    given = {"error": error, "cause": cause}
    return {name: text for name, text in given.items() if text is not None}


def _evaluation_failed(state: str, error: str, cause: str, location: str | None) -> dict[str, Json]:
    details = {"state": state, "error": error, "cause": cause, "location": location}
    return {name: text for name, text in details.items() if text is not None}


def _iteration(name: str, index: int) -> dict[str, Json]:
    return {"name": name, "index": index}


_INTEGRATION: Final = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:((?:aws-sdk:)?[^:]+):(.+)")


def _resource(resource: str) -> dict[str, Json]:
    """Return ``{"resourceType": "events", "resource": "putEvents"}`` for the ARN that ends so."""
    found = _INTEGRATION.fullmatch(resource)
    kind, action = found.groups() if found else ("", resource)
    return {"resourceType": kind, "resource": action}


def _scheduled(
    resource: str, execution_arn: str, parameters: Json, limits: Mapping[str, Json]
) -> dict[str, Json]:
    region = f"{execution_arn}::::".split(":")[3]
    return {**_resource(resource), "region": region, "parameters": to_text(parameters), **limits}


def _task_succeeded(resource: str, value: Json) -> dict[str, Json]:
    return {**_resource(resource), **_output(value)}


def _task_failed(resource: str, error: str | None, cause: str | None) -> dict[str, Json]:
    return {**_resource(resource), **_failed(error, cause)}


def _plain_scheduled(
    resource: str, _: str, parameters: Json, limits: Mapping[str, Json]
) -> dict[str, Json]:
    return {"resource": resource, **_payload("input", parameters), **limits}


def _plain_started(_: str) -> dict[str, Json]:
    return {}


def _plain_succeeded(_: str, value: Json) -> dict[str, Json]:
    return _output(value)


def _plain_failed(_: str, error: str | None, cause: str | None) -> dict[str, Json]:
    return _failed(error, cause)


def _length(length: int) -> dict[str, Json]:
    return {"length": length}


def _map_run(arn: str) -> dict[str, Json]:
    return {"mapRunArn": arn}


def _nothing() -> dict[str, Json]:
    return {}


_Spelling: TypeAlias = Callable[..., dict[str, Json]]

_ENTERED: Final = ("stateEnteredEventDetails", _entered)
_EXITED: Final = ("stateExitedEventDetails", _exited)
_NAMING: Final = frozenset((_ENTERED[0], _EXITED[0]))

_DETAILS: Final[dict[str, tuple[str, _Spelling]]] = {
    "ExecutionStarted": ("executionStartedEventDetails", _started),
    "ExecutionSucceeded": ("executionSucceededEventDetails", _output),
    "ExecutionFailed": ("executionFailedEventDetails", _failed),
    "ExecutionTimedOut": ("executionTimedOutEventDetails", _failed),
    "ExecutionAborted": ("executionAbortedEventDetails", _failed),
    "TaskScheduled": ("taskScheduledEventDetails", _scheduled),
    "TaskStarted": ("taskStartedEventDetails", _resource),
    "TaskSucceeded": ("taskSucceededEventDetails", _task_succeeded),
    "TaskFailed": ("taskFailedEventDetails", _task_failed),
    "TaskTimedOut": ("taskTimedOutEventDetails", _task_failed),
    "EvaluationFailed": ("evaluationFailedEventDetails", _evaluation_failed),
    "MapStateStarted": ("mapStateStartedEventDetails", _length),
    "MapRunStarted": ("mapRunStartedEventDetails", _map_run),
    "MapIterationStarted": ("mapIterationStartedEventDetails", _iteration),
    "MapIterationSucceeded": ("mapIterationSucceededEventDetails", _iteration),
    "MapIterationFailed": ("mapIterationFailedEventDetails", _iteration),
    "MapIterationAborted": ("mapIterationAbortedEventDetails", _iteration),
}


_PLAIN: Final[dict[str, _Spelling]] = {
    "Scheduled": _plain_scheduled,
    "Started": _plain_started,
    "Succeeded": _plain_succeeded,
    "Failed": _plain_failed,
    "TimedOut": _plain_failed,
}
_PLAIN_DETAILS: Final[dict[str, tuple[str | None, _Spelling]]] = {
    f"{family}{ending}": (None if ending == "Started" else f"{field}{ending}EventDetails", spelling)
    for family, field in (("LambdaFunction", "lambdaFunction"), ("Activity", "activity"))
    for ending, spelling in _PLAIN.items()
}


def _field_and_spelling(kind: str) -> tuple[str | None, _Spelling]:
    if kind.endswith("StateEntered"):
        return _ENTERED
    if kind.endswith("StateExited"):
        return _EXITED
    return _DETAILS.get(kind) or _PLAIN_DETAILS.get(kind, (None, _nothing))


class ExecutionStatus(StrEnum):
    """How an execution stands, in AWS's words; ``NEEDS_MOCK`` is ours.

    It says that the execution came to a task that nothing here can answer, and ended there.
    """

    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    TIMED_OUT = "TIMED_OUT"
    NEEDS_MOCK = "NEEDS_MOCK"

    @property
    def is_failure(self) -> bool:
        """Whether the execution ended, and not by succeeding."""
        return self not in (ExecutionStatus.RUNNING, ExecutionStatus.SUCCEEDED)


class HistorySource(Protocol):
    """What can tell the history of an execution."""

    def history_of(self, execution: "Execution") -> tuple[HistoryEvent, ...]:
        """Return the events of ``execution`` so far, oldest first."""


@dataclass(frozen=True, slots=True)
class UnansweredTask:
    """The state at which an execution ended for want of a mock, and the resource it calls."""

    state_name: str
    resource: str


@dataclass(frozen=True, slots=True)
class Execution:
    """An execution, running or ended.

    ``input`` and ``output`` are JSON values; ``output`` is None unless it succeeded. Times are
    epoch milliseconds, ``ended_ms`` None while it runs. ``path_taken`` names the states entered,
    in order. ``source`` is where the history comes from; the events themselves will do.
    ``unanswered`` is set where a mock is needed.
    """

    arn: str
    status: ExecutionStatus
    input: Json
    output: Json
    error: str | None
    cause: str | None
    started_ms: int
    ended_ms: int | None
    path_taken: tuple[str, ...]
    source: HistorySource | tuple[HistoryEvent, ...] = field(default=(), compare=False, repr=False)
    unanswered: UnansweredTask | None = None

    @property
    def name(self) -> str:
        """The name of the execution, the end of its ARN."""
        return self.arn.rpartition(":")[2]

    @property
    def history(self) -> tuple[HistoryEvent, ...]:
        """The events so far, oldest first.

        They may be worked out anew each time: keep them while you use them.
        """
        return self.source if isinstance(self.source, tuple) else self.source.history_of(self)
