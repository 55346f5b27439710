"""The path an order took through the payment state machine, and why.

Four origins, from weak to strong. *Predicted*: the definition, run on the order's own event with
nothing published. *Confirmed*: the payment event that came says the same. *Logged*: the state
machine's log, which has the states and their times, but no data: they are worked out where the
definition goes the same way. *Recorded*: the history of the execution itself. A payment event that
says otherwise *contradicts* the prediction, as it does when the order ran through another
definition.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

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
from eda_core.domain.errors import InvalidEvent, InvalidRequest
from eda_core.domain.events import Event, execution_arn
from eda_core.domain.orders import DetailType, Source
from eda_core.read_model.stack_history import StackHistory
from eda_core.read_model.timeline import TimelineEntry
from eda_core.stack import Stack, TargetKind

_ANY_UUID: Final = "00000000-0000-4000-8000-000000000000"


class PathOrigin(StrEnum):
    """Where the knowledge of a path comes from."""

    PREDICTED = "predicted from the definition"
    CONFIRMED = "predicted, confirmed by the payment event"
    CONTRADICTED = "predicted, but the payment event says otherwise"
    LOGGED = "from the execution log, its data worked out"
    LOGGED_ALONE = "from the execution log, which has no data"
    RECORDED = "from the execution history"

    @property
    def is_reported(self) -> bool:
        """Whether AWS itself says which states it entered, and when."""
        return self in (PathOrigin.LOGGED, PathOrigin.LOGGED_ALONE, PathOrigin.RECORDED)


@dataclass(frozen=True, slots=True)
class PathTaken:
    """States entered, in order, how the execution stands, and why each Choice went as it did.

    ``machine`` is the definition of that time and ``execution`` what the path was read from,
    predicted or recorded. ``started`` is False where no rule handed the order to the machine, so
    that the prediction says only what would have been; ``is_unseen`` says that nothing but the
    definition tells of the execution, so that there may be none.
    """

    states: tuple[str, ...]
    status: ExecutionStatus
    origin: PathOrigin
    choices: tuple[ChoiceExplanation, ...]
    error: str = ""
    cause: str = ""
    arn: str = ""
    machine: StateMachine | None = None
    execution: Execution | None = None
    started: bool = True
    is_unseen: bool = False


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the definition in force makes of an order, with nothing published.

    Its times are those of the log: it starts when the log received the OrderCreated.
    ``published`` are the detail-types it would publish, ``payment`` the event that came.
    """

    machine: StateMachine
    execution: Execution
    published: tuple[str, ...]
    payment: Event | None
    started: bool

    @property
    def origin(self) -> PathOrigin:
        """How far the events that came bear it out."""
        if self.payment is None:
            return PathOrigin.PREDICTED
        borne_out = self.payment.detail_type in self.published
        return PathOrigin.CONFIRMED if borne_out else PathOrigin.CONTRADICTED

    @property
    def is_open(self) -> bool:
        """Whether the payment is still to come: predicted to end well, but not seen yet."""
        ends_well = self.execution.status is ExecutionStatus.SUCCEEDED
        return self.payment is None and ends_well and bool(self.published)


def path_taken(
    entries: Sequence[TimelineEntry], execution: Execution | None, stacks: StackHistory
) -> PathTaken | None:
    """Return the path of the order this timeline belongs to, by the definition in force at its
    start.

    None where nothing started an execution: no OrderCreated came, and no execution is known.
    """
    if execution is not None and not _is_without_data(execution):
        return _recorded(execution, stacks.at(execution.started_ms).machine)
    prediction = predicted(entries, stacks)
    if execution is not None:
        return _logged(execution, stacks.at(execution.started_ms).machine, prediction)
    return None if prediction is None else _predicted(prediction)


def _is_without_data(execution: Execution) -> bool:
    """Return whether its states were entered without anybody saying with what."""
    entered = [event for event in execution.history if event.type.endswith("StateEntered")]
    return bool(entered) and not any("input" in event.details for event in entered)


