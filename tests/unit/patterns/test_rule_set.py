"""Many patterns at once."""

from enum import StrEnum

import pytest

from eda_core.patterns import compile_pattern, compile_rules
from eda_core.patterns.branches import field_at
from eda_core.patterns.masks import masks_of

FOUR_RULES = {
    "catch-all": {"source": [{"exists": True}]},
    "payments": {"source": ["order-service"], "detail-type": ["OrderCreated"]},
    "orders": {"source": ["payment-service"]},
    "notification": {"source": ["order-service", "payment-service"]},
}


class Source(StrEnum):
    ORDERS = "order-service"


def matching(patterns, event) -> tuple[str, ...]:
    return compile_rules({k: compile_pattern(p) for k, p in patterns.items()}).matching(event)


@pytest.mark.parametrize(
    ("source", "detail_type", "expected"),
    [
        ("order-service", "OrderCreated", ("catch-all", "payments", "notification")),
        ("payment-service", "PaymentSucceeded", ("catch-all", "orders", "notification")),
        ("order-service", "OrderCompleted", ("catch-all", "notification")),
        ("somebody", "OrderCreated", ("catch-all",)),
    ],
)
def test_four_rules_match_as_the_demo_says(source, detail_type, expected):
    assert matching(FOUR_RULES, {"source": source, "detail-type": detail_type}) == expected


def test_rules_keep_the_order_they_were_given():
    patterns = {name: {"a": [1]} for name in ("z", "a", "m")}
    assert matching(patterns, {"a": 1}) == ("z", "a", "m")


def test_names_are_all_rules():
    rules = compile_rules({"z": compile_pattern({"a": [1]}), "a": compile_pattern({"b": [1]})})
    assert rules.names == ("z", "a")


def test_no_rules_match_nothing():
    assert compile_rules({}).matching({"a": 1}) == ()


def test_one_is_not_true_after_true_was_seen():
    rules = compile_rules({"r": compile_pattern({"a": [{"anything-but": 1}]})})
    assert [rules.matching({"a": value}) for value in (True, 1, 1.0, True)] == [
        ("r",),
        (),
        (),
        ("r",),
    ]


def test_string_of_another_class_is_a_string():
    assert matching(FOUR_RULES, {"source": Source.ORDERS, "detail-type": "OrderCreated"}) == (
        "catch-all",
        "payments",
        "notification",
    )


def test_unhashable_value_is_no_leaf():
    assert matching(FOUR_RULES, {"source": {"a": []}}) == ()


def test_dotted_name_does_not_stand_for_a_plain_field():
    assert matching({"r": {"a": ["x"]}}, {"a.b": "x"}) == ()


def test_dotted_name_is_seen_below_the_top_level():
    assert matching({"r": {"a": {"b": ["x"]}}}, {"a.b": "x"}) == ("r",)


def test_array_of_strings_matches_any_of_them():
    assert matching(FOUR_RULES, {"source": ["x", "payment-service"]}) == (
        "catch-all",
        "orders",
        "notification",
    )


def test_array_of_objects_is_matched_rule_by_rule():
    patterns = {"same": {"a": {"x": [1], "y": [1]}}, "any": {"a": {"y": [2]}}, "no": {"b": [1]}}
    assert matching(patterns, {"a": [{"x": 1, "y": 2}, {"x": 2, "y": 1}]}) == ("any",)


def test_array_of_objects_at_a_plain_field_is_matched_rule_by_rule():
    patterns = {"plain": {"a": [{"exists": False}]}, "deep": {"a": {"x": [1]}}}
    assert matching(patterns, {"a": [{"x": 1}]}) == ("plain", "deep")


def test_ever_new_values_are_not_kept():
    masks = masks_of([(1, field_at("a", compile_pattern({"a": ["x"]}).branches[0][0].matchers))], 1)
    for number in range(5_000):
        masks.for_leaf(f"value {number}")
    masks.for_leaf("x" * 10_000)
    assert len(masks.by_key) < 2_000


def test_ever_new_sets_of_rules_are_not_kept():
    patterns = {str(n): compile_pattern({"a": [n, 100 + n % 7]}) for n in range(13)}
    rules = compile_rules(patterns)
    every = [[n for n in range(13) if bits >> n & 1] for bits in range(1 << 13)]
    assert all(len(rules.matching({"a": values})) == len(values) for values in every)
