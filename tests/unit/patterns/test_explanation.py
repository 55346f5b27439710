"""The words of explanations."""

import pytest

from eda_core.domain.errors import InvalidEvent
from eda_core.patterns import Explanation, FieldExplanation, compile_pattern, explain

EVENT = {
    "source": "payment-service",
    "detail-type": "PaymentFailed",
    "resources": [],
    "detail": {"id": 7, "tags": ["a", "b"]},
}


def explained(pattern, event=EVENT) -> Explanation:
    return explain(compile_pattern(pattern), event)


def field(entries, event) -> FieldExplanation:
    """The explanation of the one field ``f``."""
    return explained({"f": entries}, event).fields[0]


def wanted(*entries) -> str:
    return field(list(entries), {}).wanted


def test_missed_field_names_value_and_wish():
    sentence = explained({"source": ["order-service"]}).sentence
    assert sentence == "`source` is payment-service; the pattern wants order-service."


@pytest.mark.parametrize(
    ("came", "said"),
    [
        ("order-service\u200b", r'"order-service\u200b"'),
        ("order-service\u00a0", r'"order-service\u00a0"'),
        ("\u202eorder-service", r'"\u202eorder-service"'),
    ],
)
def test_what_cannot_be_seen_of_a_value_is_said(came, said):
    sentence = explained({"source": ["order-service"]}, EVENT | {"source": came}).sentence
    assert sentence.startswith(f"`source` is {said}; the pattern wants order-service (they differ")


@pytest.mark.parametrize(
    ("entry", "value"),
    [({"prefix": "Order"}, "order-service"), ({"suffix": ".PNG"}, "receipt.png")],
)
def test_a_beginning_or_an_end_that_nearly_is_the_wanted_one_is_told_apart(entry, value):
    sentence = explained({"f": [entry]}, {"f": value}).sentence
    assert sentence.endswith(" (they differ only in case).")


def test_a_field_that_is_to_be_missing_has_no_other_beside_it():
    pattern = {"detail": {"Id": [{"exists": False}], "x": [1]}}
    assert explained(pattern).fields[0].sentence == "`detail.Id` is missing"


def test_the_first_value_that_nearly_is_the_wanted_one_is_named():
    sentence = explained({"detail": {"tags": ["x", "B"]}}).sentence
    assert (
        sentence == "`detail.tags` is a and b; the pattern wants x or B (they differ only in case)."
    )


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        (
            {"detailType": ["x"]},
            "`detailType` is missing, though there is detail-type; the pattern wants x.",
        ),
        (
            {"detail": {"Id": [7]}},
            "`detail.Id` is missing, though there is id; the pattern wants 7.",
        ),
        (
            {"Detail": {"id": [7]}},
            "`Detail.id` is missing, though there is detail; the pattern wants 7.",
        ),
        ({"detail": {"id": {"of": [7]}}}, "`detail.id.of` is missing; the pattern wants 7."),
        ({"detail": {"other": [7]}}, "`detail.other` is missing; the pattern wants 7."),
    ],
)
def test_a_field_that_is_nearly_there_is_named(pattern, sentence):
    assert explained(pattern).sentence == sentence


def test_missed_field_is_recorded():
    assert explained({"source": ["order-service"]}).fields == (
        FieldExplanation(
            path="source",
            wanted='one of "order-service"',
            came='"payment-service"',
            met=False,
            sentence="`source` is payment-service; the pattern wants order-service",
        ),
    )


def test_fields_keep_the_order_of_the_pattern():
    pattern = {"source": ["x"], "detail-type": ["y"], "account": ["z"]}
    assert [each.path for each in explained(pattern).fields] == list(pattern)


def test_every_missed_field_has_its_sentence():
    sentence = explained({"source": ["a"], "detail-type": ["b"]}).sentence
    assert sentence == (
        "`source` is payment-service; the pattern wants a."
        " `detail-type` is PaymentFailed; the pattern wants b."
    )


def test_match_lists_what_came():
    sentence = explained({"source": ["payment-service"], "detail": {"id": [7]}}).sentence
    assert sentence == "The event matches: `source` is payment-service, `detail.id` is 7."


def test_missing_field_is_missing():
    sentence = explained({"detail": {"amount": [{"numeric": [">", 500]}]}}).sentence
    assert sentence == "`detail.amount` is missing; the pattern wants a number > 500."


def test_missing_field_came_as_nothing():
    assert field([1], {}).came == "nothing"


def test_object_is_said_to_be_no_value():
    assert explained({"detail": ["x"]}).sentence.startswith("`detail` is an object, not a value;")


def test_empty_array_is_said_to_have_no_values():
    sentence = explained({"resources": [{"exists": True}]}).sentence
    assert sentence == "`resources` is an array without values; the pattern wants it present."


def test_present_field_misses_absence():
    sentence = explained({"source": [{"exists": False}]}).sentence
    assert sentence == "`source` is payment-service; the pattern wants it absent."


def test_all_values_of_an_array_came():
    assert explained({"detail": {"tags": ["c"]}}).fields[0].came == '"a" and "b"'


def test_many_values_are_counted():
    assert field([0], {"f": [1, 2, 3, 4, 5, 6, 7]}).came == "1, 2, 3, 4, 5 and 2 more"


def test_long_value_is_cut():
    assert len(field([0], {"f": "x" * 1000}).came) == 80


def test_lone_surrogate_is_written_as_an_escape():
    assert field([0], {"f": "\ud800"}).came == r'"\ud800"'


