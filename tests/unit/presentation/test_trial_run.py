"""A definition run on an input with mocks, as the page shows it."""

import json

import pytest

from eda_core.presentation.payment.definition_editor import demo_definition
from eda_core.presentation.payment.trial_run import (
    FIRST_INPUT,
    LONGEST_TEXT,
    mocks_to_write,
    trial_run,
)
from tests.definitions import MAP, PARALLEL, TWO_CHOICES, WAITING

ASK = "arn:aws:states:::lambda:invoke"


def machine_of(**states):
    return json.dumps({"StartAt": next(iter(states)), "States": states})


TASK = machine_of(Ask={"Type": "Task", "Resource": ASK, "End": True})


def test_the_demo_runs_without_mocks():
    run = trial_run(demo_definition(), FIRST_INPUT, "", "")
    assert (run.status, run.sentence) == ("SUCCEEDED", "At once.")
    assert run.graph["visited"] == ["isFraud", "Payment Failed", "Notify EventBus"]
    assert run.graph["ended"] == "Notify EventBus"
    assert "900 > 500" in [edge["label"] for edge in run.graph["graph"]["edges"]]
    assert json.loads(run.output)["FailedEntryCount"] == 0


def test_a_failure_is_drawn_where_it_happened():
    run = trial_run(demo_definition(), "{}", "", "")
    assert (run.status, run.output) == ("FAILED", "")
    assert run.graph["failed"]["id"] == "isFraud"
    assert "States.Runtime" in run.sentence


def test_a_task_without_a_mock_is_named():
    run = trial_run(TASK, "{}", "", "")
    assert run.status == "NEEDS A MOCK"
    assert run.sentence == f"The state 'Ask' calls {ASK}, which is not here: mock the state."
    assert run.graph["failed"]["id"] == "Ask"


def test_written_mocks_let_the_task_succeed():
    mocks = mocks_to_write(TASK)
    run = trial_run(TASK, "{}", mocks, "")
    assert (run.status, json.loads(run.output)) == ("SUCCEEDED", {"StatusCode": 200, "Payload": {}})
    assert run.cases == ("Payment#All succeed",)


def test_no_mocks_are_written_where_none_are_needed():
    assert mocks_to_write(demo_definition()) == ""


def test_time_passes_at_once_and_is_told():
    assert trial_run(json.dumps(WAITING), '{"detail": {"id": 1}}', "", "").sentence.startswith(
        "After "
    )


@pytest.mark.parametrize("definition", [MAP, PARALLEL, TWO_CHOICES, WAITING])
def test_every_definition_is_drawn_with_what_became_of_it(definition):
    run = trial_run(json.dumps(definition), FIRST_INPUT, mocks_to_write(json.dumps(definition)), "")
    assert run.status
    assert run.graph["visited"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("{", "not JSON"),
        ("NaN", "NaN is no JSON number"),
        ("[" * 100_000, "not JSON"),
        ("1" * (LONGEST_TEXT + 1), "longer than"),
        (json.dumps("x" * 300_000), "256 KiB"),
    ],
)
def test_an_input_that_cannot_be_used_is_not_run(data, words):
    run = trial_run(TASK, data, "", "")
    assert (run.status, run.graph["visited"]) == ("", [])
    assert words in run.input_problem


@pytest.mark.parametrize(
    ("mocks", "words"),
    [
        ("{", "not JSON"),
        (mocks_to_write(TASK).replace('"Ask": "Ask"', '"Asked": "Ask"'), "did you mean"),
    ],
)
def test_mocks_that_cannot_be_used_are_not_run(mocks, words):
    run = trial_run(TASK, "{}", mocks, "")
    assert (run.status, run.graph["visited"]) == ("", [])
    assert words in run.mocks_problem
