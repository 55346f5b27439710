"""What is an event, what is not, and how the text of one is read."""

import inspect
import sys
from types import MappingProxyType

import pytest

from eda_core.domain.errors import InvalidEvent
from eda_core.patterns import compile_pattern, compile_rules
from eda_core.patterns.leaves import MAX_EVENT_DEPTH

PATTERN = compile_pattern({"a": [1, "x"]})


@pytest.mark.parametrize("event", ["", "{", "[1]", "1", '"a"', "null", "{'a': 1}", '{"a": NaN}'])
def test_text_that_is_no_object_is_refused(event):
    with pytest.raises(InvalidEvent):
        PATTERN.matches(event)


@pytest.mark.parametrize("event", [[], None, 1, b"{}"])
def test_value_that_is_no_object_is_refused(event):
    with pytest.raises(InvalidEvent, match="must be a JSON object"):
        PATTERN.matches(event)


def test_rules_refuse_what_is_no_object():
    with pytest.raises(InvalidEvent, match="must be a JSON object"):
        compile_rules({"r": PATTERN}).matching([])


def test_refusal_names_line_and_column():
    with pytest.raises(InvalidEvent, match="at line 2, column 2"):
        PATTERN.matches('{"a":\n }')


def test_any_mapping_is_an_event():
    assert PATTERN.matches(MappingProxyType({"a": 1}))


def test_rules_take_any_mapping():
    assert compile_rules({"r": PATTERN}).matching(MappingProxyType({"a": 1})) == ("r",)


def test_tuple_is_an_array():
    assert PATTERN.matches({"a": (0, 1)})


def test_white_space_around_text_is_ignored():
    assert PATTERN.matches(' \r\n\t{"a": 1}\n')


def test_name_that_is_no_string_is_ignored():
    assert not compile_pattern({"a": {"b": [1]}}).matches({1: {"b": 1}})


def test_name_that_is_no_string_hides_no_dotted_name():
    assert compile_pattern({"a": {"b": [1]}}).matches({1: 0, "a.b": 1})


def test_value_json_has_not_is_present():
    assert compile_pattern({"a": [{"exists": True}]}).matches({"a": {1, 2}})


def test_not_a_number_equals_nothing():
    assert not PATTERN.matches({"a": float("nan")})


def test_repeated_objects_merge_at_every_depth():
    pattern = compile_pattern({"a": {"b": {"x": [1], "y": [2]}}})
    assert pattern.matches('{"a": {"b": {"x": 1}}, "a": {"b": {"y": 2}}}')


def test_deepest_text_is_read():
    inner = MAX_EVENT_DEPTH - 1
    assert PATTERN.matches('{"a":' + "[" * inner + "1" + "]" * inner + "}")


def test_deeper_text_is_refused():
    with pytest.raises(InvalidEvent, match="nested deeper"):
        PATTERN.matches('{"a":' + "[" * MAX_EVENT_DEPTH + "1" + "]" * MAX_EVENT_DEPTH + "}")


def test_brackets_in_strings_are_not_depth():
    assert PATTERN.matches('{"b": "' + "[" * 10_000 + '", "a": 1}')


@pytest.mark.unmeasured
def test_many_shallow_brackets_are_not_depth():
    assert PATTERN.matches('{"b": [' + ",".join(["[]"] * 10_000) + '], "a": 1}')


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from 3.12 on, C code has its own stack")
def test_full_call_stack_is_an_invalid_event():
    text = '{"a":' + "[" * 400 + "]" * 400 + "}"

    def at_depth(frames):
        return at_depth(frames - 1) if frames else PATTERN.matches(text)

    with pytest.raises(InvalidEvent, match="nested deeper"):
        at_depth(sys.getrecursionlimit() - len(inspect.stack()) - 150)
