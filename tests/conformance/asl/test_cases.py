"""Runs this project's own cases of the states language: each a definition, an input and its end.

A case scripts its tasks: for each resource, the outcomes of its calls in turn, the last one for all
further calls; or it has a file of mocks. What a case expects, it names; ``after_ms`` is how long
the execution took.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from eda_core.asl import (
    Environment,
    Execution,
    TaskFailed,
    TaskRequest,
    TaskResult,
    execute,
    parse_definition,
    parse_mocks,
)

FILES = sorted((Path(__file__).parent / "cases").glob("*.json"))
CASES = [
    pytest.param(case, id=f"{file.stem}:{case['name']}")
    for file in FILES
    for case in json.loads(file.read_text(encoding="utf-8"))
]
NOW_MS = 1_714_564_800_000
UUID = "3f1c6b3e-0c39-4a9a-9d54-b7f32ba9d7f8"


class Script:
    """A task handler that gives scripted outcomes in turn."""

    def __init__(self, outcomes: list[dict[str, Any]]) -> None:
        self._outcomes = outcomes
        self.requests: list[TaskRequest] = []

    def __call__(self, request: TaskRequest) -> TaskResult:
        self.requests.append(request)
        outcome = self._outcomes[min(len(self.requests), len(self._outcomes)) - 1]
        duration_ms = outcome.get("duration_ms", 0)
        if "error" in outcome:
            raise TaskFailed(outcome["error"], outcome.get("cause"), duration_ms)
        echo = outcome.get("output", request.parameters)
        return TaskResult(echo, duration_ms)


def run(case: dict[str, Any]) -> Execution:
    """Run a case to its end."""
    scripts = {resource: Script(outcomes) for resource, outcomes in case.get("tasks", {}).items()}
    mocks = parse_mocks(json.dumps(case["mocks"])).case() if "mocks" in case else {}
    environment = Environment(tasks=scripts, draw=lambda: 0.5, new_uuid=lambda: UUID, mocks=mocks)
    machine = parse_definition(case["definition"])
    return execute(machine, case.get("input", {}), environment, now_ms=NOW_MS)


def outcome(execution: Execution) -> dict[str, Any]:
    """All that a case may expect of an execution."""
    assert execution.ended_ms is not None
    history = execution.history
    return {
        "status": execution.status,
        "output": execution.output,
        "error": execution.error,
        "cause": execution.cause,
        "after_ms": execution.ended_ms - execution.started_ms,
        "path": list(execution.path_taken),
        "ids": [event.id for event in history],
        "events": [event.type for event in history],
        "previous": [event.previous_event_id for event in history],
        "seconds": [(event.timestamp_ms - NOW_MS) / 1000 for event in history],
    }


@pytest.fixture(scope="module", params=CASES)
def case(request):
    """Each case; the tests of one case come one after another."""
    return request.param


@pytest.fixture(scope="module")
def came(case):
    """What came of a case, run once for the tests of it."""
    return outcome(run(case))


def test_case_ends_as_expected(case, came):
    assert {name: came[name] for name in case["expected"]} == case["expected"]


@pytest.mark.unmeasured
def test_case_runs_the_same_again(case, came):
    assert outcome(run(case)) == came


def test_case_has_events_after_earlier_ones(came):
    assert all(
        previous < number for previous, number in zip(came["previous"], came["ids"], strict=True)
    )


def test_case_names_are_unique():
    names = [param.id for param in CASES]
    assert len(names) == len(set(names))
