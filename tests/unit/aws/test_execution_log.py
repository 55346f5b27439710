"""The log of executions, without their data, written from what the simulator's execution did."""

import json
from random import Random

import pytest

from eda_core.asl import ExecutionStatus
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.reading.execution_log import ExecutionLog
from eda_core.read_model.execution_paths import PathOrigin, path_taken
from eda_core.read_model.stack_history import StackHistory
from eda_core.read_model.timeline import timeline
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.aws.scripted_clients import OUTPUTS, ScriptedClients, not_deployed, stacks

START_MS = 1_769_860_800_000
GROUP = "/aws/vendedlogs/states/eda-demo-payment-service"
FILTER = ("logs", "FilterLogEvents")
STACKS = ("cloudformation", "DescribeStacks")
DATA = ("input", "output", "parameters", "inputDetails", "outputDetails")


def played(amount):
    """The log records of an order, and its execution."""
    world = World(demo_stack(), START_MS, seed=1)
    world.place(json.dumps({"id": 101, "amount": amount}))
    world.run_to_end()
    (arn,) = {arn for r in world.log for arn in r.event.resources if ":execution:" in arn}
    return world.log, world.payments.execution(arn)


def log_of(execution):
    """What Step Functions logs of an execution at level ALL without data."""
    return [
        {
            "id": str(event.id),
            "type": event.type,
            "details": {name: each for name, each in event.details.items() if name not in DATA},
            "previous_event_id": str(event.previous_event_id),
            "event_timestamp": str(event.timestamp_ms),
            "execution_arn": execution.arn,
            "redrive_count": "0",
        }
        for event in execution.history
    ]


def read(records, outputs=None):
    """The log that has read these records, and the clients it asked."""
    entries = [
        {"eventId": str(n), "timestamp": START_MS + n, "message": json.dumps(record)}
        for n, record in enumerate(records)
    ]
    named = OUTPUTS | {"ExecutionLogGroupName": GROUP} if outputs is None else outputs
    clients = ScriptedClients({STACKS: stacks(named), FILTER: {"events": entries}})
    log = ExecutionLog(clients, Discovery(clients, lambda: START_MS), START_MS - 1_000)
    log.ask(START_MS + 60_000)
    return log, clients


@pytest.mark.parametrize("amount", [100, 900])
def test_the_log_tells_the_path_that_the_simulator_took(amount):
    records, execution = played(amount)
    log, _ = read(log_of(execution))
    logged = log.of(execution.arn)
    assert (logged.path_taken, logged.status) == (execution.path_taken, ExecutionStatus.SUCCEEDED)
    assert (logged.started_ms, logged.ended_ms) == (execution.started_ms, execution.ended_ms)
    path = path_taken(timeline(records), logged, StackHistory(demo_stack()))
    recorded = path_taken(timeline(records), execution, StackHistory(demo_stack()))
    assert path.origin is PathOrigin.LOGGED
    assert (path.states, path.choices) == (recorded.states, recorded.choices)


def test_late_doubled_and_shuffled_records_tell_the_same():
    _, execution = played(100)
    records = log_of(execution) * 2
    Random(3).shuffle(records)
    log, _ = read(records)
    assert log.of(execution.arn).path_taken == execution.path_taken


def test_an_execution_counts_once_all_of_it_has_come():
    _, execution = played(100)
    records = log_of(execution)
    for missing in range(len(records)):
        log, _ = read(records[:missing] + records[missing + 1 :])
        assert log.of(execution.arn) is None


def test_what_makes_no_sense_is_passed_over():
    _, execution = played(100)
    odd = [{}, [], "x", {"id": "x"}, {"id": 1, "execution_arn": execution.arn}]
    far = log_of(execution)[0] | {"event_timestamp": "9" * 30}
    log, _ = read([*odd, far, *log_of(execution)])
    assert log.of(execution.arn) is not None


def test_a_stack_without_such_a_log_is_asked_for_none():
    log, clients = read([], OUTPUTS)
    assert (log.of("arn"), clients.asked("FilterLogEvents")) == (None, [])


def test_a_group_that_is_gone_is_a_failure_with_what_mends_it():
    named = stacks(OUTPUTS | {"ExecutionLogGroupName": GROUP})
    clients = ScriptedClients({STACKS: named, FILTER: not_deployed()})
    log = ExecutionLog(clients, Discovery(clients, lambda: START_MS), START_MS)
    with pytest.raises(AwsFailure, match=f"The log group {GROUP} is gone") as raised:
        log.ask(START_MS)
    assert raised.value.remedy.startswith("aws logs create-log-group")
