"""Runs this project's own cases of the event pattern language, one JSON file per operator."""

import json
from pathlib import Path
from typing import Any

import pytest

from eda_core.domain.errors import InvalidPattern
from eda_core.patterns import compile_pattern, compile_rules, explain

FILES = sorted(Path(__file__).parent.glob("*.json"))
CASES = [
    pytest.param(case, id=f"{file.stem}:{case['name']}")
    for file in FILES
    for case in json.loads(file.read_text(encoding="utf-8"))
]
REFUSED = "InvalidEventPattern"
MATCHED = [param for param in CASES if param.values[0]["expected"] != REFUSED]
REFUSALS = [param for param in CASES if param.values[0]["expected"] == REFUSED]


def given(case: dict[str, Any], what: str) -> list[Any]:
    """Both forms of a pattern or event, or its text alone where the text counts."""
    if f"{what}_text" in case:
        return [case[f"{what}_text"]]
    return [case[what], json.dumps(case[what])]


@pytest.mark.parametrize("case", MATCHED)
@pytest.mark.unmeasured
def test_case_matches_as_expected(case):
    for pattern in given(case, "pattern"):
        for event in given(case, "event"):
            assert compile_pattern(pattern).matches(event) is case["expected"]


@pytest.mark.parametrize("case", MATCHED)
def test_case_is_explained_as_it_matches(case):
    pattern, event = given(case, "pattern")[0], given(case, "event")[0]
    assert explain(compile_pattern(pattern), event).matched is case["expected"]


@pytest.mark.parametrize("case", [each for each in MATCHED if "event" in each.values[0]])
@pytest.mark.unmeasured
def test_case_matches_among_rules(case):
    pattern = compile_pattern(given(case, "pattern")[0])
    other = compile_pattern({"source": [{"exists": True}]})
    rules = compile_rules({"other": other, "rule": pattern})
    assert ("rule" in rules.matching(case["event"])) is case["expected"]


@pytest.mark.parametrize("case", REFUSALS)
def test_case_is_refused(case):
    for pattern in given(case, "pattern"):
        with pytest.raises(InvalidPattern) as refusal:
            compile_pattern(pattern)
        assert refusal.value.reason == case.get("reason", refusal.value.reason)
        assert refusal.value.path == case.get("path", refusal.value.path)


def test_every_case_names_its_source():
    assert all(param.values[0]["source"] for param in CASES)
