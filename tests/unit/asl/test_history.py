"""History events as AWS writes them."""

from eda_core.asl import (
    PUT_EVENTS,
    Environment,
    HistoryEvent,
    TaskResult,
    execute,
    parse_definition,
    path_taken,
)

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f"
NOW_MS = 1_714_564_800_123


def run_function(**fields):
    """Run a machine of one Lambda function."""
    state = {"Type": "Task", "Resource": FUNCTION, "End": True, **fields}
    machine = parse_definition({"StartAt": "A", "States": {"A": state}})
    environment = Environment({FUNCTION: lambda _: TaskResult("ü", duration_ms=1500)})
    return execute(machine, {"x": 1}, environment, now_ms=NOW_MS)


def test_event_is_written_as_aws_does(payment_machine, order, bus):
    execution = execute(payment_machine, order, Environment({PUT_EVENTS: bus}), now_ms=NOW_MS)
    assert execution.history[1].to_json() == {
        "timestamp": "2024-05-01T12:00:00.123Z",
        "type": "ChoiceStateEntered",
        "id": 2,
        "previousEventId": 0,
        "stateEnteredEventDetails": {
            "name": "isFraud",
            "input": '{"source":"order-service","detail":{"id":101,"amount":900}}',
            "inputDetails": {"truncated": False},
        },
    }


def test_event_without_details_has_none():
    branch = {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}
    states = {"A": {"Type": "Parallel", "Branches": [branch], "End": True}}
    history = execute(parse_definition({"StartAt": "A", "States": states}), {}).history
    assert set(history[2].to_json()) == {"timestamp", "type", "id", "previousEventId"}


def test_event_names_its_state(payment_machine, order, bus):
    history = execute(payment_machine, order, Environment({PUT_EVENTS: bus})).history
    assert [event.state_name for event in history[:4]] == [
        None,
        "isFraud",
        "isFraud",
        "Payment Failed",
    ]


def test_path_is_read_from_a_history(payment_machine, order, bus):
    execution = execute(payment_machine, order, Environment({PUT_EVENTS: bus}))
    assert path_taken(execution.history) == execution.path_taken


def test_task_names_service_action_and_region(payment_machine, order, bus):
    history = execute(payment_machine, order, Environment({PUT_EVENTS: bus})).history
    details = history[6].details
    assert (details["resourceType"], details["resource"]) == ("events", "putEvents")
    assert details["region"] == "us-east-1"


def test_task_of_an_sdk_names_its_service():
    resource = "arn:aws:states:::aws-sdk:dynamodb:putItem"
    state = {"Type": "Task", "Resource": resource, "End": True}
    machine = parse_definition({"StartAt": "A", "States": {"A": state}})
    details = execute(machine, {}, Environment({resource: lambda _: {}})).history[3].details
    assert details == {"resourceType": "aws-sdk:dynamodb", "resource": "putItem"}


def test_function_is_scheduled_with_its_input():
    assert run_function(TimeoutSeconds=9).history[2].to_json()[
        "lambdaFunctionScheduledEventDetails"
    ] == {
        "resource": FUNCTION,
        "input": '{"x":1}',
        "inputDetails": {"truncated": False},
        "timeoutInSeconds": 9,
    }


def test_function_succeeds_with_its_output():
    assert run_function().history[4].details == {
        "output": '"ü"',
        "outputDetails": {"truncated": False},
    }


def test_function_that_takes_too_long_is_timed_out():
    event = run_function(TimeoutSeconds=1).history[4]
    assert (event.type, dict(event.details)) == (
        "LambdaFunctionTimedOut",
        {"error": "States.Timeout"},
    )


def test_unknown_event_type_has_no_details():
    assert HistoryEvent(1, 0, "SomethingNew", 0, {}).details_field is None


def test_arn_without_a_region_is_taken(payment_machine, order, bus):
    execution = execute(payment_machine, order, Environment({PUT_EVENTS: bus}), arn="short")
    assert execution.history[6].details["region"] == ""
