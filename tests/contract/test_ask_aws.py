"""*Ask AWS* over the wire: against MiniStack, moto, and the simulator's own door."""

import json

import pytest

from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.referee import AwsReferee
from eda_core.aws.target import target_from
from eda_core.domain.refereeing import MatchAnswer
from eda_core.presentation.ask_aws import ask_match, ask_states
from eda_core.presentation.payment.definition_editor import demo_definition
from eda_core.presentation.payment.trial_run import FIRST_INPUT, trial_run
from eda_core.presentation.payment.trial_states import states_of
from tests.unit.doors.listening import Listening
from tests.unit.doors.served import Served

EVENT = json.dumps(
    {
        "version": "0",
        "id": "3f1c6b3e-0c39-4a9a-9d54-b7f32ba9d7f8",
        "detail-type": "OrderCreated",
        "source": "order-service",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {"id": 101, "amount": 900},
    }
)
TAKES, MISSES = '{"source": ["order-service"]}', '{"source": ["payment-service"]}'


def referee(url):
    return AwsReferee(Clients(target_from(region="us-east-1", endpoint_url=url), CallMeter()))


@pytest.fixture(scope="module")
def door():
    server = Listening(Served())
    yield server.url
    server.close()


@pytest.mark.parametrize("server", ["door", "ministack"])
def test_a_pattern_is_answered_as_here(server, request, aws_environment):
    asked = referee(request.getfixturevalue(server))
    assert ask_match(asked, TAKES, EVENT, MatchAnswer(taken=True))["agree"]
    assert ask_match(asked, MISSES, EVENT, MatchAnswer())["agree"]
    assert not ask_match(asked, MISSES, EVENT, MatchAnswer(taken=True))["agree"]
    assert asked.match('{"source": "x"}', EVENT).refusal


@pytest.mark.parametrize("amount", [500, 900])
def test_the_states_of_the_payment_service_are_answered_as_here(amount, ministack, aws_environment):
    definition, data = demo_definition(), FIRST_INPUT.replace("900", str(amount))
    states = states_of(definition, trial_run(definition, data, "", ""))
    found = ask_states(referee(ministack), states)
    assert [row for group in found["groups"] for row in group["rows"] if not row["same"]] == []
    assert found["sentence"] == "AWS answers the same, by 3 calls of TestState."


def test_who_knows_no_such_call_is_said(door, moto, aws_environment):
    definition = demo_definition()
    states = states_of(definition, trial_run(definition, FIRST_INPUT, "", ""))
    with pytest.raises(AwsFailure, match="does not know states:TestState"):
        ask_states(referee(door), states)
    with pytest.raises(AwsFailure, match="took TestEventPattern and gave no result"):
        referee(moto).match(TAKES, EVENT)
