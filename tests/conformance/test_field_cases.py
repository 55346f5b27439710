"""Runs cases of patterns and definitions from outside, where they are at hand.

They come from public bug reports, AWS's documentation and files of public repositories; those of
log files are run beside the log files.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from eda_core.asl import PUT_EVENTS, Environment, Execution, execute, parse_definition
from eda_core.domain.errors import InvalidDefinition, InvalidPattern
from eda_core.patterns import compile_pattern, explain
from eda_core.simulator.entries import accepting, put_events_task

CASES = Path(__file__).parents[3] / "shared" / "conformance" / "field_cases.jsonl"
UUID = "3f1c6b3e-0c39-4a9a-9d54-b7f32ba9d7f8"
ENVIRONMENT = Environment(
    {PUT_EVENTS: put_events_task(accepting(lambda: UUID))},
    draw=lambda: 0.5,
    new_uuid=lambda: UUID,
)

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the cases are not beside the project")


def cases(kind: str) -> list[Any]:
    """The cases of this kind, each under its name."""
    if not CASES.exists():
        return []
    found = map(json.loads, CASES.read_text(encoding="utf-8").splitlines())
    return [pytest.param(case, id=case["name"]) for case in found if case["kind"] == kind]


def verdict(case: dict[str, Any]) -> tuple[bool | str, str]:
    """Whether the pattern of a case takes its event, and why; or that it is refused."""
    try:
        explained = explain(
            compile_pattern(case.get("pattern_text", case.get("pattern"))), case["event"]
        )
    except InvalidPattern as refusal:
        return "InvalidEventPattern", refusal.reason
    return explained.matched, explained.sentence


@pytest.mark.parametrize("case", cases("pattern"))
def test_pattern_is_right(case):
    result, reason = verdict(case)
    assert result == case["right"]
    assert case.get("right_reason_shows", "") in reason


def run(case: dict[str, Any]) -> Execution | None:
    """Run the definition of a case on its input; None where it is refused."""
    try:
        machine = parse_definition(case["definition"])
    except InvalidDefinition:
        return None
    return execute(machine, case.get("input", {}), ENVIRONMENT)


@pytest.mark.parametrize("case", cases("states"))
def test_definition_is_right(case):
    execution, right = run(case), case["right"]
    if execution is None:
        assert right == {"status": "INVALID"}
        return
    assert right.get("status", execution.status) == execution.status
    assert right.get("output", execution.output) == execution.output
    assert right.get("error", execution.error) == execution.error
    assert right.get("cause", execution.cause) == execution.cause
    assert right.get("cause_contains", "") in (execution.cause or "")


def test_cases_of_both_kinds_are_all_here():
    assert (len(cases("pattern")), len(cases("states"))) == (40, 76)
