import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.asl import ExecutionStatus
from eda_core.aws.reading.execution_history import execution_from

ARN = "arn:aws:states:eu-central-1:123456789012:execution:eda-demo-payment-service:one"
INPUT = {"detail": {"id": 101, "amount": 900}}


def event(number, kind, seconds=0, **details):
    moment = datetime(2026, 1, 31, 12, 0, seconds, tzinfo=UTC)
    return {
        "id": number,
        "previousEventId": number - 1,
        "type": kind,
        "timestamp": moment,
    } | details


STARTED = event(1, "ExecutionStarted", executionStartedEventDetails={"input": json.dumps(INPUT)})
ENTERED = event(2, "ChoiceStateEntered", 1, stateEnteredEventDetails={"name": "isFraud"})
SUCCEEDED = event(3, "ExecutionSucceeded", 2, executionSucceededEventDetails={"output": "[1]"})
FAILED = event(
    3,
    "ExecutionFailed",
    2,
    executionFailedEventDetails={"error": "States.Runtime", "cause": "Invalid path"},
)


def test_execution_that_runs_has_no_end():
    execution = execution_from(ARN, [STARTED, ENTERED])
    assert (execution.status, execution.ended_ms) == (ExecutionStatus.RUNNING, None)


def test_execution_keeps_its_input():
    assert execution_from(ARN, [STARTED]).input == INPUT


def test_execution_that_succeeded_has_an_output():
    execution = execution_from(ARN, [STARTED, SUCCEEDED])
    assert (execution.status, execution.output) == (ExecutionStatus.SUCCEEDED, [1])


def test_execution_that_succeeded_has_no_error():
    assert execution_from(ARN, [STARTED, SUCCEEDED]).error is None


def test_execution_that_failed_says_why():
    execution = execution_from(ARN, [STARTED, FAILED])
    assert (execution.error, execution.cause) == ("States.Runtime", "Invalid path")


def test_execution_that_was_stopped_counts_as_failed():
    execution = execution_from(ARN, [STARTED, event(2, "ExecutionAborted")])
    assert (execution.status, execution.error) == (ExecutionStatus.FAILED, "Aborted")


def test_execution_that_timed_out_says_so():
    execution = execution_from(ARN, [STARTED, event(2, "ExecutionTimedOut")])
    assert execution.status is ExecutionStatus.TIMED_OUT


def test_execution_names_the_states_it_entered():
    assert execution_from(ARN, [STARTED, ENTERED, SUCCEEDED]).path_taken == ("isFraud",)


def test_execution_has_the_times_of_its_history():
    execution = execution_from(ARN, [STARTED, SUCCEEDED])
    assert (execution.ended_ms or 0) - execution.started_ms == 2_000


def test_history_event_without_predecessor_follows_the_one_before():
    entered = {name: value for name, value in ENTERED.items() if name != "previousEventId"}
    assert execution_from(ARN, [STARTED, entered]).history[1].previous_event_id == 1


def test_history_event_has_its_details():
    assert execution_from(ARN, [STARTED, ENTERED]).history[1].state_name == "isFraud"


@pytest.mark.parametrize(
    "events",
    [
        [],
        [5, None],
        [{}],
        [{"type": "ChoiceStateEntered"}],
        [{"type": "TaskStateExited", "stateExitedEventDetails": 5}],
        [{"id": True, "type": 5, "timestamp": "soon"}],
    ],
)
def test_history_that_makes_no_sense_breaks_nothing(events):
    assert execution_from(ARN, events).status is ExecutionStatus.RUNNING


@pytest.mark.parametrize("text", ["{", "[" * 100_000, 5])
def test_input_that_is_no_json_is_none(text):
    started = event(1, "ExecutionStarted", executionStartedEventDetails={"input": text})
    assert execution_from(ARN, [started]).input is None


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
NAME = st.text(max_size=5)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=3),
    max_leaves=5,
)
TYPES = st.sampled_from(["ExecutionStarted", "ExecutionFailed", "PassStateEntered"]) | JSON
EVENT = st.fixed_dictionaries({"id": JSON, "type": TYPES, "timestamp": JSON, "xEventDetails": JSON})


@given(st.lists(EVENT | JSON, max_size=4))
def test_any_history_makes_an_execution(events):
    execution = execution_from(ARN, events)
    assert all(isinstance(name, str) for name in execution.path_taken)
