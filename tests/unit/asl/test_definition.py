"""Parsing whole definitions: forms, limits, resources."""

import json

import pytest

from eda_core.asl import PUT_EVENTS, parse_definition
from eda_core.domain.errors import InvalidDefinition

PASS = {"Type": "Pass", "End": True}


def refusal_of(definition, **options):
    """What a definition is refused with, as one sentence."""
    with pytest.raises(InvalidDefinition) as refusal:
        parse_definition(definition, **options)
    return str(refusal.value)


def nested(levels):
    """A definition whose Result nests."""
    result = []
    for _ in range(levels):
        result = [result]
    return {"StartAt": "A", "States": {"A": {**PASS, "Result": result}}}


def test_text_and_object_make_the_same_machine(payment_machine):
    again = parse_definition(json.dumps(payment_machine.definition))
    assert again.definition == payment_machine.definition


def test_states_keep_their_order(payment_machine):
    assert list(payment_machine.states) == [
        "isFraud",
        "Payment Failed",
        "Payment Succeeded",
        "Notify EventBus",
    ]


def test_comment_is_kept(payment_machine):
    assert payment_machine.comment == "Payment Service"


def test_every_state_holds_those_inside():
    inner = {"StartAt": "B", "States": {"B": PASS}}
    states = {"A": {"Type": "Map", "ItemProcessor": inner, "End": True}}
    machine = parse_definition({"StartAt": "A", "States": states})
    assert set(machine.every_state) == {"A", "B"}


def test_refusal_names_the_place_first():
    definition = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}
    assert refusal_of(definition) == 'States.A.Next: no state "B"'


RESOURCES = [
    "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "arn:aws-cn:states:::sqs:sendMessage.waitForTaskToken",
    "arn:aws-us-gov:states:::ecs:runTask.sync",
    "arn:aws:states:::states:startExecution.sync:2",
    "arn:aws:states:::aws-sdk:s3:listObjectsV2",
    "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess.waitForTaskToken",
    "arn:aws:states:::http:invoke",
    "arn:aws:states:us-east-1:123456789012:activity:approve",
    "arn:aws:lambda:us-east-1:123456789012:function:f",
    "arn:aws-cn:lambda:cn-north-1:123456789012:function:f:live",
    "arn:aws:swf:us-east-1:123456789012:task:x",
    "${FunctionArn}",
    "arn:${AWS::Partition}:states:::lambda:invoke",
]


@pytest.mark.parametrize("resource", RESOURCES)
def test_resource_of_any_service_is_taken(resource):
    state = {"Type": "Task", "Resource": resource, "End": True}
    machine = parse_definition({"StartAt": "A", "States": {"A": state}})
    assert machine.states["A"].resource == resource


def test_nesting_up_to_the_limit_is_taken():
    assert parse_definition(nested(90))


def test_nesting_beyond_the_limit_is_refused():
    assert refusal_of(nested(100)) == "the definition nests deeper than 100 levels"


def test_text_that_nests_without_end_is_refused():
    assert refusal_of("[" * 100_000) == "the definition nests deeper than 100 levels"


def test_text_that_is_too_long_is_refused():
    assert refusal_of(" " * 1_048_577) == "the definition is longer than 1048576 bytes"


def test_object_that_holds_too_much_is_refused():
    much = [0] * 2_000
    assert refusal_of({"StartAt": "A", "States": [much] * 2_000}) == (
        "the definition holds too many values"
    )


def test_object_that_holds_itself_is_refused():
    definition = {"StartAt": "A"}
    definition["States"] = definition
    assert "deeper than 100 levels" in refusal_of(definition)


def test_object_that_is_not_json_is_refused():
    assert refusal_of({"StartAt": "A", "States": {1, 2}}) == (
        "a definition is JSON; there is no set in it"
    )


def test_names_that_are_not_text_are_refused():
    assert refusal_of({"StartAt": "A", "States": {1: PASS}}) == (
        "a definition is JSON; its names are text"
    )


def test_long_name_is_cut_in_the_refusal():
    assert len(refusal_of({"StartAt": "x" * 10_000, "States": {"A": PASS}})) < 200


LONG = "x" * 10_000


@pytest.mark.parametrize(
    "state",
    [
        {"Type": LONG},
        {**PASS, LONG: 1},
        {**PASS, "InputPath": LONG},
        {**PASS, "InputPath": f"$.a {LONG}"},
        {**PASS, "ResultPath": LONG},
        {**PASS, "QueryLanguage": LONG},
        {**PASS, "Parameters": {"x.$": LONG}},
        {**PASS, "Parameters": {"x.$": f"States.{LONG}()"}},
        {**PASS, "Parameters": {"x.$": f"States.UUID() {LONG}"}},
        {**PASS, "Assign": {LONG: 1}},
        {"Type": "Pass", "Next": LONG},
        {"Type": "Task", "Resource": f"arn:{LONG}", "End": True},
        {"Type": "Choice", "Choices": [{LONG: 1, "Variable": "$", "Next": "A"}]},
        {"Type": "Choice", "Choices": [{LONG: 1, "b": 2, "Variable": "$", "Next": "A"}]},
    ],
)
def test_long_text_is_cut_in_the_refusal(state):
    definition = {"StartAt": "A", "States": {"A": state}}
    assert len(refusal_of(definition)) < 600


def test_large_numbers_are_taken_as_the_largest():
    retry = [{"ErrorEquals": ["E"], "BackoffRate": 1e300}]
    state = {"Type": "Task", "Resource": PUT_EVENTS, "End": True, "Retry": retry}
    machine = parse_definition({"StartAt": "A", "States": {"A": state}})
    assert machine.states["A"].retry[0].backoff_rate == 99_999_999


def test_credentials_are_taken():
    state = {"Type": "Task", "Resource": PUT_EVENTS, "End": True, "Credentials": {"RoleArn": "x"}}
    assert parse_definition({"StartAt": "A", "States": {"A": state}})
