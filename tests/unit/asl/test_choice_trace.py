"""Why a Choice went where it went."""

import pytest

from eda_core.asl import MISSING, explain_choice, parse_definition


def machine_of(rule, **fields):
    """A machine whose Choice C has one rule, to Yes."""
    choice = {"Type": "Choice", "Choices": [{**rule, "Next": "Yes"}], **fields}
    ends = {"Yes": {"Type": "Succeed"}}
    if "Default" in fields:
        ends["No"] = {"Type": "Succeed"}
    return parse_definition({"StartAt": "C", "States": {"C": choice, **ends}})


def sentence_of(rule, data, **fields):
    """The sentence for one rule with a default, No."""
    return explain_choice(machine_of(rule, Default="No", **fields), "C", data).sentence


def amount(value):
    """An event of an order."""
    return {"detail": {"amount": value}}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (900, "$.detail.amount: 900 > 500 is true, so Payment Failed"),
        (500, "$.detail.amount: 500 > 500 is false, so Payment Succeeded (default)"),
        (
            "900",
            '$.detail.amount: "900" > 500 is false (it is not a number),'
            " so Payment Succeeded (default)",
        ),
        (
            [],
            "$.detail.amount: an array > 500 is false (it is not a number),"
            " so Payment Succeeded (default)",
        ),
    ],
)
def test_payment_is_explained(payment_machine, value, sentence):
    assert explain_choice(payment_machine, "isFraud", amount(value)).sentence == sentence


def test_missing_amount_is_explained(payment_machine):
    assert explain_choice(payment_machine, "isFraud", {}).sentence == (
        "Invalid path '$.detail.amount': The choice state's condition path references an invalid"
        " value. So the execution fails with States.Runtime"
    )


def test_comparison_holds_its_parts(payment_machine):
    comparison = explain_choice(payment_machine, "isFraud", amount(900)).rules[0].comparisons[0]
    assert (comparison.variable, comparison.operator) == ("$.detail.amount", "NumericGreaterThan")
    assert (comparison.came, comparison.symbol, comparison.wanted) == (900, ">", 500)
    assert comparison.result is True


def test_missing_value_has_no_result(payment_machine):
    rule = explain_choice(payment_machine, "isFraud", {}).rules[0]
    assert (rule.result, rule.comparisons[0].came, rule.comparisons[0].result) == (
        None,
        MISSING,
        None,
    )


def test_missing_value_has_no_target(payment_machine):
    assert explain_choice(payment_machine, "isFraud", {}).target is None


def test_failed_comparison_says_why(payment_machine):
    rule = explain_choice(payment_machine, "isFraud", {}).rules[0]
    assert rule.sentence.startswith("Invalid path '$.detail.amount'")


def test_default_is_marked(payment_machine):
    assert explain_choice(payment_machine, "isFraud", amount(1)).by_default


def test_value_from_a_path_is_read():
    machine = machine_of({"Variable": "$.a", "NumericEqualsPath": "$.b"}, Default="No")
    comparison = explain_choice(machine, "C", {"a": 1, "b": 2}).rules[0].comparisons[0]
    assert comparison.wanted == 2


def test_texts_that_nearly_are_equal_are_told_apart():
    assert sentence_of({"Variable": "$.by", "StringEquals": "card"}, {"by": "Card"}) == (
        '$.by: "Card" = "card" is false (they differ only in case), so No (default)'
    )