def test_value_json_has_not_is_named():
    assert field([0], {"f": {1}}).came == "(set, which JSON has not)"


def test_number_no_double_carries_is_spelled():
    assert field([0], {"f": 2**53 + 1}).came == "9007199254740993"


@pytest.mark.parametrize(
    ("entry", "value", "sentence"),
    [
        ("5", 5, '`f` is 5 (a number); the pattern wants "5" (a string).'),
        (5, "5", '`f` is "5" (a string); the pattern wants 5 (a number).'),
        ("true", True, '`f` is true (a boolean); the pattern wants "true" (a string).'),
        (None, "null", '`f` is "null" (a string); the pattern wants null.'),
        (5, "6", '`f` is "6"; the pattern wants 5.'),
        ({"numeric": [">", 5]}, "600", '`f` is "600"; the pattern wants a number > 5.'),
    ],
)
def test_values_that_only_types_tell_apart_are_told_apart(entry, value, sentence):
    assert explained({"f": [entry]}, {"f": value}).sentence == sentence


def test_a_value_that_only_its_type_tells_apart_comes_with_it():
    missed = field(["5"], {"f": 5})
    assert (missed.wanted, missed.came) == ('one of "5"', "5 (a number)")


def test_only_the_values_spelled_alike_get_their_types():
    sentence = explained({"f": ["x", "5"]}, {"f": [5, 6]}).sentence
    assert sentence == '`f` is 5 (a number) and 6; the pattern wants x or "5" (a string).'


@pytest.mark.parametrize("value", ["", " x", "a\nb"])
def test_unclear_text_keeps_its_quotes(value):
    assert '"' in field(["y"], {"f": value}).sentence


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("a", 'one of "a"'),
        (300, "one of 300"),
        (None, "one of null"),
        ({"prefix": "a"}, 'a string that begins with "a"'),
        ({"suffix": "a"}, 'a string that ends with "a"'),
        ({"prefix": {"equals-ignore-case": "a"}}, 'a string that begins with "a" in any case'),
        ({"suffix": {"equals-ignore-case": "a"}}, 'a string that ends with "a" in any case'),
        ({"equals-ignore-case": "a"}, 'a string that equals "a" in any case'),
        ({"wildcard": "a*"}, 'a string like "a*"'),
        ({"numeric": [">", 0, "<=", 5]}, "a number > 0 and <= 5"),
        ({"numeric": ["=", 5]}, "one of 5"),
        ({"exists": True}, "present"),
        ({"exists": False}, "absent"),
        ({"cidr": "10.0.0.0/8"}, "an IP address in 10.0.0.0/8"),
        ("10.0.0.1", "10.0.0.1"),
        ({"anything-but": ["a", "b"]}, "anything but a or b"),
        ({"anything-but": {"prefix": "a"}}, 'anything but a string that begins with "a"'),
        ({"anything-but": {"prefix": []}}, "any value"),
    ],
)
def test_wanted_says_what_the_operator_accepts(entry, words):
    assert wanted(entry) == words


def test_wanted_joins_values_and_operators():
    assert wanted("a", {"exists": False}, "b") == 'one of "a", "b" or absent'


def test_many_wanted_values_are_counted():
    assert wanted(*range(7)) == "one of 0, 1, 2, 3, 4, 2 more"


OR = {"source": ["s"], "$or": [{"a": [1]}, {"b": [2], "c": [3]}]}


def test_or_shows_shared_fields_apart():
    assert [each.path for each in explained(OR, {}).fields] == ["source"]


def test_or_shows_each_choice():
    found = explained(OR, {"source": "s", "b": 2})
    assert [[each.path for each in branch.fields] for branch in found.branches] == [
        ["a"],
        ["b", "c"],
    ]


def test_or_says_which_choice_is_met():
    found = explained(OR, {"source": "s", "b": 2, "c": 3})
    assert [branch.met for branch in found.branches] == [False, True]


def test_or_match_names_the_chosen_fields():
    found = explained(OR, {"source": "s", "b": 2, "c": 3})
    assert found.sentence == "The event matches: `source` is s, `b` is 2, `c` is 3."


def test_or_miss_goes_through_the_choices():
    assert explained(OR, {"source": "s", "a": 0, "b": 2}).sentence == (
        "None of the 2 choices of $or is met:"
        " `a` is 0; the pattern wants 1 / `c` is missing; the pattern wants 3."
    )


def test_or_miss_of_a_shared_field_comes_first():
    sentence = explained(OR, {"source": "t", "a": 1}).sentence
    assert sentence == "`source` is t; the pattern wants s."


def test_pattern_without_or_has_no_branches():
    assert explained({"source": ["s"]}).branches == ()


def test_different_elements_are_named_as_the_reason():
    found = explained({"a": {"x": [1], "y": [2]}}, {"a": [{"x": 1}, {"y": 2}]})
    assert found.sentence == "Every field is met, but by different elements of one array."


def test_field_absent_from_the_chosen_element_is_met():
    pattern = {"a": {"x": [1], "y": [{"exists": False}]}}
    found = explained(pattern, {"a": [{"x": 1}, {"y": 2}]})
    assert all(each.met for each in found.fields)


def test_event_text_is_explained():
    assert explained({"a": [1]}, '{"a": 1}').matched


def test_malformed_event_is_refused():
    with pytest.raises(InvalidEvent):
        explained({"a": [1]}, "{")
