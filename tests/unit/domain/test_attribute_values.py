import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.attribute_values import plain_item


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ({"N": "101"}, 101),
        ({"N": "-5"}, -5),
        ({"N": "500.01"}, 500.01),
        ({"N": "1E+2"}, 100.0),
        ({"N": "9" * 50}, 1e50),
        ({"N": "many"}, "many"),
        ({"S": "OrderCreated"}, "OrderCreated"),
        ({"BOOL": True}, True),
        ({"NULL": True}, None),
        ({"SS": ["a"]}, ["a"]),
        ({"L": [{"N": "1"}, {"S": "a"}]}, [1, "a"]),
        ({"L": 5}, []),
        ({"M": {"a": {"N": "1"}}}, {"a": 1}),
        ({}, None),
        ("text", None),
    ],
)
def test_attribute_is_a_plain_value(attribute, value):
    assert plain_item({"x": attribute}) == {"x": value}


def test_item_that_is_none_is_empty():
    assert plain_item(None) == {}


def test_item_that_nests_without_end_ends():
    attribute = {"S": "deep"}
    for _ in range(10_000):
        attribute = {"L": [attribute]}
    assert "deep" not in str(plain_item({"x": attribute}))


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
KINDS = st.sampled_from(["S", "N", "M", "L", "NULL", "BOOL", "B"])
ATTRIBUTE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KINDS, inner, max_size=2),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), ATTRIBUTE, max_size=3))
def test_any_item_is_made_plain(item):
    assert plain_item(item).keys() == item.keys()
