"""What became of each line from one shape of an event to the next."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.presentation.live.shape_changes import (
    MOST_LEAVES,
    NOTHING,
    ShapeLine,
    Sign,
    bounded,
    carried,
    leaves,
    lit_lines,
)

VALUES = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b", '{"a":1}'])
NAMES = st.sampled_from(["id", "a", "b", "[0]", "\0inside", "…"])
SHAPES = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


def signs(before, after):
    """The signs of the lines that are not only brackets, by what the line says."""
    lines = lit_lines(before, after)
    return {line.text.strip().rstrip(","): line.sign.value for line in lines if '"' in line.text}


def text_of(lines):
    return "\n".join(line.text for line in lines if line.sign is not Sign.LEFT)


@given(SHAPES, SHAPES)
def test_the_lines_are_the_json_of_the_later_shape(before, after):
    assert json.loads(text_of(lit_lines(before, after))) == after


@given(SHAPES)
def test_nothing_has_changed_between_two_that_are_alike(shape):
    assert {line.sign for line in lit_lines(shape, shape)} == {Sign.SAME}


@given(SHAPES)
def test_all_is_new_where_there_was_nothing(shape):
    assert set(carried(NOTHING, bounded(shape)).signs.values()) == {Sign.NEW}


@given(SHAPES, SHAPES)
def test_each_value_of_the_earlier_is_carried_on_once_or_left(before, after):
    found = carried(bounded(before), bounded(after))
    came = [sign for sign in found.signs.values() if sign is not Sign.NEW]
    assert len(came) + len(found.left) == len(list(leaves(bounded(before))))


@given(SHAPES, SHAPES)
def test_a_value_that_was_nowhere_before_is_new(before, after):
    old = [(type(leaf.value), leaf.value) for leaf in leaves(bounded(before))]
    found = carried(bounded(before), bounded(after))
    for leaf in leaves(bounded(after)):
        if (type(leaf.value), leaf.value) not in old:
            assert found.signs[leaf.path] is Sign.NEW


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"id": 1}, {"id": 1}, {'"id": 1': ""}),
        ({"id": 1}, {"detail": {"id": 1}}, {'"detail": {"id": 1}': "→"}),
        ({"status": "Paid"}, {"event": "Paid"}, {'"event": "Paid"': "~"}),
        ({"id": 1}, {"Detail": '{"id": 1}'}, {'"Detail": "{\\"id\\": 1}"': "→"}),
        ({"Detail": '{"id": 1}'}, {"detail": {"id": 1}}, {'"detail": {"id": 1}': "→"}),
        ({"a": True}, {"b": True}, {'"b": true': "+"}),
        ({"a": 1}, {"a": True}, {'"a": true': "+"}),
        ({"a": 1}, {"b": {"a": 1, "c": 2}}, {'"b": {"a": 1, "c": 2}': "+"}),
    ],
)
def test_a_line_has_the_sign_of_what_became_of_it(before, after, expected):
    assert signs(before, after) == expected


def test_what_is_gone_is_named_in_one_line():
    before = {"order": {"id": 1, "amount": 2}, "time": "now", "kept": 3}
    assert lit_lines(before, {"kept": 3})[-1] == ShapeLine(Sign.LEFT, "order, time")


def test_a_value_that_was_replaced_is_lit_and_not_called_gone():
    lines = lit_lines({"status": "Created"}, {"status": "Paid"})
    assert [line.sign for line in lines] == [Sign.SAME, Sign.NEW, Sign.SAME]


def test_of_many_names_some_are_counted():
    lines = lit_lines({f"name{at}": f"value{at}" for at in range(9)}, {})
    assert lines[-1].text.endswith("name5 and 3 more")


def test_the_framed_field_has_a_line_of_its_own():
    lines = lit_lines(NOTHING, {"detail": {"id": 1, "amount": 900}}, [("detail", "amount")])
    assert [line.text.strip() for line in lines if line.framed] == ['"amount": 900']


def test_what_is_too_deep_or_too_much_is_an_ellipsis():
    deep = 1
    for _ in range(5000):
        deep = [deep]
    assert "…" in text_of(lit_lines(NOTHING, {"deep": deep}))
    assert len(lit_lines(NOTHING, {"many": list(range(100_000))})) < 2 * MOST_LEAVES
