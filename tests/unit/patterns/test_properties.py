"""What holds for every pattern and every event."""

import json
import random
from contextlib import suppress
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidEvent, InvalidPattern
from eda_core.patterns import compile_pattern, compile_rules, explain
from tests.examples import examples
from tests.unit.patterns.strategies import ANY_JSON, ENTRIES, EVENTS, PATTERNS

FRAGMENTS = st.sampled_from(
    [*'{}[],:"\\*-0e. \n', '"a"', '"$or"', '"prefix"', "true", "nul", "1e999", "NaN", '{"a":']
)
SEEDS = st.integers(min_value=0, max_value=2**16)


def shuffled(value: Any, order: random.Random) -> Any:
    """The same JSON with the members of every object in another order."""
    if isinstance(value, list):
        return [shuffled(each, order) for each in value]
    if not isinstance(value, dict):
        return value
    members = [(name, shuffled(below, order)) for name, below in value.items()]
    order.shuffle(members)
    return dict(members)


@given(ANY_JSON)
def test_pattern_of_any_json_compiles_or_is_refused(pattern):
    with suppress(InvalidPattern):
        compile_pattern(pattern)


@given(st.text() | st.lists(FRAGMENTS, max_size=12).map("".join))
@example("")
@example("\ud800")
@example('{"a":["\\ud800"]}')
def test_pattern_of_any_text_compiles_or_is_refused(text):
    with suppress(InvalidPattern):
        compile_pattern(text)


@given(ENTRIES | ANY_JSON)
def test_entries_of_any_json_compile_or_are_refused(entries):
    with suppress(InvalidPattern):
        compile_pattern({"a": entries})


@given(st.text() | st.lists(FRAGMENTS, max_size=12).map("".join))
def test_event_of_any_text_is_judged_or_refused(text):
    with suppress(InvalidEvent):
        compile_pattern({"a": [1]}).matches(text)


@given(st.dictionaries(st.text(max_size=3) | st.just("a"), ANY_JSON, max_size=3))
@settings(max_examples=examples(50))
def test_event_of_any_json_is_judged(event):
    explain(compile_pattern({"a": [1, {"prefix": "x"}], "b": [{"exists": False}]}), event)


@given(PATTERNS, EVENTS)
@settings(max_examples=examples(150))
def test_explanation_agrees_with_match(pattern, event):
    found = compile_pattern(pattern)
    assert explain(found, event).matched == found.matches(event)


@given(st.lists(PATTERNS, max_size=6), EVENTS)
@settings(max_examples=examples(150))
def test_rules_agree_with_each_pattern(patterns, event):
    found = {str(i): compile_pattern(pattern) for i, pattern in enumerate(patterns)}
    expected = tuple(name for name, each in found.items() if each.matches(event))
    assert compile_rules(found).matching(event) == expected


@given(PATTERNS, EVENTS)
@settings(max_examples=examples(50))
def test_text_agrees_with_parsed_json(pattern, event):
    found = compile_pattern(pattern)
    from_text = compile_pattern(json.dumps(pattern))
    assert from_text.matches(json.dumps(event)) == found.matches(event)


@given(PATTERNS, EVENTS, SEEDS)
@settings(max_examples=examples(50))
def test_order_of_event_members_does_not_matter(pattern, event, seed):
    found = compile_pattern(pattern)
    other = shuffled(event, random.Random(seed))
    assert found.matches(other) == found.matches(event)


@given(
    st.dictionaries(st.sampled_from("abc"), ENTRIES, min_size=2),
    st.dictionaries(st.sampled_from("def"), ENTRIES, min_size=2),
    EVENTS,
    SEEDS,
)
def test_order_of_pattern_members_does_not_matter(outer, inner, event, seed):
    pattern = {**outer, "g": inner, "$or": [{"h": inner}, {"i": {"j": [1]}}]}
    found = compile_pattern(pattern)
    other = compile_pattern(shuffled(pattern, random.Random(seed)))
    event = {**event, "g": event, "h": event}
    assert other.matches(event) == found.matches(event)
