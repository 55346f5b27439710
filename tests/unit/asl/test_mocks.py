"""Files of mocked tasks: read, refused with their place, and held against a machine."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.asl import (
    Environment,
    ExecutionStatus,
    TaskFailed,
    check_mocks,
    execute,
    parse_definition,
    parse_mocks,
)
from eda_core.asl.mocks import MAX_BYTES
from eda_core.domain.errors import InvalidMocks

CALL = "arn:aws:states:::lambda:invoke"
RETRY = [{"ErrorEquals": ["Busy"], "MaxAttempts": 9}]
MACHINE = parse_definition(
    {
        "StartAt": "A",
        "States": {
            "A": {"Type": "Task", "Resource": CALL, "Retry": RETRY, "Next": "B"},
            "B": {"Type": "Pass", "End": True},
        },
    }
)
BUSY = {"Throw": {"Error": "Busy", "Cause": "later"}}


def file_of(response, state="A"):
    """A file with one test case, in which ``state`` gives ``response``."""
    machines = {"M": {"TestCases": {"C": {state: "it"}}}}
    return json.dumps({"StateMachines": machines, "MockedResponses": {"it": response}})


def run(response):
    mocks = parse_mocks(file_of(response)).case()
    check_mocks(mocks, MACHINE)
    return execute(MACHINE, {"id": 1}, Environment(mocks=mocks))


def refusal_of(text):
    with pytest.raises(InvalidMocks) as refusal:
        parse_mocks(text)
    return str(refusal.value)


def test_every_attempt_has_its_answer():
    execution = run({"0": BUSY, "1-2": BUSY, "3": {"Return": {"paid": True}}})
    assert execution.output == {"paid": True}
    assert [event.type for event in execution.history].count("TaskFailed") == 3


def test_an_attempt_without_an_answer_needs_one():
    execution = run({"0-1": BUSY})
    assert execution.status is ExecutionStatus.NEEDS_MOCK
    assert execution.cause == (
        f"The state 'A' calls {CALL}, and the mocked response \"it\" has no answer to attempt 2."
    )


def test_nothing_catches_that_a_mock_is_needed():
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "B"}]
    states = {
        "A": {"Type": "Task", "Resource": CALL, "Catch": catch, "Next": "B"},
        "B": {"Type": "Succeed"},
    }
    machine = parse_definition({"StartAt": "A", "States": states})
    assert execute(machine, {}).status is ExecutionStatus.NEEDS_MOCK


def test_a_mocked_execution_tells_the_same_history_again():
    execution = run({"0": BUSY, "1": {"Return": 5}})
    assert execution.history == execution.history
    assert execution.history[-1].details["output"] == "5"


def test_a_failure_without_a_cause_has_none():
    assert run({"0": {"Throw": {"Error": "Broken"}}}).cause is None


def test_the_file_of_the_aws_guide_has_its_test_cases():
    success = {"0": {"Return": {"StatusCode": 200}}}
    cases = {"HappyPath": {"LambdaState": "ok", "SQSState": "ok"}, "HybridPath": {}}
    text = json.dumps(
        {
            "StateMachines": {"LambdaSQSIntegration": {"TestCases": cases}},
            "MockedResponses": {"ok": success},
        }
    )
    file = parse_mocks(text)
    assert list(file.cases) == ["LambdaSQSIntegration#HappyPath", "LambdaSQSIntegration#HybridPath"]
    assert file.case("HybridPath") == {}


def test_a_test_case_of_two_machines_is_named_with_its_machine():
    cases = {"TestCases": {"C": {}}}
    text = json.dumps({"StateMachines": {"M": cases, "N": cases}, "MockedResponses": {}})
    with pytest.raises(InvalidMocks, match='Several machines have a test case "C"'):
        parse_mocks(text).case("C")
    assert parse_mocks(text).case("N#C") == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ('{"a": NaN}', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "Mocks are an object, not an array"),
        (" " * (MAX_BYTES + 1), "longer than"),
        ("{}", '"MockedResponses" is missing'),
        ('{"MockedResponses": {}}', '"StateMachines" is missing'),
        ('{"MockedResponses": {}, "StateMachines": {}}', "StateMachines: there is no test case"),
        (file_of({"x": BUSY}), 'MockedResponses.it.x: an attempt is named like "0"'),
        (file_of({"2-1": BUSY}), 'MockedResponses.it.2-1: an attempt is named like "0"'),
        (file_of({"0-2": BUSY, "1": BUSY}), "MockedResponses.it: attempt 1 is answered twice"),
        (file_of({"0": {}}), 'MockedResponses.it.0: one of "Return", "Throw" is missing'),
        (file_of({"0": {**BUSY, "Return": 1}}), 'cannot be given beside "Return"'),
        (file_of({"0": {"Throw": {}}}), '"Error" is missing'),
        (file_of({"0": {"Throw": {"Error": 5}}}), "must be text, not 5"),
        (file_of({}).replace('"A": "it"', '"A": "its"'), 'no mocked response "its"; did you mean'),
        (file_of({}).replace("TestCases", "Tests"), "there is no such field here"),
    ],
)
def test_what_is_no_file_of_mocks_is_refused_with_its_place(text, words):
    assert words in refusal_of(text)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("C", 'The mocks name a state "C" that is not there'),
        ("B", '"B" is a Pass state: only a Task, or a Map with an ItemReader, is mocked.'),
    ],
)
def test_a_mock_of_what_is_never_called_is_refused(state, words):
    with pytest.raises(InvalidMocks, match=words):
        check_mocks(parse_mocks(file_of({}, state)).case(), MACHINE)


def test_a_byte_order_mark_is_no_part_of_the_file():
    assert parse_mocks("\ufeff" + file_of({"0": {"Return": 1}})).case()["A"].answer(0).output == 1


def test_a_mock_answers_only_what_it_names():
    mock = parse_mocks(file_of({"1-2": BUSY})).case()["A"]
    assert (mock.answer(0), mock.answer(3)) == (None, None)
    assert isinstance(mock.answer(2), TaskFailed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(JSON | st.dictionaries(st.sampled_from(["StateMachines", "MockedResponses"]), JSON))
def test_any_json_is_read_or_refused(value):
    with contextlib.suppress(InvalidMocks):
        parse_mocks(json.dumps(value))
