import json
from datetime import UTC, datetime

import pytest

from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.sentences import AwsFailure, FailureKind
from eda_core.aws.reading.execution_log import ExecutionLog
from eda_core.aws.reading.executions import (
    MOST_AT_ONCE,
    RUNNING_MS,
    AwsExecutions,
    AwsLoggedExecutions,
    FailedExecutions,
)
from eda_core.aws.reading.on_demand import AGAIN_MS
from tests.aws.scripted_clients import ScriptedClients, stacks

LIST = ("stepfunctions", "ListExecutions")
HISTORY = ("stepfunctions", "GetExecutionHistory")
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
START_MS = round(NOW.timestamp() * 1000) - 1_000


def arn(name):
    return f"arn:aws:states:eu-central-1:123456789012:execution:eda-demo-payment-service:{name}"


def listed(*names, at=NOW):
    return {"executions": [{"executionArn": arn(name), "startDate": at} for name in names]}


def history(*kinds):
    details = {"input": json.dumps({"detail": {"id": 101}}), "error": "States.Runtime"}
    events = [
        {"id": number, "type": kind, "timestamp": NOW, f"{kind}EventDetails": details}
        for number, kind in enumerate(("ExecutionStarted", *kinds), start=1)
    ]
    return {"events": events}


FAILED = history("ExecutionFailed")


class World:
    """Executions by scripted answers; it stands for the log of executions, too."""

    def of(self, arn):
        return self.logged.get(arn)

    def __init__(self, answers):
        self.now_ms = START_MS
        self.clients = ScriptedClients({LIST: {}, HISTORY: FAILED, **answers})
        discovery = Discovery(self.clients, self.clock)
        self.log = ExecutionLog(self.clients, discovery, START_MS)
        self.joined = AwsLoggedExecutions(self.log)
        self.failed = FailedExecutions(self.clients, discovery, START_MS, self.joined)
        self.logged = {}
        self.executions = AwsExecutions(self.clients, self.clock, self)

    def clock(self):
        return self.now_ms

    def poll(self):
        return self.failed.ask(self.now_ms)

    def names(self):
        return [execution.name for execution in self.failed.after(0)]


def test_failed_executions_are_listed():
    world = World({LIST: listed("a")})
    world.poll()
    assert world.clients.asked("ListExecutions")[0]["statusFilter"] == "FAILED"


def test_failed_executions_are_found_oldest_first():
    world = World({LIST: listed("b", "a")})
    world.poll()
    assert world.names() == ["a", "b"]


def test_failed_execution_says_why():
    world = World({LIST: listed("a")})
    world.poll()
    (execution,) = world.failed.after(0)
    assert (execution.error, execution.input) == ("States.Runtime", {"detail": {"id": 101}})


def test_history_of_a_failed_execution_is_read_once():
    world = World({LIST: listed("a")})
    for _ in range(3):
        world.poll()
    assert len(world.clients.asked("GetExecutionHistory")) == 1


def test_failed_executions_known_are_left_out():
    world = World({LIST: listed("b", "a")})
    world.poll()
    assert [e.name for e in world.failed.after(1)] == ["b"]


def test_executions_that_failed_long_ago_are_left_out():
    world = World({LIST: listed("a", at=datetime(2025, 1, 1, tzinfo=UTC))})
    world.poll()
    assert world.names() == []


def test_pages_are_read_until_one_has_what_is_known():
    pages = iter([listed("c", "b") | {"nextToken": "x"}, listed("a")])
    world = World({LIST: lambda **_: next(pages)})
    world.poll()
    assert world.names() == ["a", "b", "c"]


def test_pages_are_not_read_beyond_what_is_known():
    world = World({LIST: listed("a") | {"nextToken": "x"}})
    world.failed._asked.add(arn("a"))
    world.poll()
    assert len(world.clients.asked("ListExecutions")) == 1


def test_many_failed_executions_are_read_a_few_at_a_time():
    names = [str(number) for number in range(MOST_AT_ONCE + 2)]
    world = World({LIST: listed(*names)})
    assert world.poll().is_behind
    assert len(world.names()) == MOST_AT_ONCE


def test_listed_execution_that_is_gone_is_passed_over():
    world = World({LIST: listed("a"), HISTORY: AwsFailure("No.", code="ExecutionDoesNotExist")})
    world.poll()
    assert world.names() == []


def test_nothing_new_is_no_news():
    assert not World({LIST: listed()}).poll().is_new


def test_stack_without_a_state_machine_is_not_asked():
    world = World({("cloudformation", "DescribeStacks"): stacks({"TableName": "t"})})
    world.poll()
    assert world.clients.asked("ListExecutions") == []


def test_execution_is_read_by_its_arn():
    execution = World({}).executions.by_arn(arn("a"))
    assert (execution.name, execution.error) == ("a", "States.Runtime")


def test_execution_that_has_ended_is_read_once():
    world = World({})
    for _ in range(2):
        world.executions.by_arn(arn("a"))
        world.now_ms += 3_600_000
    assert len(world.clients.asked("GetExecutionHistory")) == 1


def test_execution_that_the_log_tells_whole_costs_no_call():
    world = World({})
    world.logged[arn("a")] = execution = object()
    assert world.executions.by_arn(arn("a")) is execution
    assert world.clients.asked("GetExecutionHistory") == []


def test_execution_that_runs_is_read_again():
    world = World({HISTORY: history()})
    world.executions.by_arn(arn("a"))
    world.now_ms += RUNNING_MS
    world.executions._answers._run = lambda job: job()
    world.executions.by_arn(arn("a"))
    assert len(world.clients.asked("GetExecutionHistory")) == 2


@pytest.mark.parametrize("code", ["ExecutionDoesNotExist", "InvalidArn", "ValidationException"])
def test_execution_that_does_not_exist_is_none(code):
    world = World({HISTORY: AwsFailure("No.", code=code)})
    assert world.executions.by_arn("arn:anything") is None


def test_execution_that_may_not_be_read_is_a_failure():
    world = World({HISTORY: AwsFailure("No.", kind=FailureKind.PERMISSION)})
    with pytest.raises(AwsFailure):
        world.executions.by_arn(arn("a"))


def test_execution_that_may_not_be_read_is_not_asked_for_at_every_look():
    world = World({HISTORY: AwsFailure("No.", kind=FailureKind.PERMISSION)})
    for _ in range(2):
        with pytest.raises(AwsFailure):
            world.executions.by_arn(arn("a"))
        world.now_ms += AGAIN_MS // 2 - 1
    assert len(world.clients.asked("GetExecutionHistory")) == 1