@pytest.mark.parametrize(
    ("operator", "came", "wanted"),
    [
        ("StringMatches", "order-", "order-*"),
        ("StringLessThan", "Card", "card"),
        ("TimestampEquals", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_what_compares_otherwise_than_by_letters_says_nothing_of_them(operator, came, wanted):
    sentence = sentence_of({"Variable": "$.by", operator: wanted}, {"by": came})
    assert sentence.endswith(" is true, so Yes")


@pytest.mark.parametrize(
    ("data", "note"),
    [
        ({"order": {"Amount": 5}}, ', though there is "Amount"'),
        ({"Order": {"amount": 5}}, ', though there is "Order"'),
        ({"order": {"sum": 5}}, ""),
        ({"order": [5]}, ""),
        (5, ""),
    ],
)
def test_a_field_that_nearly_is_there_is_named(data, note):
    machine = machine_of({"Variable": "$.order.amount", "NumericEquals": 5})
    (comparison,) = explain_choice(machine, "C", data).rules[0].comparisons
    assert (comparison.came, comparison.note) == (MISSING, note)


def test_texts_of_a_condition_that_nearly_are_equal_are_told_apart():
    choice = {"Condition": "{% $states.input.by = 'card' %}", "Next": "Yes"}
    state = {"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [choice], "Default": "No"}
    ends = {"Yes": {"Type": "Succeed"}, "No": {"Type": "Succeed"}}
    machine = parse_definition({"StartAt": "C", "States": {"C": state, **ends}})
    sentence = explain_choice(machine, "C", {"by": "card "}).sentence
    assert sentence.endswith("is false (they differ only in spaces), so No (default)")


def test_claim_reads_as_one():
    assert sentence_of({"Variable": "$.a", "IsNumeric": True}, {"a": 5}) == (
        '"$.a is a number" is true of 5, so Yes'
    )


def test_denied_claim_reads_as_one():
    assert sentence_of({"Variable": "$.a", "IsPresent": False}, {}) == (
        '"$.a is not present" is true of nothing, so Yes'
    )


def test_rule_of_rules_reads_as_a_whole():
    rule = {
        "And": [{"Variable": "$.a", "NumericGreaterThan": 1}, {"Variable": "$.a", "IsNull": False}]
    }
    assert sentence_of(rule, {"a": 2}) == "$.a > 1 and $.a is not null is true, so Yes"


def test_inner_rules_have_brackets():
    inner = {"Or": [{"Variable": "$.a", "IsNull": True}, {"Variable": "$.b", "IsNull": True}]}
    assert sentence_of({"Not": inner}, {"a": 1, "b": 1}) == (
        "not ($.a is null or $.b is null) is true, so Yes"
    )


def test_rules_are_explained_as_far_as_they_are_asked():
    rule = {
        "And": [{"Variable": "$.a", "IsPresent": True}, {"Variable": "$.a", "NumericEquals": 1}]
    }
    explanation = explain_choice(machine_of(rule, Default="No"), "C", {})
    assert len(explanation.rules[0].comparisons) == 1


def test_failure_inside_a_rule_of_rules_says_why():
    rule = {
        "And": [{"Variable": "$.a", "IsPresent": False}, {"Variable": "$.a", "NumericEquals": 1}]
    }
    rules = explain_choice(machine_of(rule, Default="No"), "C", {}).rules
    assert rules[0].sentence.startswith("Invalid path '$.a'")


def test_many_rules_are_counted():
    choices = [{"Variable": "$.a", "NumericEquals": n, "Next": "Yes"} for n in (1, 2)]
    states = {
        "C": {"Type": "Choice", "Choices": choices, "Default": "No"},
        "Yes": {"Type": "Succeed"},
        "No": {"Type": "Succeed"},
    }
    machine = parse_definition({"StartAt": "C", "States": states})
    assert explain_choice(machine, "C", {"a": 3}).sentence == (
        "none of 2 rules is true, so No (default)"
    )


def test_no_default_is_explained():
    machine = machine_of({"Variable": "$.a", "NumericEquals": 1})
    assert "does not point to a next state" in explain_choice(machine, "C", {"a": 2}).sentence


def test_input_path_comes_first():
    rule = {"Variable": "$.a", "NumericEquals": 1}
    assert sentence_of(rule, {"in": {"a": 1}}, InputPath="$.in") == "$.a: 1 = 1 is true, so Yes"


def test_input_path_that_leads_nowhere_is_explained():
    rule = {"Variable": "$.a", "NumericEquals": 1}
    assert "No results for path: $['in']" in sentence_of(rule, {}, InputPath="$.in")


def test_variables_are_seen():
    machine = machine_of({"Variable": "$v", "NumericEquals": 1}, Default="No")
    assert explain_choice(machine, "C", {}, variables={"v": 1}).target == "Yes"


def test_context_is_seen():
    machine = machine_of({"Variable": "$$.State.Name", "StringEquals": "C"}, Default="No")
    assert explain_choice(machine, "C", {}, context={"State": {"Name": "C"}}).target == "Yes"


def test_choice_inside_a_map_is_found():
    inner = {
        "StartAt": "C",
        "States": {
            "C": {
                "Type": "Choice",
                "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "Yes"}],
                "Default": "Yes",
            },
            "Yes": {"Type": "Succeed"},
        },
    }
    states = {"M": {"Type": "Map", "ItemProcessor": inner, "End": True}}
    machine = parse_definition({"StartAt": "M", "States": states})
    assert explain_choice(machine, "C", 1).target == "Yes"


@pytest.mark.parametrize("name", ["Payment Failed", "Nowhere"])
def test_state_that_is_no_choice_is_refused(payment_machine, name):
    with pytest.raises(LookupError, match=f'there is no Choice state "{name}"'):
        explain_choice(payment_machine, name, {})
