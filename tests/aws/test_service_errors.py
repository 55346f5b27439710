"""What AWS answers when it refuses, sent by a server of our own, and what is said about it."""

import json
from pathlib import Path

import pytest

from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.failures.sentences import AwsFailure
from eda_core.aws.target import target_from
from tests.aws.emulators import CREDENTIALS
from tests.aws.failing_server import failing_server

CASES = json.loads((Path(__file__).parent / "service_errors.json").read_text("utf-8"))
PARAMETERS = {
    "FilterLogEvents": {"logGroupName": "eda-demo-all"},
    "Query": {"TableName": "eda-demo-orders"},
    "ListExecutions": {"stateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:x"},
    "PutEvents": {"Entries": [{"Source": "me"}]},
    "ListObjectsV2": {"Bucket": "shop-logs"},
    "GetObject": {"Bucket": "shop-logs", "Key": "log.jsonl"},
}


def _name(case):
    return f"{case['service']}-{case['code']}"


@pytest.fixture(scope="module")
def server():
    with failing_server() as server, pytest.MonkeyPatch.context() as patch:
        for name, text in CREDENTIALS.items():
            patch.setenv(name, text)
        yield server


@pytest.fixture(scope="module", params=CASES, ids=_name)
def met(request, server):
    """A case and the failure that came of it, with the meter that saw it."""
    case = request.param
    server.requests.clear()
    server.refuse(case["service"], case["code"], case["text"], case["status"])
    meter = CallMeter()
    clients = Clients(target_from(region="us-east-1", endpoint_url=server.url), meter)
    with pytest.raises(AwsFailure) as failure:
        clients.call(case["service"], case["operation"], **PARAMETERS.get(case["operation"], {}))
    return case, failure.value, meter.snapshot(), server


def test_refusal_is_told_in_a_sentence(met):
    case, failure, _, server = met
    assert str(failure) == case["sentence"].format(url=server.url)


def test_refusal_has_a_remedy(met):
    case, failure, _, server = met
    assert failure.remedy == case["remedy"].format(url=server.url)


def test_refusal_says_whether_to_try_again(met):
    case, failure, _, _ = met
    assert (failure.kind, failure.retry_after_ms) == (case["kind"], case["retry_after_ms"])


def test_refusal_keeps_its_code(met):
    case, failure, _, _ = met
    assert failure.code == case["code"]


def test_refused_calls_are_counted_with_their_retries(met):
    case, _, snapshot, server = met
    assert (snapshot.count, len(server.requests)) == (case["requests"], case["requests"])


def test_refusal_names_no_account_and_no_person(met):
    _, failure, _, _ = met
    told = f"{failure} {failure.remedy} {failure.said}"
    assert "123456789012" not in told
    assert "jo@example.com" not in told
