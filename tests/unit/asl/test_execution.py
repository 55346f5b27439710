"""Executions on the caller's clock."""

import pytest

from eda_core.asl import (
    PUT_EVENTS,
    Environment,
    Execution,
    ExecutionStatus,
    TaskResult,
    UnansweredTask,
    execute,
    parse_definition,
    resume_execution,
    start_execution,
)
from eda_core.domain.errors import InvalidRequest

CALL = "arn:aws:states:::test:call"
STATE_MACHINE_ARN = "arn:aws:states:eu-central-1:123456789012:stateMachine:payment"
ARN = "arn:aws:states:eu-central-1:123456789012:execution:payment:name"


def machine_of(*states, **fields):
    """A machine of states that follow each other, called A, B, C."""
    names = "ABC"[: len(states)]
    ways = [{"Next": name} for name in names[1:]] + [{"End": True}]
    bodies = {name: state | way for name, state, way in zip(names, states, ways, strict=True)}
    return parse_definition({"StartAt": "A", "States": bodies, **fields})


WAIT_10 = machine_of({"Type": "Wait", "Seconds": 10})
TASK = machine_of({"Type": "Task", "Resource": CALL})


def test_payment_over_the_limit_takes_the_path_of_failure(payment_machine, order, bus):
    execution = execute(payment_machine, order, Environment({PUT_EVENTS: bus}))
    assert execution.path_taken == ("isFraud", "Payment Failed", "Notify EventBus")


def test_payment_over_the_limit_succeeds_technically(payment_machine, order, bus):
    execution = execute(payment_machine, order, Environment({PUT_EVENTS: bus}))
    assert execution.status is ExecutionStatus.SUCCEEDED


def test_payment_ends_in_the_first_advance(payment_machine, order, bus):
    run = start_execution(payment_machine, order, Environment({PUT_EVENTS: bus}), now_ms=5)
    assert run.advance(5) is None


def test_payment_puts_one_entry(payment_machine, order, bus):
    execute(payment_machine, order, Environment({PUT_EVENTS: bus}))
    assert [request.parameters for request in bus.requests] == [
        {
            "Entries": [
                {
                    "Detail": {"id": 101},
                    "DetailType": "PaymentFailed",
                    "EventBusName": "eda-demo",
                    "Source": "payment-service",
                }
            ]
        }
    ]


def test_payment_leaves_its_input_as_it_was(payment_machine, order, bus):
    execute(payment_machine, order, Environment({PUT_EVENTS: bus}))
    assert order == {"source": "order-service", "detail": {"id": 101, "amount": 900}}


def test_request_says_who_asks(payment_machine, order, bus):
    environment = Environment({PUT_EVENTS: bus}, state_machine_arn=STATE_MACHINE_ARN)
    execute(payment_machine, order, environment, arn=ARN, now_ms=7)
    request = bus.requests[0]
    assert (request.resource, request.execution_arn) == (PUT_EVENTS, ARN)
    assert request.state_machine_arn == STATE_MACHINE_ARN
    assert (request.state_name, request.now_ms) == ("Notify EventBus", 7)


def test_history_asks_no_handler_again(payment_machine, order, bus):
    execution = execute(payment_machine, order, Environment({PUT_EVENTS: bus}))
    assert len(execution.history) == 11
    assert len(bus.requests) == 1


def test_history_holds_the_answer_of_the_handler(payment_machine, order, bus):
    execution = execute(payment_machine, order, Environment({PUT_EVENTS: bus}))
    assert '"EventId":"1"' in execution.history[-1].details["output"]


