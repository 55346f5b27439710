import json
from datetime import UTC, datetime

import pytest

from eda_core.asl import ExecutionStatus
from eda_core.aws.discovery import Discovery
from eda_core.aws.execution_control import AwsExecutionControl
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.events import started_again_ms
from tests.aws.scripted_clients import ARN, ScriptedClients

NOW_MS = 1_769_860_800_000
NOW = datetime.fromtimestamp(NOW_MS / 1000, UTC)
EXECUTION = ARN.replace("stateMachine", "execution")


def control(**answers):
    clients = ScriptedClients({("stepfunctions", name): each for name, each in answers.items()})
    made = AwsExecutionControl(clients, Discovery(clients, lambda: 0), lambda: NOW_MS)
    return clients, made


def test_an_execution_started_again_says_so_in_its_name():
    answer = {"executionArn": f"{EXECUTION}:x", "startDate": NOW}
    clients, made = control(StartExecution=answer)
    started = made.start({"detail": {"id": 101}}, again=True)
    (asked,) = clients.asked("StartExecution")
    assert (asked["stateMachineArn"], json.loads(asked["input"])) == (ARN, {"detail": {"id": 101}})
    assert started_again_ms(asked["name"]) == NOW_MS
    assert (started.arn, started.started_ms) == (f"{EXECUTION}:x", NOW_MS)


@pytest.mark.parametrize("code", ["ExecutionAlreadyExists", "InvalidExecutionInput"])
def test_what_cannot_be_started_is_a_refusal(code):
    _, made = control(StartExecution=AwsFailure("No.", code=code, said="Why."))
    with pytest.raises(InvalidRequest, match="Why"):
        made.start({}, "mine")


def test_what_aws_may_not_do_is_a_failure():
    _, made = control(StartExecution=AwsFailure("Not allowed.", code="AccessDeniedException"))
    with pytest.raises(AwsFailure, match="Not allowed"):
        made.start({})


def test_executions_are_listed():
    items = [
        {"executionArn": f"{EXECUTION}:{name}", "status": status, "startDate": NOW, "stopDate": NOW}
        for name, status in (("c", "RUNNING"), ("b", "ABORTED"), ("a", "SUCCEEDED"))
    ]
    clients, made = control(ListExecutions={"executions": items})
    found = made.newest("", 1)
    assert [(each.name, each.status) for each in found] == [
        ("b", ExecutionStatus.FAILED),
        ("a", ExecutionStatus.SUCCEEDED),
    ]
    made.newest("FAILED")
    assert clients.asked("ListExecutions")[-1]["statusFilter"] == "FAILED"
