"""Expressions in which engines differ, held against the reference engine of JSONata 2.0.6.

That is the version AWS documents. Where it fails without a code of the language, it is enough that
ours fails; an answer measured on AWS goes before that of the reference (D3086 for a picture that
has no digit).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.asl.test_jsonata_table import evaluate

PROJECT = Path(__file__).parents[3]
DIFFERENCES = PROJECT.parent / "shared" / "conformance" / "jsonata_differences.jsonl"
NO_CODE = "TypeError"
FUNCTION = '"<fn>"'  # what goes out of an expression as empty text

pytestmark = pytest.mark.skipif(
    not DIFFERENCES.exists(), reason="the recorded cases are not beside the project"
)


def differences() -> list[Any]:
    if not DIFFERENCES.exists():
        return []
    cases = map(json.loads, DIFFERENCES.read_text(encoding="utf-8").splitlines())
    return [pytest.param(case, id=case["expression"]) for case in cases]


def came_to(case: dict[str, Any]) -> str:
    """What ours comes to, written as the reference is."""
    execution = evaluate(case)
    if execution.cause is None:
        return json.dumps(execution.output, ensure_ascii=False, separators=(",", ":"))
    if execution.cause.endswith("returned nothing (undefined)."):
        return "undefined"
    _, _, detail = execution.cause.partition("threw an error during evaluation")
    return f"error {detail[2:7] if detail.startswith('. ') else NO_CODE}"


@pytest.mark.parametrize("case", differences())
def test_expression_comes_to_what_the_reference_says(case):
    wanted, came = case["reference_2_0_6"].replace(FUNCTION, '""'), came_to(case)
    if wanted == f"error {NO_CODE}":
        assert came.startswith("error ")
    else:
        assert came == wanted
