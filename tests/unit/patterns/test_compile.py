"""The border of the language: what compiles, and where a refusal points."""

from collections.abc import Mapping

import pytest

from eda_core.domain.errors import InvalidPattern
from eda_core.patterns import EventPattern, compile_pattern
from eda_core.patterns.operators import MATCHERS


def refusal(pattern) -> InvalidPattern:
    with pytest.raises(InvalidPattern) as caught:
        compile_pattern(pattern)
    return caught.value


def test_compiled_pattern_is_frozen():
    with pytest.raises(AttributeError):
        compile_pattern({"a": [1]}).branches = ()


def test_equal_patterns_are_equal():
    assert compile_pattern({"a": [300]}) == compile_pattern('{"a": [3e2]}')


def test_compiled_pattern_can_be_a_key():
    assert isinstance(hash(compile_pattern({"a": [1]})), int)


@pytest.mark.parametrize("pattern", [[], None, 5, True])
def test_pattern_that_is_no_object_is_refused(pattern):
    assert refusal(pattern).reason == "Filter is not an object"


def test_refusal_points_into_nested_fields():
    path = refusal({"detail": {"state": ["on", {"anything-but": None}]}}).path
    assert path == "detail.state[1].anything-but"


def test_refusal_points_into_choices():
    assert refusal({"detail": {"$or": [{"a": [1]}, {"b": []}]}}).path == "detail.$or[1].b"


def test_refusal_reads_as_a_sentence_with_its_place():
    assert str(refusal({"a": [{"prefix": 5}]})) == (
        "a[0].prefix: prefix match pattern must be a string"
    )


def test_value_json_has_not_is_refused():
    assert refusal({"a": [{1}]}).reason == "JSON has no set."


def test_name_that_is_no_string_is_refused():
    assert refusal({"a": {1: [1]}}).path == "a"


def test_tuple_is_an_array():
    assert compile_pattern({"a": (1,)}).matches({"a": 1})


def test_repeated_entries_are_kept_once():
    assert len(compile_pattern({"a": ["x", "x", {"prefix": "y"}]}).branches[0][0].matchers) == 2


def test_deep_pattern_is_refused():
    assert "deeper than 100 levels" in refusal('{"a":' * 5_000).reason


def test_deep_parsed_pattern_is_refused():
    pattern = [1]
    for _ in range(5_000):
        pattern = {"a": pattern}
    assert "deeper than 100 levels" in refusal(pattern).reason


def test_pattern_that_holds_itself_is_refused():
    pattern = {}
    pattern["a"] = pattern
    assert "deeper than 100 levels" in refusal(pattern).reason


def test_long_dotted_name_is_refused():
    assert "deeper than 100 levels" in refusal({".".join("a" * 102): [1]}).reason


def test_hundred_levels_compile():
    assert isinstance(compile_pattern({".".join("a" * 100): [1]}), EventPattern)


def test_choices_may_not_multiply_without_end():
    pattern = {f"k{i}": {"$or": [{"a": [1]}, {"b": [1]}]} for i in range(40)}
    assert "more than 1000 branches" in refusal(pattern).reason


def test_fields_may_not_multiply_without_end():
    choices = '"$or": [{"a": [1]}, {"b": [1]}]'
    many = ", ".join(['"c": [1]'] * 5_000)
    text = f"{{{', '.join([choices] * 9)}, {many}}}"
    assert "more than 100000 fields" in refusal(text).reason


def test_source_in_a_fault_is_cut():
    reason = refusal("[" + " " * 600).reason
    assert "[truncated 101 chars]; line: 1, column: 2]" in reason


def test_long_word_in_a_fault_is_cut():
    assert f"'{'a' * 256}...'" in refusal('{"a": ' + "a" * 10_000).reason


def test_operators_are_one_table():
    assert isinstance(MATCHERS, Mapping)
