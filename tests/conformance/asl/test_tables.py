"""Runs the tables of paths, intrinsic functions, comparisons and refused definitions."""

import json
from pathlib import Path
from typing import Any

import pytest

from eda_core.asl import Environment, Execution, execute, parse_definition
from eda_core.domain.errors import InvalidDefinition

TABLES = Path(__file__).parent / "tables"
UUID = "3f1c6b3e-0c39-4a9a-9d54-b7f32ba9d7f8"
ENVIRONMENT = Environment(draw=lambda: 0.5, new_uuid=lambda: UUID)
DOCUMENT = {
    "a": {"b": [10, 20, 30], "c d": "x"},
    "list": [{"n": 1, "t": "x"}, {"n": 2, "t": "y"}, {"n": 3}],
    "z": None,
    "e": [],
    "it's": 1,
    "f": False,
}


def rows(table: str, key: str = "") -> list[Any]:
    """The rows of a table that have ``key``, each named by its number and first value.

    One that is ``large`` says so in the table: measured, it takes seconds.
    """
    found = json.loads((TABLES / f"{table}.json").read_text(encoding="utf-8"))
    named = ((f"{number}-{next(iter(row.values()))}", row) for number, row in enumerate(found))
    return [
        pytest.param(row, id=name[:60], marks=[pytest.mark.unmeasured] if "large" in row else [])
        for name, row in named
        if not key or key in row
    ]


def machine_of(state: dict[str, Any], **others: Any) -> dict[str, Any]:
    """A definition that starts with ``state``, called A."""
    return {"StartAt": "A", "States": {"A": state, **others}}


def evaluate(expression: str, data: Any) -> Execution:
    """Run a Pass state whose output is what ``expression`` makes of ``data``."""
    state = {"Type": "Pass", "Parameters": {"x.$": expression}, "OutputPath": "$.x", "End": True}
    return execute(parse_definition(machine_of(state)), data, ENVIRONMENT)


def refusal_of(definition: Any) -> InvalidDefinition:
    """What a definition is refused with."""
    with pytest.raises(InvalidDefinition) as refusal:
        parse_definition(definition)
    return refusal.value


@pytest.mark.parametrize("row", rows("intrinsics", "result"))
def test_intrinsic_returns(row):
    execution = evaluate(row["call"], row["input"])
    assert (execution.error, execution.cause, execution.output) == (None, None, row["result"])


@pytest.mark.parametrize("row", rows("intrinsics", "error"))
def test_intrinsic_fails(row):
    execution = evaluate(row["call"], row["input"])
    assert execution.error == "States.IntrinsicFailure"
    assert execution.cause == (
        "An error occurred while executing the state 'A' (entered at the event id #2). "
        f"The function '{row['call']}' had the following error: {row['error']}"
    )


@pytest.mark.parametrize("row", rows("intrinsics", "refusal"))
def test_intrinsic_is_refused(row):
    state = {"Type": "Pass", "Parameters": {"x.$": row["call"]}, "End": True}
    assert refusal_of(machine_of(state)).reason.endswith(f": {row['refusal']}")


@pytest.mark.parametrize("row", rows("paths", "found"))
def test_path_finds(row):
    assert evaluate(row["path"], DOCUMENT).output == row["found"]


@pytest.mark.parametrize("row", rows("paths", "missing"))
def test_path_leads_nowhere(row):
    assert evaluate(row["path"], DOCUMENT).error == "States.Runtime"


@pytest.mark.parametrize("row", rows("paths", "refusal"))
def test_path_is_refused(row):
    refusal = refusal_of(machine_of({"Type": "Pass", "InputPath": row["path"], "End": True}))
    assert refusal.reason == f"'{row['path']}' is not a path: {row['refusal']}"


def decide(row: dict[str, Any], operator: str, wanted: Any) -> Any:
    """Run a Choice that compares the value of ``row``."""
    rule = {"Variable": "$.value", operator: wanted, "Next": "Y"}
    choice = {"Type": "Choice", "Choices": [rule], "Default": "N"}
    ends = {"Y": {"Type": "Succeed"}, "N": {"Type": "Succeed"}}
    execution = execute(parse_definition(machine_of(choice, **ends)), row)
    return execution.path_taken == ("A", "Y")


@pytest.mark.parametrize("row", rows("comparisons"))
def test_comparison_comes_out(row):
    assert decide(row, row["operator"], row["wanted"]) is row["result"]


BY_PATH = [
    param
    for param in rows("comparisons")
    if not param.values[0]["operator"].startswith(("Is", "StringMatches"))
]


@pytest.mark.parametrize("row", BY_PATH)
def test_comparison_with_a_path_comes_out_the_same(row):
    assert decide(row, f"{row['operator']}Path", "$.wanted") is row["result"]


@pytest.mark.parametrize("row", rows("refused_definitions"))
def test_definition_is_refused(row):
    refusal = refusal_of(row["definition"])
    assert (refusal.path, refusal.reason) == (row["path"], row["reason"])


def test_a_comparison_with_a_value_of_another_type_is_false():
    row = {"value": 5, "wanted": "5"}
    assert decide(row, "NumericEqualsPath", "$.wanted") is False
