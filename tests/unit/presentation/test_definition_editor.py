import json

import pytest

from eda_core.presentation.payment.definition_editor import (
    SAME,
    definition_text,
    demo_definition,
    difference,
    same_definition,
    state_definition,
    verdict,
)
from eda_core.stack import demo_stack
from tests.definitions import MAP, PARALLEL


def test_the_demos_definition_is_valid():
    assert verdict(demo_definition()).sentence == "A valid definition with 4 states."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nonsense", "the definition is not JSON"),
        ("[" * 100_000, "nests deeper"),
        ("[]", "a definition is an object"),
        (
            demo_definition().replace('"Default": "Payment Succeeded"', '"Default": "Paid"'),
            'States.isFraud.Default: no state "Paid"',
        ),
        (demo_definition().replace("events:putEvents", "sqs:sendMail"), "Resource"),
    ],
    ids=["no JSON", "too deep", "no object", "no such state", "no such resource"],
)
def test_what_cannot_be_used_gets_a_sentence_with_its_place(text, sentence):
    found = verdict(text)
    assert not found.is_valid
    assert sentence in found.sentence


def test_a_changed_limit_is_one_line_out_and_one_in():
    changed = demo_definition().replace("500", "400")
    lines = difference(demo_definition(), changed, "before").splitlines()
    assert [line for line in lines if line.startswith(("-", "+"))] == [
        "--- before",
        "+++ your text",
        '-          "NumericGreaterThan": 500,',
        '+          "NumericGreaterThan": 400,',
    ]


def test_only_what_a_definition_says_is_compared():
    squeezed = json.dumps(demo_stack().machine.definition)
    assert difference(demo_definition(), squeezed, "before") == SAME
    assert same_definition(demo_definition(), squeezed)


def test_text_that_is_no_json_is_compared_as_it_is():
    assert '+{"StartAt": }' in difference(demo_definition(), '{"StartAt": }', "before")
    assert not same_definition("nonsense", "nonsense")


def test_a_comparison_that_would_take_long_is_not_made():
    assert "too long" in difference(demo_definition(), "\n" * 5000, "before")


def test_the_text_of_a_definition_keeps_its_letters():
    machine = demo_stack().machine
    assert json.loads(definition_text(machine)) == machine.definition


@pytest.mark.parametrize(
    ("definition", "name"), [(PARALLEL, "Far right"), (MAP, "Reserved"), (MAP, "Notify")]
)
def test_the_definition_of_a_state_is_found_at_any_level(definition, name):
    assert state_definition(definition, name)["End"] is True


def test_a_state_that_is_not_there_has_no_definition():
    assert state_definition(MAP, "Nowhere") == {}
