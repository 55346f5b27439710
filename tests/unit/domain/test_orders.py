import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidOrder
from eda_core.domain.orders import (
    MAX_BODY_BYTES,
    Order,
    label_of,
    order_from_label,
    order_id_of,
    parse_order,
)


@pytest.mark.parametrize("amount", [100, 500, 500.01, 0, -5])
def test_an_amount_may_be_any_number(amount):
    assert parse_order(json.dumps({"id": 101, "amount": amount})) == Order(101, amount)


@pytest.mark.parametrize("body", [' {"id": 1, "amount": 2}', '{"id": 1, "amount": 2}\r\n'])
def test_blanks_around_a_body_are_nothing(body):
    assert parse_order(body) == Order(1, 2)


@pytest.mark.parametrize("after", ["x", "{}", "}"])
def test_nothing_else_may_follow_a_body(after):
    with pytest.raises(InvalidOrder, match="must be JSON"):
        parse_order('{"id": 1, "amount": 2}' + after)


def test_an_id_may_be_spelt_as_a_float():
    assert parse_order('{"id": 101.0, "amount": 1}').id == 101


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "must be JSON"),
        ("{", "must be JSON"),
        ("[" * 100_000, "must be JSON"),
        ('{"id": NaN, "amount": 1}', "must be JSON"),
        ("[]", "must be a JSON object"),
        ("101", "must be a JSON object"),
        ('{"amount": 1}', "`id` is missing"),
        ('{"id": 101}', "`amount` is missing"),
        ('{"id": 101, "amount": "600"}', '`amount` must be a number, not "600"'),
        ('{"id": 101, "amount": null}', "`amount` must be a number, not null"),
        ('{"id": 101, "amount": true}', "`amount` must be a number, not true"),
        ('{"id": "101", "amount": 1}', "`id` must be a number"),
        ('{"id": 1.5, "amount": 1}', "`id` must be a whole number"),
        ('{"id": 1e400, "amount": 1}', "`id` must lie between"),
        ('{"id": 9007199254740992, "amount": 1}', "`id` must lie between"),
        (json.dumps({"id": 1, "amount": 1, "x": "y" * MAX_BODY_BYTES}), "larger than 256 KiB"),
    ],
)
def test_a_refusal_gives_its_reason(body, reason):
    with pytest.raises(InvalidOrder, match=reason.replace("^", r"\^")):
        parse_order(body)


@given(st.text())
def test_any_text_is_an_order_or_a_refusal(body):
    with contextlib.suppress(InvalidOrder):
        assert isinstance(parse_order(body), Order)


def test_a_body_gives_back_its_order():
    assert parse_order(Order(7, 500.01).to_body()) == Order(7, 500.01)


@pytest.mark.parametrize(
    ("detail", "order"),
    [
        ({"id": 101}, 101),
        ({"id": 101.0}, 101),
        ({"id": "A7"}, "A7"),
        ({"id": True}, None),
        ({"id": None}, None),
        ({"id": [1]}, None),
        ({}, None),
        ("text", None),
    ],
)
def test_order_id_is_read_from_a_detail(detail, order):
    assert order_id_of(detail) == order


@given(st.one_of(st.integers(-(2**53), 2**53), st.text()))
def test_a_label_names_its_order(order):
    assert order_from_label(label_of(order)) == order


def test_number_and_text_have_different_labels():
    assert label_of(101) != label_of("101")


@pytest.mark.parametrize("label", ["", "A7", "null", "[1]", "{" * 99_999])
def test_a_label_may_name_no_order(label):
    assert order_from_label(label) is None