def test_history_of_an_execution_replays_chance():
    machine = machine_of({"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}})
    execution = execute(machine, {}, Environment(new_uuid=iter(["first", "second"]).__next__))
    assert execution.history[-1].details["output"] == '{"id":"first"}'


def test_execution_arn_is_made_of_the_state_machine_arn():
    environment = Environment(state_machine_arn=STATE_MACHINE_ARN)
    assert environment.execution_arn("name") == ARN


def test_execution_is_named_by_its_arn(payment_machine, order, bus):
    execution = execute(payment_machine, order, Environment({PUT_EVENTS: bus}), arn=ARN)
    assert execution.name == "name"


def test_nothing_happens_before_the_first_advance():
    assert [event.type for event in start_execution(WAIT_10, {}).execution.history] == [
        "ExecutionStarted"
    ]


def test_advance_says_when_it_is_due_again():
    assert start_execution(WAIT_10, {}, now_ms=1000).advance(1000) == 11_000


def test_advance_before_time_does_nothing():
    run = start_execution(WAIT_10, {}, now_ms=0)
    run.advance(0)
    assert run.advance(9_999) == 10_000


def test_due_time_is_none_once_ended():
    run = start_execution(WAIT_10, {}, now_ms=0)
    run.advance(0)
    run.advance(10_000)
    assert run.due_ms is None


def test_late_advance_happens_when_it_was_due():
    run = start_execution(WAIT_10, {}, now_ms=0)
    run.advance(60_000)
    assert run.execution.ended_ms == 10_000


def test_running_execution_shows_how_far_it_is():
    run = start_execution(WAIT_10, {"x": 1}, now_ms=0)
    run.advance(5_000)
    execution = run.execution
    assert (execution.status, execution.ended_ms) == (ExecutionStatus.RUNNING, None)
    assert [event.type for event in execution.history] == ["ExecutionStarted", "WaitStateEntered"]


def test_running_execution_shows_its_path():
    run = start_execution(machine_of({"Type": "Pass"}, {"Type": "Wait", "Seconds": 5}), {})
    run.advance(0)
    assert run.execution.path_taken == ("A", "B")


def test_snapshot_does_not_change_later():
    run = start_execution(WAIT_10, {}, now_ms=0)
    run.advance(0)
    early = run.execution
    run.advance(10_000)
    assert len(early.history) == 2


def test_ended_execution_is_the_same_each_time():
    run = start_execution(WAIT_10, {}, now_ms=0)
    run.advance(10_000)
    assert run.execution is run.execution


def test_executions_of_equal_machines_are_equal():
    other = machine_of({"Type": "Wait", "Seconds": 10})
    assert execute(WAIT_10, {"x": 1}) == execute(other, {"x": 1})


def test_history_may_come_from_elsewhere(payment_machine, order, bus):
    history = execute(payment_machine, order, Environment({PUT_EVENTS: bus})).history
    read = Execution(
        ARN, ExecutionStatus.SUCCEEDED, {}, {}, None, None, 0, 1, ("isFraud",), history
    )
    assert read.history is history


def test_task_that_nothing_answers_ends_the_execution_for_want_of_a_mock():
    execution = execute(TASK, {})
    assert execution.status is ExecutionStatus.NEEDS_MOCK
    assert execution.unanswered == UnansweredTask("A", CALL)
    assert execution.cause == f"The state 'A' calls {CALL}, which is not here: mock the state."
    assert execution.history[-1].type == "ExecutionAborted"


def test_task_failed_history_replays():
    def fail(_):
        return TaskResult({"x": 1}, duration_ms=1500)

    execution = execute(TASK, {}, Environment({CALL: fail}))
    assert execution.history[4].timestamp_ms == 1500


def test_fault_of_a_handler_comes_through():
    def fault(_):
        raise ZeroDivisionError

    run = start_execution(TASK, {}, Environment({CALL: fault}))
    with pytest.raises(ZeroDivisionError):
        run.advance(0)
    assert (run.advance(9), run.execution.status) == (None, ExecutionStatus.RUNNING)


def test_output_of_a_task_that_is_too_long_fails():
    execution = execute(TASK, {}, Environment({CALL: lambda _: "x" * 300_000}))
    assert execution.error == "States.DataLimitExceeded"


@pytest.mark.parametrize("call", ["States.UUID()", "States.MathRandom(1, 9)"])
def test_chance_that_was_not_given_fails(call):
    execution = execute(machine_of({"Type": "Pass", "Parameters": {"x.$": call}}), {})
    assert execution.cause.endswith("was given to the execution.")


def test_jitter_without_chance_fails():
    retry = [{"ErrorEquals": ["States.ALL"], "JitterStrategy": "FULL"}]
    machine = machine_of(
        {
            "Type": "Parallel",
            "Branches": [{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E"}}}],
            "Retry": retry,
        }
    )
    assert execute(machine, {}).error == "States.Runtime"


def test_input_that_is_too_long_is_refused():
    with pytest.raises(InvalidRequest, match="256 KiB") as refusal:
        start_execution(WAIT_10, "x" * 262_143)
    assert refusal.value.code == "InvalidExecutionInput"


def test_input_that_just_fits_is_taken():
    assert execute(WAIT_10, "x" * 262_142).status is ExecutionStatus.SUCCEEDED


def test_input_that_nests_too_deep_is_refused():
    deep = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(InvalidRequest, match="nested deeper than 200 levels"):
        start_execution(WAIT_10, deep)


@pytest.mark.unmeasured
def test_many_retries_without_events_come_to_an_end():
    state = {
        "Type": "Task",
        "Resource": CALL,
        "Parameters": {"x.$": "States.ArrayGetItem($, 5)"},
        "Retry": [
            {
                "ErrorEquals": ["States.IntrinsicFailure"],
                "MaxAttempts": 99_999_999,
                "BackoffRate": 1.0,
                "MaxDelaySeconds": 1,
            }
        ],
    }
    assert execute(machine_of(state), []).cause == "The execution took more than 100000 steps."


@pytest.mark.unmeasured
def test_distributed_items_without_end_come_to_an_end():
    again = {"Variable": "$", "IsPresent": True, "Next": "B"}
    loop = {
        "B": {"Type": "Pass", "Next": "C"},
        "C": {"Type": "Choice", "Choices": [again], "Default": "D"},
        "D": {"Type": "Succeed"},
    }
    config = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    processor = {"ProcessorConfig": config, "StartAt": "B", "States": loop}
    machine = machine_of({"Type": "Map", "ItemProcessor": processor})
    assert execute(machine, [1]).status is ExecutionStatus.FAILED


def test_execution_can_be_looked_at_while_a_task_is_called():
    seen = []
    run = start_execution(TASK, {}, Environment({CALL: lambda _: seen.append(run.execution)}))
    run.advance(0)
    assert [event.type for event in seen[0].history] == [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
    ]


def test_cause_is_cut_where_aws_cuts_it():
    execution = execute(machine_of({"Type": "Pass", "InputPath": "$.x"}), {"y": 1})
    assert len(execution.cause) < 200
    state = {"Type": "Pass", "Parameters": {"x.$": "$.x"}}
    assert len(execute(machine_of(state), {"y": "y" * 50_000}).cause) == 32_768


WAITING = {
    "StartAt": "Draw",
    "States": {
        "Draw": {"Type": "Pass", "Parameters": {"n.$": "States.UUID()"}, "Next": "Wait"},
        "Wait": {"Type": "Wait", "Seconds": 5, "Next": "Draw again"},
        "Draw again": {"Type": "Pass", "Parameters": {"n.$": "$.n", "m.$": "States.UUID()"}}
        | {"End": True},
    },
}


def waiting_and_resumed(until_ms):
    """An execution that came so far, and the same taken up again from what it was told."""
    numbers = iter("abcdef")
    environment = Environment(new_uuid=lambda: next(numbers))
    run = start_execution(parse_definition(WAITING), {}, environment, now_ms=1000)
    run.advance(until_ms)
    return run, resume_execution(run.execution.source, {}, arn=run.execution.arn, started_ms=1000)


@pytest.mark.parametrize("until_ms", [1000, 3000, 6000])
def test_an_execution_taken_up_again_stands_where_it_stood(until_ms):
    run, resumed = waiting_and_resumed(until_ms)
    assert (resumed.due_ms, resumed.execution) == (run.due_ms, run.execution)
    assert resumed.execution.history == run.execution.history


def test_an_execution_taken_up_again_asks_only_what_it_was_not_told():
    _, resumed = waiting_and_resumed(3000)
    resumed.advance(6000)
    assert resumed.execution.output == {"n": "a", "m": "b"}


def test_an_execution_taken_up_again_has_a_whole_history_in_the_end():
    run, resumed = waiting_and_resumed(3000)
    resumed.advance(6000)
    assert len(resumed.execution.history) == len(run.execution.history) + 4


def test_an_execution_is_not_taken_up_with_an_input_it_could_not_have_had():
    run, _ = waiting_and_resumed(3000)
    with pytest.raises(InvalidRequest, match="256 KiB"):
        resume_execution(run.execution.source, "x" * 300_000, arn="", started_ms=0)
