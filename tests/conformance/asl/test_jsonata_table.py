"""Runs the table of JSONata expressions: what each comes to, fails with or is refused for.

Sources: the JSONata documentation (2.0), AWS's *Transforming data with JSONata in Step Functions*,
and, for bounds and edges, public reports of what AWS answered.
"""

from typing import Any

import pytest

from eda_core.asl import Execution, execute, parse_definition
from eda_core.asl.jsonata.builtins import NAMES
from tests.conformance.asl.test_tables import ENVIRONMENT, machine_of, refusal_of, rows


def state_of(expression: str) -> dict[str, Any]:
    """A Pass state whose output is what ``expression`` comes to."""
    text = f"{{% {expression} %}}"
    return {"Type": "Pass", "QueryLanguage": "JSONata", "Output": text, "End": True}


def evaluate(row: dict[str, Any]) -> Execution:
    """Run the expression of ``row``."""
    machine = parse_definition(machine_of(state_of(row["expression"])))
    return execute(machine, row.get("input", {}), ENVIRONMENT)


def cause_of(row: dict[str, Any], what: str) -> str:
    """What AWS says of an expression that did ``what``."""
    expression = f"The JSONata expression '{row['expression']}' specified for the field 'Output'"
    place = "An error occurred while executing the state 'A' (entered at the event id #2)."
    return f"{place} {expression} {what}"


@pytest.mark.parametrize("row", rows("jsonata", "result"))
def test_expression_comes_to(row):
    execution = evaluate(row)
    assert (execution.cause, execution.output) == (None, row["result"])
    assert type(execution.output) is type(row["result"])


@pytest.mark.parametrize("row", rows("jsonata", "nothing"))
def test_expression_comes_to_nothing(row):
    assert evaluate(row).cause == cause_of(row, "returned nothing (undefined).")


@pytest.mark.parametrize("row", rows("jsonata", "error"))
def test_expression_throws(row):
    execution = evaluate(row)
    assert execution.error == "States.QueryEvaluationError"
    assert execution.cause == cause_of(row, f"threw an error during evaluation{row['error']}")


@pytest.mark.parametrize("row", rows("jsonata", "failure"))
def test_expression_fails(row):
    assert evaluate(row).cause == cause_of(row, row["failure"])


@pytest.mark.parametrize("row", rows("jsonata", "refusal"))
def test_expression_is_refused(row):
    refusal = refusal_of(machine_of(state_of(row["expression"])))
    assert refusal.path == "States.A.Output"
    assert refusal.reason.endswith(f" is not an expression: {row['refusal']}")


@pytest.mark.parametrize("row", rows("jsonata", "unsupported"))
def test_expression_reads_what_is_not_there(row):
    refusal = refusal_of(machine_of(state_of(row["expression"])))
    assert refusal.path == "States.A.Output"
    assert refusal.reason == f"'{row['expression']}': {row['unsupported']}"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_function_is_in_the_table(name):
    assert any(f"${name}" in param.values[0]["expression"] for param in rows("jsonata"))
