"""The path an order took through the payment state machine, and why.

Three origins, from weak to strong. *Predicted*: the definition, run on the order's own event with
nothing published. *Confirmed*: the payment event that came says the same. *Recorded*: the
history of the execution itself. A payment event that says otherwise *contradicts* the prediction,
as it does when the order ran through another definition.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from eda_core.asl import (
    PUT_EVENTS,
    ChoiceExplanation,
    Environment,
    Execution,
    ExecutionStatus,
    StateMachine,
    TaskRequest,
    execute,
    explain_choice,
)
from eda_core.events import Event
from eda_core.orders import DetailType, Source
from eda_core.projections.stack_history import StackHistory
from eda_core.projections.timeline import TimelineEntry


class Origin(StrEnum):
    """Where the knowledge of a path comes from."""

    PREDICTED = "predicted from the definition"
    CONFIRMED = "predicted, confirmed by the payment event"
    CONTRADICTED = "predicted, but the payment event says otherwise"
    RECORDED = "from the execution history"


@dataclass(frozen=True, slots=True)
class PathTaken:
    """States entered, in order, how the execution stands, and why each Choice went as it did."""

    states: tuple[str, ...]
    status: ExecutionStatus
    origin: Origin
    choices: tuple[ChoiceExplanation, ...]
    error: str = ""
    cause: str = ""
    arn: str = ""


def execution_arn(event: Event) -> str:
    """The execution that published an event, or an empty text.

    Step Functions appends the state machine's and the execution's ARN to ``resources`` (guide,
    "Add EventBridge events"); which comes first is not promised, so look for ``:execution:``.
    """
    return next((arn for arn in event.resources if ":execution:" in arn), "")


def path_taken(
    entries: Sequence[TimelineEntry], execution: Execution | None, stacks: StackHistory
) -> PathTaken | None:
    """The path of the order this timeline belongs to, by the definition in force at its start.

    None where nothing started an execution: no OrderCreated came, and no execution is known.
    """
    created = _last(entries, Source.ORDER_SERVICE, DetailType.ORDER_CREATED)
    payment = _last(entries, Source.PAYMENT_SERVICE)
    if execution is not None:
        return _recorded(execution, stacks.at(execution.started_ms).machine)
    if created is None:
        return None
    said = None if payment is None else payment.event
    return _predicted(created.event, said, stacks.at(created.at_ms).machine)


def _last(
    entries: Sequence[TimelineEntry], source: Source, detail_type: str = ""
) -> TimelineEntry | None:
    fitting = (
        entry
        for entry in reversed(entries)
        if entry.event.source == source and entry.event.detail_type.startswith(detail_type)
    )
    return next(fitting, None)


def _recorded(execution: Execution, machine: StateMachine) -> PathTaken:
    return PathTaken(
        states=execution.path_taken,
        status=execution.status,
        origin=Origin.RECORDED,
        choices=_choices(execution, machine),
        error=execution.error or "",
        cause=execution.cause or "",
        arn=execution.arn,
    )


def _predicted(created: Event, payment: Event | None, machine: StateMachine) -> PathTaken:
    published: list[str] = []

    def publish_nothing(request: TaskRequest) -> Any:
        kinds = _detail_types(request.parameters)
        published.extend(kinds)
        return {"Entries": [{"EventId": ""} for _ in kinds], "FailedEntryCount": 0}

    environment = Environment(tasks={PUT_EVENTS: publish_nothing})
    execution = execute(machine, created.to_envelope(), environment)
    return PathTaken(
        states=execution.path_taken,
        status=ExecutionStatus.RUNNING if _open(execution, payment) else execution.status,
        origin=_origin(published, payment),
        choices=_choices(execution, machine),
        error=execution.error or "",
        cause=execution.cause or "",
        arn="" if payment is None else execution_arn(payment),
    )


def _detail_types(parameters: Any) -> list[str]:
    """What a Task would publish; a definition may ask for anything at all."""
    entries = parameters.get("Entries") if isinstance(parameters, dict) else None
    if not isinstance(entries, list):
        return []
    return [str(entry.get("DetailType")) for entry in entries if isinstance(entry, dict)]


def _open(execution: Execution, payment: Event | None) -> bool:
    """Whether the payment is still to come: predicted to end well, but not seen yet."""
    return payment is None and execution.status is ExecutionStatus.SUCCEEDED


def _origin(published: Sequence[str], payment: Event | None) -> Origin:
    if payment is None:
        return Origin.PREDICTED
    return Origin.CONFIRMED if payment.detail_type in published else Origin.CONTRADICTED


def _choices(execution: Execution, machine: StateMachine) -> tuple[ChoiceExplanation, ...]:
    """Each Choice entered, explained, where the definition in force still has it."""
    states = machine.every_state
    entered = (event.details for event in execution.history if event.type == "ChoiceStateEntered")
    return tuple(
        explain_choice(machine, details["name"], json.loads(details["input"]))
        for details in entered
        if details["name"] in states and states[details["name"]].kind == "Choice"
    )
