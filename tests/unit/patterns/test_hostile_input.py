"""Input made to be slow or deep is answered, or refused with a sentence."""

import json
from itertools import product
from typing import Any

import pytest

from eda_core.domain.errors import InvalidEvent
from eda_core.patterns import compile_pattern, compile_rules, explain

WANTED = {f"f{n}": [1] for n in range(25)}
PATH = [f"s{n}" for n in range(8)]


def spellings() -> list[list[str]]:
    """All ways to spell one path with dotted and nested names."""
    found = []
    for cuts in product([False, True], repeat=len(PATH) - 1):
        steps = [PATH[0]]
        for step, cut in zip(PATH[1:], cuts, strict=True):
            steps = [*steps, step] if cut else [*steps[:-1], f"{steps[-1]}.{step}"]
        found.append(steps)
    return found


def put(event: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        event = event.setdefault(step, {})
    event[steps[-1]] = value


@pytest.fixture(scope="module")
def pattern():
    wanted: dict[str, Any] = {}
    put(wanted, PATH, WANTED)
    return compile_pattern(wanted)


@pytest.fixture(scope="module")
def spelled_event():
    """24 arrays at one path, of which 25 fields want one element each: a pigeonhole problem."""
    event: dict[str, Any] = {}
    for steps in spellings()[:24]:
        put(event, steps, [{name: 1} for name in WANTED])
    return event


def test_exploding_combinations_are_refused(pattern, spelled_event):
    with pytest.raises(InvalidEvent, match="cannot be combined"):
        pattern.matches(spelled_event)


def test_exploding_combinations_are_refused_by_rules(pattern, spelled_event):
    with pytest.raises(InvalidEvent, match="cannot be combined"):
        compile_rules({"r": pattern}).matching(spelled_event)


def test_exploding_combinations_are_refused_by_explain(pattern, spelled_event):
    with pytest.raises(InvalidEvent, match="cannot be combined"):
        explain(pattern, spelled_event)


@pytest.mark.unmeasured
def test_long_array_of_objects_is_answered():
    pattern = compile_pattern({"a": {"x": [1], "y": [2], "z": [{"exists": False}]}})
    elements = [{"x": 1, "y": 0}] * 20_000
    assert pattern.matches({"a": [*elements, {"x": 1, "y": 2}]})


def test_arrays_in_arrays_of_objects_are_answered():
    pattern = compile_pattern({"a": {"b": {"x": [1], "y": [2]}, "c": [1]}})
    inner = [{"x": 1, "y": 1}] * 50 + [{"x": 2, "y": 2}]
    assert not pattern.matches({"a": [{"b": inner, "c": 1}] * 200})


def test_deeply_nested_objects_are_answered():
    event: dict[str, Any] = {}
    for _ in range(50_000):
        event = {"a": event}
    assert not compile_pattern({"a": {"a": [1]}}).matches(event)


def test_deeply_nested_arrays_are_refused():
    value: list[Any] = []
    for _ in range(50_000):
        value = [value]
    with pytest.raises(InvalidEvent, match="more than 500 arrays"):
        compile_pattern({"a": [1]}).matches({"a": value})


def test_deeply_nested_arrays_elsewhere_do_not_matter():
    value: list[Any] = []
    for _ in range(50_000):
        value = [value]
    assert compile_pattern({"b": [1]}).matches({"a": value, "b": 1})


def test_large_event_text_is_answered():
    text = json.dumps({"a": [{"x": n, "tags": ["t"] * 5} for n in range(5_000)]})
    assert compile_pattern({"a": {"x": [4_999], "tags": ["t"]}}).matches(text)


def test_unclosed_string_of_many_quotes_is_refused():
    with pytest.raises(InvalidEvent):
        compile_pattern({"a": [1]}).matches('{"a":"' + '\\"' * 50_000 + "[" * 600)
