"""Weights, limits and texts of JSON values."""

import json
from enum import StrEnum

import pytest

from eda_core.asl import execute, parse_definition
from eda_core.asl.choice_trace import GivenScope
from eda_core.asl.definition.payload_template import parse_template
from eda_core.asl.failure import EvaluationFailed
from eda_core.asl.model import Retrier
from eda_core.asl.paths.jsonpath import parse_path
from eda_core.asl.paths.selectors import MAX_FOUND
from eda_core.asl.payload import (
    LIGHT,
    MISSING,
    UNKNOWN_WEIGHT,
    same_json,
    text_size,
    to_label,
    to_text,
    weigh,
    weigh_received,
)
from eda_core.asl.running.state_types import delay_seconds


class Word(StrEnum):
    """Text of a type of its own."""

    LONG = "x" * 300_000


@pytest.fixture(params=[weigh, weigh_received])
def weigh_either(request):
    return request.param


def test_text_of_another_type_is_measured(weigh_either):
    with pytest.raises(EvaluationFailed, match="256 KiB"):
        weigh_either(Word.LONG)


def test_light_value_weighs_at_least_its_text(weigh_either):
    value = {"text": 'quo"te\n', "list": [1, 2.5, None, True], "ü": {"😀": -5}}
    assert len(json.dumps(value)) <= weigh_either(value) <= LIGHT


def test_value_that_is_not_light_is_measured():
    assert weigh(["x" * 1000] * 100) == UNKNOWN_WEIGHT


@pytest.mark.parametrize("value", ["x" * 262_142, ["x"] * 65_535, {"k": "ü" * 131_067}])
def test_value_of_256_kib_is_taken(value, weigh_either):
    assert len(to_text(value).encode()) > 262_130
    assert weigh_either(value) == UNKNOWN_WEIGHT


@pytest.mark.parametrize("value", ["x" * 262_143, ["x"] * 65_536, {"k": "ü" * 131_069}])
def test_value_over_256_kib_is_refused(value, weigh_either):
    assert len(to_text(value).encode()) > 262_144
    with pytest.raises(EvaluationFailed, match="256 KiB"):
        weigh_either(value)


def test_value_that_holds_one_many_times_is_refused_early():
    value = ["x" * 1000]
    for _ in range(60):
        value = [value] * 60
    with pytest.raises(EvaluationFailed, match="256 KiB"):
        weigh(value)


@pytest.mark.parametrize("value", [["\ud800"], [float("inf")], [2**70], [1e-7, None]])
def test_value_that_orjson_says_otherwise_weighs_its_text_too(value):
    assert len(to_text(value).encode("utf-8", "surrogatepass")) <= weigh_received(value) <= LIGHT


def test_value_of_200_levels_is_taken(weigh_either):
    value = 0
    for _ in range(199):
        value = [value]
    assert weigh_either(value) <= LIGHT


def test_value_of_more_levels_is_refused(weigh_either):
    value = "x" * 50_000
    for _ in range(200):
        value = {"k": value}
    with pytest.raises(EvaluationFailed, match="200 levels"):
        weigh_either(value)


@pytest.mark.parametrize("text", ["", "a", 'a"\\', "\n\x01", "ü", "😀", "\ud800"])
def test_text_size_is_that_of_json(text):
    assert text_size(text) == len(to_text(text).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (5, "5"),
        (None, "null"),
        ("x", '"x"'),
        ({}, "an object"),
        ([1], "an array"),
        ("x" * 99, '"' + "x" * 38 + "…"),
        (10**60, "1" + "0" * 38 + "…"),
    ],
)
def test_label_is_short(value, label):
    assert to_label(value) == label


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (None, None, True),
        (None, MISSING, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1, True], [1, 1], False),
        ("1", 1, False),
    ],
)
def test_values_are_compared_as_json(left, right, same):
    assert same_json(left, right) is same


def test_missing_says_so():
    assert repr(MISSING) == "MISSING"


def test_path_finds_no_more_than_its_bound():
    value = [0] * 60
    with pytest.raises(EvaluationFailed, match=str(MAX_FOUND)):
        parse_path("$..*..*..*..*").read([[[[value] * 9] * 9] * 9] * 9, None)


@pytest.mark.parametrize("call", ["States.Base64Encode($)", "States.Hash($, 'MD5')"])
def test_functions_take_10000_characters(call):
    states = {"A": {"Type": "Pass", "Parameters": {"x.$": call}, "End": True}}
    machine = parse_definition({"StartAt": "A", "States": states})
    assert execute(machine, "x" * 10_000).error is None
    assert execute(machine, "x" * 10_001).error == "States.IntrinsicFailure"


def test_result_that_is_too_long_fails():
    states = {"A": {"Type": "Pass", "Result": "x" * 262_143, "End": True}}
    execution = execute(parse_definition({"StartAt": "A", "States": states}), {})
    assert execution.error == "States.DataLimitExceeded"


def test_backoff_beyond_all_numbers_is_the_longest_delay():
    retrier = Retrier(("E",), 1, 99, 1e8, 60, full_jitter=False)
    assert delay_seconds(retrier, 98) == 60


@pytest.mark.parametrize(
    ("source", "is_known"),
    [
        ({"a": 1}, True),
        ({"a.$": "$.order", "b.$": "$.order"}, True),
        ({"a.$": "$$.Execution.Id", "b.$": "$$.State.Name"}, True),
        ({"a.$": "$$.Execution.Input"}, False),  # as large as any payload
        ({"a.$": "$$"}, False),
        ({"a.$": "$variable"}, False),
        ({"a.$": "States.Format('{}', $.order)"}, False),
    ],
)
def test_what_is_built_weighs_no_more_than_the_template_says(source, is_known):
    data = {"order": {"id": 101, "note": "é" * 100}}
    scope = GivenScope(
        {"variable": "x" * 50_000},
        {"Execution": {"Id": "€" * 150, "Input": data}, "State": {"Name": "€" * 80}},
    )
    template = parse_template(source, "Parameters")
    weight = template.weight_of(weigh(data))
    assert (weight <= LIGHT) is is_known
    assert weigh(template.build(data, scope)) <= weight
