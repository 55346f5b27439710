"""The states a trial came through, each as a question to AWS with our own answer.

Source of what can be asked: Step Functions API Reference, TestState. A mock is for Task, Map and
Parallel states only, and a task is never sent without one: AWS would call its resource.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, Final

from eda_core.asl import Execution, ExecutionStatus, HistoryEvent, Json, StateMachine
from eda_core.asl.model import MapState, ParallelState, State, TaskState, WaitState
from eda_core.asl.payload import to_text
from eda_core.domain.refereeing import StateAnswer, StateQuestion
from eda_core.presentation.payment.definition_editor import definition_of
from eda_core.presentation.payment.trial_run import TrialRun

MOST_STATES: Final = 15
"""States of a trial that AWS is asked about; a loop may come through thousands."""

_WITHIN: Final = "A trial has answers for the states within it, and none for the whole: not asked."
_NOT_ASKED: Final[Mapping[type[Any], str]] = {
    MapState: _WITHIN,
    ParallelState: _WITHIN,
    WaitState: "AWS would wait as long as the state says: not asked.",
}
_NO_ANSWER: Final = "Its task was answered nothing in this trial, and AWS would call it: not asked."


@dataclass(frozen=True, slots=True)
class StateOfTrial:
    """One stay in a state; ``why_not`` says why there is no ``question`` to AWS about it."""

    name: str
    answer: StateAnswer
    question: StateQuestion | None = None
    why_not: str = ""


def states_of(definition: str, run: TrialRun) -> tuple[StateOfTrial, ...]:
    """Return the states of the machine that a trial of ``definition`` came through, in order.

    Those within a Map or a Parallel state are left out; at most `MOST_STATES`.
    """
    execution = run.execution
    if execution is None:
        return ()
    machine = definition_of(definition)
    stays = list(islice(_stays(machine, execution.history), MOST_STATES + 1))
    found = []
    variables: dict[str, str] = {}
    for stay, following in pairwise((*stays, None)):
        if stay is not None:
            found.append(_state(definition, machine, execution, (stay, following), variables))
            variables |= stay[-1].details.get("assignedVariables") or {}
    return tuple(found[:MOST_STATES])


_Events = list[HistoryEvent]


def _stays(machine: StateMachine, history: Sequence[HistoryEvent]) -> Iterator[_Events]:
    """Yield the events of each stay in a state of the machine itself, from its entry on."""
    events: _Events = []
    for event in history:
        is_entry = event.type.endswith("StateEntered") and event.state_name in machine.states
        if is_entry and not (events and _is_open(events)):
            if events:
                yield events
            events = [event]
        elif events and _is_open(events):
            events.append(event)
    if events:
        yield events


def _is_open(events: _Events) -> bool:
    """Say whether the state these events begin with has not been left."""
    last = events[-1]
    return not (last.type.endswith("StateExited") and last.state_name == events[0].state_name)


def _state(
    definition: str,
    machine: StateMachine,
    execution: Execution,
    stays: tuple[_Events, _Events | None],
    variables: Mapping[str, str],
) -> StateOfTrial:
    events, following = stays
    name = str(events[0].state_name)
    answered = [each for each in events if each.type.endswith(_ANSWERED) and _is_task(each)]
    answer = _answer(execution, events, following, answered)
    why_not = _why_not(machine.states[name], execution, events, answered)
    if why_not:
        return StateOfTrial(name, answer, why_not=why_not)
    asked = _mock(answered) | {"variables": _variables(variables)}
    given = str(events[0].details.get("input", ""))
    return StateOfTrial(name, answer, StateQuestion(definition, name, given, **asked))


_FAILED: Final = ("Failed", "TimedOut")
_ANSWERED: Final = ("Succeeded", *_FAILED)


def _is_task(event: HistoryEvent) -> bool:
    return event.type.startswith(("Task", "LambdaFunction", "Activity"))


def _why_not(
    state: State, execution: Execution, events: _Events, answered: Sequence[HistoryEvent]
) -> str:
    if isinstance(state, TaskState) and not answered:
        return _NO_ANSWER
    if _is_open(events) and execution.status is not ExecutionStatus.FAILED:
        return "The trial ended in this state: not asked."
    return _NOT_ASKED.get(type(state), "")


def _mock(answered: Sequence[HistoryEvent]) -> dict[str, Any]:
    """Return what the task was answered last, and how often it had failed before."""
    if not answered:
        return {}
    details = answered[-1].details
    if not answered[-1].type.endswith(_FAILED):
        return {"result": str(details.get("output", "null"))}
    error, cause = str(details.get("error", "")), str(details.get("cause", ""))
    return {"error": error, "cause": cause, "retries": len(answered) - 1}


def _variables(assigned: Mapping[str, str]) -> str:
    """Return the variables set so far as one object; each is JSON text in a history."""
    inside = ",".join(f"{to_text(name)}:{text}" for name, text in assigned.items())
    return f"{{{inside}}}" if assigned else ""


def _answer(
    execution: Execution,
    events: _Events,
    following: _Events | None,
    answered: Sequence[HistoryEvent],
) -> StateAnswer:
    if _is_open(events):
        error, cause = execution.error or "", execution.cause or ""
        return StateAnswer(execution.status.value, error=error, cause=cause)
    after = "" if following is None else str(following[0].state_name)
    output: Json = events[-1].details.get("output", "")
    if not (answered and answered[-1].type.endswith(_FAILED)):
        return StateAnswer("SUCCEEDED", after, str(output))
    failed = answered[-1].details
    error, cause = str(failed.get("error", "")), str(failed.get("cause", ""))
    return StateAnswer("CAUGHT_ERROR", after, str(output), error, cause)
