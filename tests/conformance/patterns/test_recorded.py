"""Runs the recorded behaviour of AWS, where the recordings are at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from eda_core.domain.errors import InvalidPattern
from eda_core.patterns import compile_pattern, compile_rules, explain

PROJECT = Path(__file__).parents[3]
RECORDED = PROJECT.parent / "shared" / "conformance" / "event_patterns.jsonl"
REFUSED = "InvalidEventPattern"
PREFIX = "Event pattern is not valid. Reason: "

pytestmark = pytest.mark.skipif(
    not RECORDED.exists(), reason="the recorded cases are not beside the project"
)


def recorded(*, refused: bool) -> list[Any]:
    """The cases of one kind, as parameters named by their recording."""
    if not RECORDED.exists():
        return []
    cases = map(json.loads, RECORDED.read_text(encoding="utf-8").splitlines())
    return [
        pytest.param(case, id=case["name"])
        for case in cases
        if (case["expected"] == REFUSED) is refused
    ]


def given(case: dict[str, Any], what: str) -> Any:
    """The text where it counts, parsed JSON otherwise."""
    return case.get(f"{what}_text") or case[what]


@pytest.mark.parametrize("case", recorded(refused=False))
def test_recording_matches(case):
    pattern = compile_pattern(given(case, "pattern"))
    assert pattern.matches(given(case, "event")) is case["expected"]


@pytest.mark.parametrize("case", recorded(refused=False))
def test_recording_matches_as_text(case):
    pattern = compile_pattern(case.get("pattern_text") or json.dumps(case["pattern"]))
    assert pattern.matches(case.get("event_text") or json.dumps(case["event"])) is case["expected"]


@pytest.mark.parametrize("case", recorded(refused=False))
def test_recording_is_explained(case):
    pattern = compile_pattern(given(case, "pattern"))
    assert explain(pattern, given(case, "event")).matched is case["expected"]


@pytest.mark.parametrize("case", recorded(refused=False))
def test_recording_matches_among_rules(case):
    rules = compile_rules({"rule": compile_pattern(given(case, "pattern"))})
    assert bool(rules.matching(case["event"])) is case["expected"]


@pytest.mark.parametrize("case", recorded(refused=True))
def test_recording_is_refused_word_for_word(case):
    with pytest.raises(InvalidPattern) as refusal:
        compile_pattern(given(case, "pattern"))
    assert PREFIX + refusal.value.reason == case["error_message"]
