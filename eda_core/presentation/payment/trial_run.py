"""A definition run on an input with mocks: nothing is placed, and no world knows of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from eda_core.asl import (
    PUT_EVENTS,
    ChoiceExplanation,
    Environment,
    Execution,
    ExecutionStatus,
    Mocks,
    StateMachine,
    TaskRequest,
    check_mocks,
    execute,
    explain_choice,
    parse_mocks,
    put_events_outcome,
)
from eda_core.asl.model import ChoiceState, MapState, State, TaskState
from eda_core.domain.durations import duration_text
from eda_core.domain.errors import EdaError
from eda_core.domain.json_faults import json_fault
from eda_core.presentation.graph.machine_drawing import Drawing, machine_drawing
from eda_core.presentation.graph.order_path import labelled, lines_taken
from eda_core.presentation.payment.definition_editor import definition_of
from eda_core.presentation.payment.state_detail import pretty
from eda_core.read_model.stays import Stay, failed_state, stays_of

LONGEST_TEXT: Final = 1_048_576
"""Characters of an input that are read; an execution takes fewer."""

FIRST_INPUT: Final = '{\n  "detail": {"id": 101, "amount": 900}\n}'
"""What is run on until somebody writes another input."""

MOST_CHOICES: Final = 50
"""Choices whose numbers are drawn: a loop may come through one thousands of times."""

START_MS: Final = 1_767_225_600_000
"""Executions start at 2026-01-01T00:00:00Z, as those of the command line do."""

_UUID: Final = "3f1c6b3e-0c39-4a9a-9d54-b7f32ba9d7f8"
_RETURNS: Final[Mapping[str, Any]] = {
    ":lambda:invoke": {"StatusCode": 200, "Payload": {}},
    ":sns:publish": {"MessageId": _UUID},
    ":sqs:sendMessage": {"MessageId": _UUID},
    ":dynamodb:getItem": {"Item": {}},
}
_LOOKS: Final = {
    ExecutionStatus.SUCCEEDED: ("trial", "SUCCEEDED"),
    ExecutionStatus.FAILED: ("stuck", "FAILED"),
    ExecutionStatus.TIMED_OUT: ("stuck", "TIMED OUT"),
    ExecutionStatus.NEEDS_MOCK: ("stuck", "NEEDS A MOCK"),
}


@dataclass(frozen=True, slots=True)
class TrialRun:
    """What came of a run, or what is wrong with what was to be run.

    ``graph`` is the machine with the path taken; ``status`` is empty where nothing was run, and a
    ``problem`` then says why. ``cases`` are the test cases of the mocks.
    """

    graph: Mapping[str, Any]
    status: str = ""
    sentence: str = ""
    output: str = ""
    input_problem: str = ""
    mocks_problem: str = ""
    execution: Execution | None = None
    cases: tuple[str, ...] = field(default=())


@lru_cache(maxsize=16)
def trial_run(definition: str, data: str, mocks: str, case: str) -> TrialRun:
    """Run a definition, which has to be a valid one, on an input and with a file of mocks.

    All three are texts; no mocks may be given, and ``case`` may name one of their test cases.
    Whatever is put on the bus is taken.
    """
    machine = definition_of(definition)
    drawn = _graph(machine, None)
    value, input_problem = _input(data)
    if input_problem:
        return TrialRun(drawn, input_problem=input_problem)
    cases: tuple[str, ...] = ()
    chosen: Mocks = {}
    try:
        if mocks.strip():
            file = parse_mocks(mocks)
            cases = tuple(file.cases)
            chosen = file.case(case if case in cases else "")
            check_mocks(chosen, machine)
    except EdaError as fault:
        return TrialRun(drawn, mocks_problem=str(fault), cases=cases)
    return _run(machine, value, chosen, cases)


def _input(text: str) -> tuple[Any, str]:
    """Return the value of an input, and what is wrong with its text."""
    if len(text) > LONGEST_TEXT:
        return None, f"The input is longer than {LONGEST_TEXT} characters."
    try:
        return json.loads(text, parse_constant=_refuse), ""
    except (ValueError, RecursionError) as fault:
        return None, f"The input is not JSON that can be read: {json_fault(fault)}."


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _run(machine: StateMachine, data: Any, mocks: Mocks, cases: tuple[str, ...]) -> TrialRun:
    environment = Environment(
        {PUT_EVENTS: _take_all}, draw=lambda: 0.5, new_uuid=lambda: _UUID, mocks=mocks
    )
    try:
        execution = execute(machine, data, environment, now_ms=START_MS)
    except EdaError as fault:
        return TrialRun(_graph(machine, None), input_problem=str(fault), cases=cases)
    output = ""
    if execution.status is ExecutionStatus.SUCCEEDED:
        output = pretty(json.dumps(execution.output, ensure_ascii=False))
    status = _LOOKS[execution.status][1]
    return TrialRun(
        _graph(machine, execution),
        status,
        _sentence(execution),
        output,
        execution=execution,
        cases=cases,
    )


def _take_all(request: TaskRequest) -> Any:
    """Answer as a bus that takes every entry."""
    entries = request.parameters.get("Entries") if isinstance(request.parameters, dict) else None
    count = len(entries) if isinstance(entries, list) else 0
    return put_events_outcome({"Entries": [{"EventId": _UUID}] * count, "FailedEntryCount": 0})


def _sentence(execution: Execution) -> str:
    took = (execution.ended_ms or START_MS) - START_MS
    after = f"after {duration_text(took)} of its own clock" if took else "at once"
    if execution.status is ExecutionStatus.NEEDS_MOCK:
        return str(execution.cause)
    why = ": ".join(filter(None, (execution.error, execution.cause)))
    return f"{after[0].upper()}{after[1:]}. {why}".strip()


def _graph(machine: StateMachine, execution: Execution | None) -> dict[str, Any]:
    drawing = machine_drawing(machine)
    graph: dict[str, Any] = {
        "graph": {**drawing.graph, "edges": labelled(drawing, ())},
        "visited": [],
        "taken": [],
        "failed": None,
        "current": [],
        "ended": None,
        "tone": "none",
        "focus": False,
        "unseen": False,
        "caption": drawing.fault or "not run",
        "selected": None,
        "counts": {},
        "edge_counts": {},
        "here": {},
    }
    return graph if execution is None else graph | _path(machine, execution, drawing)


def _path(machine: StateMachine, execution: Execution, drawing: Drawing) -> dict[str, Any]:
    history = execution.history
    stays = stays_of(history)
    failed = failed_state(history) if execution.status is not ExecutionStatus.SUCCEEDED else ""
    cause = ": ".join(filter(None, (execution.error, execution.cause)))
    ended = (stay.state for stay in reversed(stays) if stay.state in machine.states)
    return {
        "graph": {
            **drawing.graph,
            "edges": labelled(drawing, _choices(machine, stays)),
        },
        "visited": list(dict.fromkeys(stay.state for stay in stays)),
        "taken": list(dict.fromkeys(lines_taken(stays))),
        "failed": {"id": failed, "cause": cause} if failed else None,
        "ended": None if failed else next(ended, None),
        "tone": _LOOKS[execution.status][0],
        "focus": True,
        "unseen": False,
        "caption": drawing.fault or _caption(machine, stays),
    }


def _caption(machine: StateMachine, stays: Sequence[Stay]) -> str:
    within = (machine.every_state.get(stay.state) for stay in stays)
    hides = any(isinstance(state, MapState) and state.distributed for state in within)
    hidden = " · the items of a distributed Map leave no path" if hides else ""
    return f"a trial: nothing was placed{hidden}"


def _choices(machine: StateMachine, stays: Sequence[Stay]) -> list[ChoiceExplanation]:
    """Return why the Choice states went where they went, the first of them."""
    asked = (stay for stay in stays if isinstance(machine.every_state[stay.state], ChoiceState))
    return [
        explain_choice(machine, stay.state, json.loads(stay.input))
        for stay in islice(asked, MOST_CHOICES)
    ]


@lru_cache(maxsize=16)
def mocks_to_write(definition: str) -> str:
    """Return a file of mocks in which every task that needs one succeeds; empty where none does."""
    states = definition_of(definition).every_state
    needed = {name: resource for name, state in states.items() if (resource := _needs(state))}
    if not needed:
        return ""
    responses = {name: {"0": {"Return": _returned(states[name])}} for name in needed}
    case = {"StateMachines": {"Payment": {"TestCases": {"All succeed": {n: n for n in needed}}}}}
    return json.dumps(case | {"MockedResponses": responses}, indent=2, ensure_ascii=False)


def _needs(state: State) -> str:
    """Return the resource of a state that a trial cannot answer by itself; empty for any other."""
    if isinstance(state, TaskState):
        return "" if state.resource == PUT_EVENTS else state.resource
    reads = isinstance(state, MapState) and state.distribution.reader
    return reads.resource if reads else ""


def _returned(state: State) -> Any:
    """Return what a call of this resource returns, near enough to begin with."""
    if isinstance(state, MapState):
        return []
    resource = getattr(state, "resource", "")
    fitting = (value for ending, value in _RETURNS.items() if resource.endswith(ending))
    return next(fitting, {})
