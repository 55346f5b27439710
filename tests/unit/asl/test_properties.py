"""What holds for any definition and any input."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eda_core.asl import (
    Environment,
    Execution,
    ExecutionStatus,
    StateMachine,
    TaskFailed,
    TaskResult,
    execute,
    explain_choice,
    parse_definition,
    start_execution,
    transitions,
)
from eda_core.asl.failure import EvaluationFailed
from eda_core.asl.paths.jsonpath import parse_path, parse_reference_path
from eda_core.asl.payload import LIGHT, to_text, weigh
from eda_core.domain.errors import InvalidDefinition
from tests.examples import examples
from tests.unit.asl import strategies

NOW_MS = 1_714_564_800_000
ENDED = {ExecutionStatus.SUCCEEDED, ExecutionStatus.FAILED, ExecutionStatus.TIMED_OUT}

# loops run to the 25,000th event, so examples are few and may be slow
runs = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)


class Outcomes:
    """A task handler that succeeds, takes time and fails in turn."""

    def __init__(self) -> None:
        self._calls = 0

    def __call__(self, request: Any) -> Any:
        self._calls += 1
        if self._calls % 3 == 0:
            raise TaskFailed("Oops", "why", duration_ms=100)
        return TaskResult(request.parameters, duration_ms=1500 * (self._calls % 4))


def environment() -> Environment:
    """The same outside world each time."""
    return Environment(
        {strategies.RESOURCE: Outcomes()}, draw=lambda: 0.25, new_uuid=lambda: "a-uuid"
    )


def run(machine: StateMachine, data: Any) -> Execution:
    """Run a machine to its end."""
    return execute(machine, data, environment(), now_ms=NOW_MS)


def parsed(definition: Any) -> StateMachine | None:
    """The machine, or None where the definition is refused."""
    try:
        return parse_definition(definition)
    except InvalidDefinition:
        return None


@given(strategies.json_values, strategies.payloads)
@runs
def test_any_json_is_refused_or_runs_to_an_end(definition, data):
    machine = parsed(json.dumps(definition))
    assert machine is None or run(machine, data).status in ENDED


@given(st.text())
@runs
def test_any_text_is_refused(text):
    with pytest.raises(InvalidDefinition):
        parse_definition(text)


@given(strategies.definitions, st.data())
@runs
def test_any_fault_in_a_definition_is_refused_or_runs_to_an_end(definition, data):
    place: Any = definition
    while isinstance(place, (dict, list)) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], (dict, list)) or data.draw(st.booleans()):
            place[key] = data.draw(strategies.json_values)
            break
        place = place[key]
    machine = parsed(definition)
    assert machine is None or run(machine, {}).status in ENDED


@given(strategies.definitions, strategies.payloads)
@runs
def test_any_machine_runs_to_an_end(definition, data):
    machine = parsed(definition)
    assert machine is None or run(machine, data).status in ENDED


@given(strategies.definitions, strategies.payloads)
@runs
def test_history_agrees_with_the_execution(definition, data):
    machine = parsed(definition)
    if machine is None:
        return
    execution = run(machine, data)
    history = execution.history
    entered = [event.details["name"] for event in history if event.type.endswith("StateEntered")]
    assert tuple(entered) == execution.path_taken
    assert history[-1].timestamp_ms == execution.ended_ms
    assert history[-1].type.removeprefix("Execution").upper() == execution.status.replace("_", "")
    assert len(history) <= 25_000


@given(strategies.definitions, strategies.payloads)
@runs
def test_small_steps_of_time_make_no_difference(definition, data):
    machine = parsed(definition)
    if machine is None:
        return
    stepped = start_execution(machine, data, environment(), now_ms=NOW_MS)
    now_ms = NOW_MS
    while stepped.advance(now_ms) is not None:
        assert stepped.due_ms is not None
        now_ms = max(now_ms + 1, (now_ms + stepped.due_ms) // 2)
    assert stepped.execution == run(machine, data)


@given(strategies.rules, st.booleans(), strategies.payloads)
@settings(derandomize=True)
def test_explanation_agrees_with_the_run(rule, has_default, data):
    choice = {"Type": "Choice", "Choices": [{**rule, "Next": "Yes"}]}
    states = {"C": choice, "Yes": {"Type": "Succeed"}}
    if has_default:
        choice["Default"] = "No"
        states["No"] = {"Type": "Succeed"}
    machine = parse_definition({"StartAt": "C", "States": states})
    execution = run(machine, data)
    explanation = explain_choice(machine, "C", data, context=context_of(data))
    assert (*execution.path_taken, None)[1] == explanation.target
    assert execution.status == ("FAILED" if explanation.target is None else "SUCCEEDED")
    assert explanation.cause is None or execution.cause.endswith(explanation.cause)


def context_of(data: Any) -> dict[str, Any]:
    """What the rules of the strategies see of the context object."""
    return {"Execution": {"Input": data}}


@given(strategies.rules, strategies.payloads)
@settings(derandomize=True)
def test_label_of_a_rule_is_that_of_its_transition(rule, data):
    states = {
        "C": {"Type": "Choice", "Choices": [{**rule, "Next": "Yes"}]},
        "Yes": {"Type": "Succeed"},
    }
    machine = parse_definition({"StartAt": "C", "States": states})
    rules = explain_choice(machine, "C", data).rules
    assert {rule.text for rule in rules} <= {way.label for way in transitions(machine)}


@given(strategies.json_values)
@settings(derandomize=True)
def test_weight_is_at_least_the_size(value):
    assert weigh(value) > LIGHT or len(to_text(value).encode()) <= weigh(value)


@given(st.sampled_from(["$.a", "$.a.b", "$.b[0]", "$['x y'].z"]), strategies.payloads)
@settings(derandomize=True)
def test_what_is_written_is_read_again(text, data):
    before = to_text(data)
    try:
        written = parse_reference_path(text).write(data, "new")
    except EvaluationFailed:
        return
    assert parse_path(text).read(written, None) == "new"
    assert to_text(data) == before
