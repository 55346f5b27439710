import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidRequest
from eda_core.simulator.entries import MAX_BYTES, Entry, Refusal, read_entries

GOOD = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": '{"id": 1}'}


def refusal(**change):
    (result,) = read_entries([{k: v for k, v in (GOOD | change).items() if v is not None}])
    assert isinstance(result, Refusal)
    return result.code, result.message


def test_a_good_entry_is_accepted():
    assert read_entries([GOOD]) == (Entry("order-service", "OrderCreated", {"id": 1}),)


@pytest.mark.parametrize("name", ["Source", "DetailType", "Detail"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_argument_is_refused_in_the_words_of_aws(name, value):
    reason = f"Parameter {name} is not valid. Reason: {name} is a required argument."
    assert refusal(**{name: value}) == ("InvalidArgument", reason)


@pytest.mark.parametrize(
    "detail",
    [
        '"jsonstring"',
        "[1]",
        "nonsense",
        "{",
        '{"a": NaN}',
        "[" * 100_000,
        '{"a": 9223372036854775808}',
    ],
)
def test_a_detail_that_is_no_object_is_malformed(detail):
    assert refusal(Detail=detail) == ("MalformedDetail", "Detail is malformed.")


def test_a_source_of_aws_is_not_authorized():
    assert refusal(Source="aws.ec2")[0] == "NotAuthorizedForSourceException"


def test_a_detail_type_may_have_128_characters():
    (entry,) = read_entries([GOOD | {"DetailType": "x" * 128}])
    assert isinstance(entry, Entry)
    assert refusal(DetailType="x" * 129)[0] == "InvalidArgument"


@pytest.mark.parametrize("value", [5, ["x"], {"y": 1}])
def test_an_argument_must_be_text(value):
    assert refusal(Source=value)[0] == "InvalidArgument"


@pytest.mark.parametrize(
    ("time", "at_ms"),
    [("2026-01-31T12:00:00Z", 1_769_860_800_000), (1_769_860_800, 1_769_860_800_000)],
)
def test_a_time_may_be_given(time, at_ms):
    (entry,) = read_entries([GOOD | {"Time": time}])
    assert entry.at_ms == at_ms


@pytest.mark.parametrize("time", ["noon", [], 1e300, float("nan")])
def test_a_time_must_be_one(time):
    assert refusal(Time=time)[0] == "InvalidArgument"


def test_resources_are_kept():
    (entry,) = read_entries([GOOD | {"Resources": ["arn:one", "arn:two"]}])
    assert entry.resources == ("arn:one", "arn:two")


def test_a_refused_entry_keeps_its_place():
    results = read_entries([GOOD, GOOD | {"Detail": "x"}, GOOD])
    assert [type(result) for result in results] == [Entry, Refusal, Entry]


def test_eleven_entries_are_too_many():
    with pytest.raises(InvalidRequest, match="less than or equal to 10") as refused:
        read_entries([GOOD] * 11)
    assert refused.value.code == "ValidationException"


def test_no_entries_are_too_few():
    with pytest.raises(InvalidRequest, match="greater than or equal to 1"):
        read_entries([])


@pytest.mark.parametrize("entries", ["text", {"a": 1}, [5], None])
def test_entries_must_be_a_list_of_objects(entries):
    with pytest.raises(InvalidRequest):
        read_entries(entries)


def test_one_megabyte_in_total_is_over_the_limit():
    other = len("order-service") + len("OrderCreated")
    detail = json.dumps({"x": "y" * (MAX_BYTES - other - len('{"x": ""}'))})
    with pytest.raises(InvalidRequest, match="Total size of the entries"):
        read_entries([GOOD | {"Detail": detail}])
    assert read_entries([GOOD | {"Detail": detail.replace("yy", "y", 1)}])


def test_size_counts_bytes_and_the_time():
    detail = json.dumps({"x": "é" * (MAX_BYTES // 2 - 24)}, ensure_ascii=False)
    assert read_entries([GOOD | {"Detail": detail}])
    with pytest.raises(InvalidRequest, match="Total size of the entries"):
        read_entries([GOOD | {"Detail": detail, "Time": 0}])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["Source", "DetailType", "Detail", "Time", "Resources", "EventBusName"])


@given(st.lists(st.dictionaries(names, json_values), min_size=1, max_size=3))
def test_any_entries_are_accepted_or_refused_one_by_one(entries):
    assert len(read_entries(entries)) == len(entries)
