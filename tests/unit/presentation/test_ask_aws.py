import json

import pytest

from eda_core.domain.refereeing import MatchAnswer, StateAnswer
from eda_core.presentation.ask_aws import ask_match, ask_states, compared
from eda_core.presentation.payment.definition_editor import definition_text
from eda_core.presentation.payment.trial_run import FIRST_INPUT, trial_run
from eda_core.presentation.payment.trial_states import states_of
from eda_core.stack import demo_stack

DEMO = definition_text(demo_stack().machine)
TASK = "arn:aws:states:::lambda:invoke"


class Echo:
    """A referee that answers what is worked out here, but for what a test says."""

    def __init__(self, states=(), **changed):
        self.answers = {each.question: each.answer for each in states if each.question}
        self.changed = changed
        self.asked = []

    def run_state(self, question):
        self.asked.append(question)
        return self.changed.get(question.state, self.answers[question])

    def match(self, pattern, event):
        return self.changed["match"]


def trial(definition, data=FIRST_INPUT, mocks=""):
    text = definition if isinstance(definition, str) else json.dumps(definition)
    return states_of(text, trial_run(text, data, mocks, ""))


def test_each_state_of_the_path_is_asked_about_and_the_bus_is_mocked():
    states = trial(DEMO)
    data = ask_states(echo := Echo(states), states)
    assert [group["title"] for group in data["groups"]] == [
        "isFraud",
        "Payment Failed",
        "Notify EventBus",
    ]
    assert data["agree"]
    assert data["sentence"] == "AWS answers the same, by 3 calls of TestState."
    choice, failed, notify = echo.asked
    assert (choice.result, failed.result) == (None, None)
    assert json.loads(notify.result)["FailedEntryCount"] == 0
    assert states[0].answer.next_state == "Payment Failed"


def test_a_difference_is_shown_by_its_place():
    states = trial(DEMO)
    output = json.loads(states[1].answer.output)
    output["payment"]["status"] = "PaymentSucceeded"
    other = StateAnswer("SUCCEEDED", "Notify EventBus", json.dumps(output))
    data = ask_states(Echo(states, **{"Payment Failed": other}), states)
    assert not data["agree"]
    assert data["sentence"] == "1 field differs, by 3 calls of TestState."
    assert data["groups"][1]["rows"][0] == {
        "field": "output.payment.status",
        "ours": '"PaymentFailed"',
        "aws": '"PaymentSucceeded"',
        "same": False,
    }


@pytest.mark.parametrize(("ours", "aws"), [("1", "1.0"), ("true", "1"), ("[1]", "[1, 2]")])
def test_values_of_another_type_differ(ours, aws):
    rows = compared(StateAnswer("S", output=ours), StateAnswer("S", output=aws))
    assert not rows[0]["same"]


CAUGHT = {
    "StartAt": "A",
    "States": {
        "A": {
            "Type": "Task",
            "Resource": TASK,
            "Parameters": {"FunctionName": "f"},
            "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}],
            "Catch": [{"ErrorEquals": ["E"], "Next": "B"}],
            "End": True,
        },
        "B": {"Type": "Fail", "Error": "Gone", "Cause": "for good"},
    },
}


def test_a_caught_error_is_asked_with_its_mock_and_its_retries():
    mocks = {
        "StateMachines": {"M": {"TestCases": {"C": {"A": "no"}}}},
        "MockedResponses": {"no": {"0-1": {"Throw": {"Error": "E", "Cause": "why"}}}},
    }
    first, last = trial(CAUGHT, "{}", json.dumps(mocks))
    assert (first.answer.status, first.answer.next_state) == ("CAUGHT_ERROR", "B")
    question = first.question
    assert (question.error, question.cause, question.retries) == ("E", "why", 1)
    assert last.answer == StateAnswer("FAILED", error="Gone", cause="for good")
    assert last.question.error is None


def test_a_task_without_an_answer_is_never_sent():
    (only,) = trial(CAUGHT, "{}")
    assert only.question is None
    assert "not asked" in only.why_not
    assert ask_states(Echo(), (only,))["sentence"] == "There was nothing AWS can be asked about."


def test_a_wait_is_not_waited_for_and_variables_go_along():
    machine = {
        "QueryLanguage": "JSONata",
        "StartAt": "A",
        "States": {
            "A": {"Type": "Pass", "Assign": {"n": 7}, "Next": "W"},
            "W": {"Type": "Wait", "Seconds": 3, "Next": "Z"},
            "Z": {"Type": "Pass", "Output": "{% $n %}", "End": True},
        },
    }
    first, wait, last = trial(machine, "{}")
    assert first.question.variables == ""
    assert wait.question is None
    assert json.loads(last.question.variables) == {"n": 7}
    assert last.answer.output == "7"


@pytest.mark.parametrize(
    ("ours", "aws", "agree"),
    [
        (MatchAnswer(taken=True), MatchAnswer(taken=True), True),
        (MatchAnswer(taken=True), MatchAnswer(), False),
        (MatchAnswer(refusal="x"), MatchAnswer(refusal="y"), True),
        (MatchAnswer(), MatchAnswer(refusal="no id"), False),
    ],
)
def test_both_answers_to_a_pattern(ours, aws, agree):
    data = ask_match(Echo(match=aws), "{}", "{}", ours)
    assert data["agree"] is agree
