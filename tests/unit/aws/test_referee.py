import json

import boto3
import pytest
from botocore.exceptions import ClientError

from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.failures.sentences import explain
from eda_core.aws.referee import AwsReferee
from eda_core.aws.target import target_from
from eda_core.domain.refereeing import MatchAnswer, StateAnswer, StateQuestion
from tests.aws.scripted_clients import ScriptedClients

QUESTION = StateQuestion("{}", "isFraud", "{}")


def referee(operation, answer):
    service = "events" if operation == "TestEventPattern" else "stepfunctions"
    clients = ScriptedClients({(service, operation): answer})
    return AwsReferee(clients), clients


def failure(code, text="no", service="stepfunctions", operation="TestState", status=400):
    response = {
        "Error": {"Code": code, "Message": text}, "ResponseMetadata": {"HTTPStatusCode": status}
    }  # fmt: skip
    target = target_from(region="eu-central-1")
    return explain(ClientError(response, operation), service, operation, target)


def test_a_state_is_sent_with_its_mock_and_without_a_role():
    asked, clients = referee("TestState", {"status": "SUCCEEDED", "nextState": "B", "output": "{}"})
    question = StateQuestion("{}", "A", "[1]", '{"x":1}', error="E", cause="c", retries=2)
    assert asked.run_state(question) == StateAnswer("SUCCEEDED", "B", "{}")
    (sent,) = clients.asked("TestState")
    assert sent == {
        "definition": "{}",
        "stateName": "A",
        "input": "[1]",
        "variables": '{"x":1}',
        "mock": {"errorOutput": {"error": "E", "cause": "c"}},
        "stateConfiguration": {"retrierRetryCount": 2},
    }
    assert clients.meter.snapshot().count == 1


@pytest.mark.parametrize("code", ["InvalidDefinition", "InvalidExecutionInput"])
def test_what_aws_finds_wrong_with_the_input_is_an_answer(code):
    asked, _ = referee("TestState", failure(code, "INVALID_PATH at /States/A"))
    assert asked.run_state(QUESTION).refusal == "INVALID_PATH at /States/A"


@pytest.mark.parametrize(
    ("code", "sentence", "remedy"),
    [
        ("AccessDeniedException", "may not call states:TestState", 'Allow "states:TestState"'),
        ("ThrottlingException", "asks to slow down", "press Ask AWS again"),
        ("UnknownOperationException", "does not know states:TestState", "on a real account"),
    ],
)
def test_a_failure_is_a_sentence_with_what_helps(code, sentence, remedy):
    asked, _ = referee("TestState", failure(code))
    with pytest.raises(AwsFailure, match=sentence) as raised:
        asked.run_state(QUESTION)
    assert remedy in raised.value.remedy


def test_an_answer_without_a_result_is_none():
    asked, _ = referee("TestState", {})
    with pytest.raises(AwsFailure, match="took TestState and gave no result"):
        asked.run_state(QUESTION)
    asked, _ = referee("TestEventPattern", {})
    with pytest.raises(AwsFailure, match="took TestEventPattern and gave no result"):
        asked.match("{}", "{}")


def test_a_pattern_is_asked_for_with_its_event():
    asked, clients = referee("TestEventPattern", {"Result": True})
    assert asked.match("{}", "[]") == MatchAnswer(taken=True)
    assert clients.asked("TestEventPattern") == [{"EventPattern": "{}", "Event": "[]"}]
    asked, _ = referee("TestEventPattern", failure("InvalidEventPatternException", "bad"))
    assert asked.match("{", "{}") == MatchAnswer(refusal="bad")


def test_boto3_sends_it_as_its_model_has_it(monkeypatch, aws_environment):
    """The parameters are those botocore knows; the host is the one AWS has for TestState."""
    sent = []

    def keep(request, **_):
        sent.append((request.url, json.loads(request.body)))
        raise ClientError({"Error": {"Code": "InvalidDefinition", "Message": "seen"}}, "TestState")

    made = boto3.Session.client

    def client(self, *arguments, **options):
        found = made(self, *arguments, **options)
        found.meta.events.register("before-send.sfn.TestState", keep)
        return found

    monkeypatch.setattr(boto3.Session, "client", client)
    clients = Clients(target_from(region="eu-central-1"), CallMeter())
    question = StateQuestion("{}", "A", "{}", result="{}")
    assert AwsReferee(clients).run_state(question).refusal == "seen"
    ((url, body),) = sent
    assert url == "https://sync-states.eu-central-1.amazonaws.com/"
    assert body == {
        "definition": "{}", "stateName": "A", "input": "{}", "mock": {"result": "{}"}
    }  # fmt: skip
