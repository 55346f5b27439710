"""docs/STATES.md tells the truth: its examples run, and it names all there is."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from eda_core.asl import (
    Environment,
    TaskFailed,
    TaskResult,
    execute,
    explain_choice,
    parse_definition,
    parse_mocks,
)
from eda_core.asl import failure as failures
from eda_core.asl.comparisons import OPERATORS
from eda_core.asl.definition.intrinsic_functions import FUNCTIONS
from eda_core.asl.definition.state_parsers import PARSERS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "STATES.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)]
ADDED_BY_AWS = ["$hash", "$parse", "$partition", "$random", "$range", "$uuid"]
ERRORS = [value for value in vars(failures).values() if str(value).startswith("States.")]


def handler(outcome: dict[str, Any]) -> Any:
    """A task handler that gives the outcome of an example."""

    def call(_: Any) -> Any:
        if "error" in outcome:
            raise TaskFailed(outcome["error"], outcome.get("cause"))
        if "duration_ms" in outcome:
            return TaskResult({}, outcome["duration_ms"])
        return outcome

    return call


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["definition"]["StartAt"])
def test_example_ends_as_the_document_says(example):
    machine = parse_definition(example["definition"])
    tasks = {name: handler(outcome) for name, outcome in example.get("tasks", {}).items()}
    mocks = parse_mocks(json.dumps(example["mocks"])).case() if "mocks" in example else {}
    execution = execute(machine, example["input"], Environment(tasks, mocks=mocks), now_ms=0)
    came = {
        "status": execution.status,
        "output": execution.output,
        "error": execution.error,
        "cause": execution.cause,
        "path": list(execution.path_taken),
        "after_ms": execution.ended_ms,
    }
    if "sentence" in example["expected"]:
        came["sentence"] = explain_choice(machine, machine.start_at, example["input"]).sentence
    assert {name: came[name] for name in example["expected"]} == example["expected"]


@pytest.mark.parametrize("name", [*PARSERS, *OPERATORS, *FUNCTIONS, *ADDED_BY_AWS, *ERRORS])
def test_document_names_all_there_is(name):
    assert re.search(rf"(?<![\w.]){re.escape(name)}\b", DOCUMENT)


def test_every_state_type_has_an_example():
    kinds = {
        state["Type"] for example in EXAMPLES for state in example["definition"]["States"].values()
    }
    assert kinds | {"Succeed"} == set(PARSERS)