def _logged(
    execution: Execution, machine: StateMachine, prediction: Prediction | None
) -> PathTaken:
    """Return the path of an execution whose data nobody tells.

    They are what the definition makes of the order, if it goes the same way step by step.
    """
    if prediction is None or _types(prediction.execution) != _types(execution):
        return replace(_recorded(execution, machine), origin=PathOrigin.LOGGED_ALONE)
    guess = prediction.execution
    steps = zip(execution.history, guess.history, strict=True)
    source = tuple(replace(a, details={**b.details, **a.details}) for a, b in steps)
    filled = replace(execution, input=guess.input, output=guess.output, source=source)
    return replace(_recorded(filled, machine), origin=PathOrigin.LOGGED)


def _types(execution: Execution) -> list[tuple[str, str | None]]:
    return [(event.type, event.state_name) for event in execution.history]


def predicted(entries: Sequence[TimelineEntry], stacks: StackHistory) -> Prediction | None:
    """Return what the last OrderCreated of this timeline leads to.

    None where there is none, or where it is no input of an execution: too large or too deep.
    """
    created = _last(entries, Source.ORDER_SERVICE, DetailType.ORDER_CREATED)
    if created is None:
        return None
    payment = _last(entries, Source.PAYMENT_SERVICE)
    stack = stacks.at(created.at_ms)
    published: list[str] = []

    def publish_nothing(request: TaskRequest) -> Any:
        kinds = _detail_types(request.parameters)
        published.extend(kinds)
        return {"Entries": [{"EventId": ""} for _ in kinds], "FailedEntryCount": 0}

    envelope = created.event.to_envelope()
    tasks = {PUT_EVENTS: publish_nothing}
    environment = Environment(tasks, draw=lambda: 0.5, new_uuid=lambda: _ANY_UUID)
    try:
        execution = execute(stack.machine, envelope, environment, now_ms=created.at_ms)
    except InvalidRequest:
        return None
    return Prediction(
        machine=stack.machine,
        execution=execution,
        published=tuple(published),
        payment=None if payment is None else payment.event,
        started=payment is not None or _handed_over(stack, envelope),
    )


def _handed_over(stack: Stack, envelope: Any) -> bool:
    """Return whether a rule of this stack gives the event to the state machine."""
    targets = {rule.name for rule in stack.rules if rule.target.kind is TargetKind.STATE_MACHINE}
    try:
        return not targets.isdisjoint(stack.rule_set.matching(envelope))
    except InvalidEvent:
        return False


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
        origin=PathOrigin.RECORDED,
        choices=_choices(execution, machine),
        error=execution.error or "",
        cause=execution.cause or "",
        arn=execution.arn,
        machine=machine,
        execution=execution,
    )


def _predicted(prediction: Prediction) -> PathTaken:
    """Return a prediction as a path. That it fails counts once it has: a failed execution is known.

    A payment that came although the prediction fails was published by an execution that did not.
    """
    execution, payment = prediction.execution, prediction.payment
    ends_badly = execution.status is not ExecutionStatus.SUCCEEDED
    still_runs = prediction.is_open or (payment is None and ends_badly)
    return PathTaken(
        states=execution.path_taken,
        status=ExecutionStatus.RUNNING if still_runs else ExecutionStatus.SUCCEEDED,
        origin=prediction.origin,
        choices=_choices(execution, prediction.machine),
        arn="" if payment is None else execution_arn(payment),
        machine=prediction.machine,
        execution=execution,
        started=prediction.started,
    )


def _detail_types(parameters: Any) -> list[str]:
    """Return what a Task would publish; a definition may ask for anything at all."""
    entries = parameters.get("Entries") if isinstance(parameters, dict) else None
    if not isinstance(entries, list):
        return []
    return [str(entry.get("DetailType")) for entry in entries if isinstance(entry, dict)]


def _choices(execution: Execution, machine: StateMachine) -> tuple[ChoiceExplanation, ...]:
    """Return each Choice entered, explained, where the definition in force still has it."""
    states = machine.every_state
    entered = (event.details for event in execution.history if event.type == "ChoiceStateEntered")
    return tuple(
        explain_choice(machine, details["name"], json.loads(details["input"]))
        for details in entered
        if "input" in details
        and details["name"] in states
        and states[details["name"]].kind == "Choice"
    )
