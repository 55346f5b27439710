"""Any expression against jlens, an engine of another origin, written in Rust.

jlens follows JSONata 2.2.2. Where ours differs on purpose, the difference stands in docs/STATES.md
with its reason, under the name it has here.
"""

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.asl.choice_trace import GivenScope
from eda_core.asl.jsonata.program import EvaluationThrew, ExpressionRefused, parse_program
from eda_core.asl.payload import MISSING
from tests.examples import examples
from tests.unit.asl.jsonata_grammar import DATA, ODD_PICTURES, expressions, patterns_that_look

jlens = pytest.importorskip("jlens", reason="jlens has no wheel for this platform")

STATES = Path(__file__).parents[3] / "docs" / "STATES.md"
CODE = re.compile(r"(?:^|evaluation\. )([A-Z]\d{4}):")
NO_CODE = "?"


class Came(NamedTuple):
    """What an expression came to: its value, or the code of its failure."""

    value: Any = MISSING
    code: str | None = None
    reason: str = ""


def ours(text: str) -> Came:
    try:
        value = parse_program(text).run({"input": DATA, "context": {}}, GivenScope())
    except (EvaluationThrew, ExpressionRefused) as fault:
        code = CODE.search(str(fault))
        return Came(code=code[1] if code else NO_CODE, reason=str(fault))
    return Came(value)


def theirs(text: str) -> Came:
    try:
        found = jlens.Expression(f"({text}\n)").evaluate_json(
            None,
            {"states": {"input": DATA}},
            timeout=5.0,
            max_steps=5_000_000,
            max_depth=500,
            now=0,
        )
    except jlens.JlensError as fault:
        return Came(code=fault.code, reason=str(fault))
    return Came(MISSING if found is None else json.loads(found))


def same(left: Any, right: Any) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=1e-15)
    return bool(left == right)


def _shown(came: Came) -> str:
    return "" if came.value is MISSING else json.dumps(came.value)


def _are_no_json(_: str, mine: Came, other: Came) -> bool:
    codes = {"D1001", "D3001"}
    return (
        "Infinity" in _shown(mine)
        or "NaN" in _shown(mine)
        or {mine.code, other.code} & codes != set()
    )


def _is_base64(text: str, _mine: Came, _other: Came) -> bool:
    return "$base64" in text


def _unwrapped(value: Any) -> Any:
    """``value`` without what tells an array of one item, or of none, from that item or nothing."""
    if isinstance(value, dict):
        return {name: _unwrapped(member) for name, member in value.items()}
    if not isinstance(value, list):
        return value
    items = [each for each in map(_unwrapped, value) if each is not MISSING]
    return MISSING if not items else items[0] if len(items) == 1 else items


def _is_of_a_last_call(text: str, mine: Came, other: Came) -> bool:
    calls = re.search(r"\{ \(*\$\w+\(", text) is not None
    return (
        calls and mine.code == other.code and same(_unwrapped(mine.value), _unwrapped(other.value))
    )


def _is_beyond_bounds(_: str, mine: Came, other: Came) -> bool:
    bounds = ("limit exceeded", "infinite loop", "too large to be formatted", "Stack overflow")
    return any(bound in mine.reason for bound in bounds) or other.code in {"U1001", "D2016"}


def _changes_no_object(text: str, mine: Came, _: Came) -> bool:
    return "~> |" in text and mine.code == NO_CODE


def _has_an_odd_picture(text: str, _mine: Came, _other: Came) -> bool:
    return any(picture in text for picture in ODD_PICTURES)


AGREED: dict[str, Callable[[str, Came, Came], bool]] = {
    "numbers that JSON has not": _are_no_json,
    "base64": _is_base64,
    "what a call in last place returns": _is_of_a_last_call,
    "bounds": _is_beyond_bounds,
    "changes of what is no object": _changes_no_object,
    "number pictures with irregular groups or an exponent": _has_an_odd_picture,
}
"""The differences that are meant: by the name in docs/STATES.md, and what they look like."""


@pytest.mark.parametrize("name", AGREED)
def test_a_difference_that_is_meant_stands_in_the_documentation(name):
    assert f"\n| {name} | " in STATES.read_text(encoding="utf-8")


@pytest.mark.unmeasured
@given(expressions)
@settings(max_examples=examples(800), deadline=None, derandomize=True)
def test_any_expression_comes_to_what_another_engine_says(text):
    mine, other = ours(text), theirs(text)
    if (mine.code, True) == (other.code, same(mine.value, other.value)):
        return
    assert any(meant(text, mine, other) for meant in AGREED.values()), (mine, other)


@pytest.mark.unmeasured
@given(
    patterns_that_look,
    st.sampled_from(["", "i", "m"]),
    st.sampled_from(["abc", "aab", "ab ab", "a1b2c3", "ABC", "a\\nb", "1a2b", ""]),
)
@settings(max_examples=examples(400), deadline=None, derandomize=True)
def test_a_pattern_that_looks_around_finds_what_another_engine_finds(pattern, flags, text):
    expression = f'$match("{text}", /{pattern}/{flags}).[match, index, groups]'
    mine, other = ours(expression), theirs(expression)
    assert mine.code == other.code, mine.reason
    assert same(mine.value, other.value)
