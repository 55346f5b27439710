"""Executions, items and the log of the simulator, as boto3 asks for them."""

import itertools
import json

import pytest
from botocore.exceptions import ClientError

from eda_core.doors.log_actions import STREAM
from tests.news import all_news
from tests.unit.doors.listening import Listening
from tests.unit.doors.served import Served

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:eda-demo-payment-service"
TABLE, GROUP = "eda-demo-orders", "eda-demo-all"
BAD = {"detail": {"id": 7}}
"""An input whose Choice finds no amount."""
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def listening():
    listening = Listening(Served())
    yield listening
    listening.close()


class Room:
    """A room of one test, with AWS's clients for it."""

    def __init__(self, listening):
        name = f"data-{next(_NUMBERS)}"
        self.path, self.served = f"/room/{name}", listening.served
        self.backend = listening.served.of(name)
        self.client = lambda service: listening.client(service, self.path)

    def place(self, order, amount=100):
        self.backend.api.place(json.dumps({"id": order, "amount": amount}))
        self.served.now_ms += 600_000


@pytest.fixture
def room(listening):
    return Room(listening)


def refused(call, **parameters):
    with pytest.raises(ClientError) as refusal:
        call(**parameters)
    return refusal.value.response["Error"]["Code"]


def test_an_execution_is_started_and_listed(room):
    states = room.client("stepfunctions")
    event = {"detail": {"id": 101, "amount": 900}}
    started = states.start_execution(stateMachineArn=MACHINE, input=json.dumps(event))
    told_of = states.describe_execution(executionArn=started["executionArn"])
    assert (told_of["status"], json.loads(told_of["input"])) == ("SUCCEEDED", event)
    assert told_of["startDate"] == started["startDate"]
    (listed,) = states.list_executions(stateMachineArn=MACHINE)["executions"]
    assert listed == {n: told_of[n] for n in listed}
    room.served.now_ms += 600_000
    (payment, *_) = [r.event for r in all_news(room.backend).log]
    assert (payment.detail_type, payment.detail) == ("PaymentFailed", {"id": 101})
    assert started["executionArn"] in payment.resources


def test_a_name_is_taken_once(room):
    start = room.client("stepfunctions").start_execution
    arn = start(stateMachineArn=MACHINE, name="mine", input="{}")["executionArn"]
    assert arn.endswith(":mine")
    again = {"stateMachineArn": MACHINE, "name": "mine"}
    assert refused(start, **again, input="[]") == "ExecutionAlreadyExists"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"name": "a b"}, "InvalidName"),
        ({"name": "a:b"}, "InvalidName"),
        ({"input": "{"}, "InvalidExecutionInput"),
        ({"input": "NaN"}, "InvalidExecutionInput"),
        ({"input": json.dumps("x" * 300_000)}, "InvalidExecutionInput"),
        ({"stateMachineArn": MACHINE + "x"}, "StateMachineDoesNotExist"),
        ({"stateMachineArn": "x"}, "InvalidArn"),
    ],
)
def test_an_execution_that_cannot_be_started(room, how, code):
    start = room.client("stepfunctions").start_execution
    assert refused(start, **{"stateMachineArn": MACHINE, **how}) == code
    assert not room.backend.control.newest()


@pytest.mark.parametrize("size", [1, 2, 100])
def test_executions_are_listed_in_pages_newest_first(room, size):
    states = room.client("stepfunctions")
    for number in range(3):
        states.start_execution(stateMachineArn=MACHINE, name=f"good-{number}", input=json.dumps(
            {"detail": {"id": number, "amount": 1}}))  # fmt: skip
        states.start_execution(stateMachineArn=MACHINE, name=f"bad-{number}", input=json.dumps(BAD))
    pages = states.get_paginator("list_executions")

    def names(**how):
        how |= {"stateMachineArn": MACHINE, "PaginationConfig": {"PageSize": size}}
        return [e["name"] for page in pages.paginate(**how) for e in page["executions"]]

    assert names() == ["bad-2", "good-2", "bad-1", "good-1", "bad-0", "good-0"]
    assert names(statusFilter="FAILED") == ["bad-2", "bad-1", "bad-0"]
    assert names(statusFilter="RUNNING") == []


def test_items_are_queried_by_their_key(room):
    room.place(101)
    room.place(102)
    dynamodb = room.client("dynamodb")
    how = {
        "TableName": TABLE,
        "KeyConditionExpression": "id = :id",
        "ExpressionAttributeValues": {":id": {"N": "101"}},
    }
    found = dynamodb.query(**how)
    assert found["Count"] == 2
    assert [item["status"]["S"] for item in found["Items"]] == ["OrderCreated", "OrderCompleted"]
    first, second = found["Items"]
    assert (first["id"], first["amount"]) == ({"N": "101"}, {"N": "100"})
    assert dynamodb.query(**how, ScanIndexForward=False)["Items"] == [second, first]
    counted = dynamodb.query(**how, Select="COUNT")
    assert (counted["Count"], "Items" in counted) == (2, False)
    pages = dynamodb.get_paginator("query").paginate(**how, PaginationConfig={"PageSize": 1})
    assert [item for page in pages for item in page["Items"]] == [first, second]
    key = {name: first[name] for name in ("id", "timestamp")}
    assert dynamodb.get_item(TableName=TABLE, Key=key)["Item"] == first
    assert "Item" not in dynamodb.get_item(TableName=TABLE, Key=key | {"timestamp": {"S": "x"}})


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("#t = :a", 1),
        ("#t < :a", 0),
        ("#t >= :a", 2),
        ("#t > :a", 1),
        ("#t between :a AND :a", 1),
        ("begins_with(#t, :a)", 1),
    ],
)
def test_items_are_queried_by_a_condition_on_the_timestamp(room, condition, count):
    room.place(101)
    first = room.backend.orders.history(101)[0]["timestamp"]
    found = room.client("dynamodb").query(
        TableName=TABLE,
        KeyConditionExpression=f"#id = :id AND {condition}",
        ExpressionAttributeNames={"#id": "id", "#t": "timestamp"},
        ExpressionAttributeValues={":id": {"N": "101"}, ":a": {"S": first}},
    )
    assert found["Count"] == count


@pytest.mark.parametrize(
    "how",
    [
        {"KeyConditionExpression": "status = :id"},
        {"KeyConditionExpression": "id = :other"},
        {"KeyConditionExpression": "id > :id"},
        {"ExpressionAttributeValues": {":id": {"S": "101"}}},
        {"FilterExpression": "amount > :id"},
        {"ExclusiveStartKey": {"id": {"N": "101"}, "timestamp": {"S": "x"}}},
        {"Select": "SPECIFIC_ATTRIBUTES"},
    ],
)
def test_a_query_that_cannot_be_answered_whole_is_refused(room, how):
    usual = {
        "TableName": TABLE,
        "KeyConditionExpression": "id = :id",
        "ExpressionAttributeValues": {":id": {"N": "101"}},
    }
    query = room.client("dynamodb").query
    assert refused(query, **usual | how) == "ValidationException"
    assert refused(query, **usual | {"TableName": "x"}) == "ResourceNotFoundException"


def test_the_log_is_filtered_by_time_in_pages(room):
    for order in (101, 102, 103):
        room.place(order)
    logs, records = room.client("logs"), all_news(room.backend).log
    every = [record.text for record in records]
    for limit in (1, 4, 9, 10_000):
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=GROUP, PaginationConfig={"PageSize": limit}
        )
        found = [event for page in pages for event in page["events"]]
        assert [event["message"] for event in found] == every
        assert len({event["eventId"] for event in found}) == 9
    assert {e["logStreamName"] for e in found} == {STREAM}
    assert [e["timestamp"] for e in found] == [r.ingested_ms for r in records]
    first, last = records[3].ingested_ms, records[5].ingested_ms
    some = logs.filter_log_events(logGroupName=GROUP, startTime=first, endTime=last)["events"]
    assert [event["message"] for event in some] == every[3:6]
    assert logs.filter_log_events(logGroupName=GROUP, logStreamNames=["x"])["events"] == []


def test_a_page_of_the_log_is_held_to_its_bytes(room, monkeypatch):
    monkeypatch.setattr("eda_core.doors.log_actions.MOST_BYTES", 700)
    room.place(101)
    pages = room.client("logs").get_paginator("filter_log_events").paginate(logGroupName=GROUP)
    sizes = [len(page["events"]) for page in pages]
    assert sum(sizes) == 3
    assert len(sizes) > 1


def test_the_stream_is_read_forth_and_back(room):
    for order in (101, 102):
        room.place(order)
    get, every = room.client("logs").get_log_events, [r.text for r in all_news(room.backend).log]
    stream = {"logGroupName": GROUP, "logStreamName": STREAM, "limit": 4}

    def page(**how):
        answer = get(**stream, **how)
        messages = [event["message"] for event in answer["events"]]
        return messages, answer["nextForwardToken"], answer["nextBackwardToken"]

    messages, forward, backward = page()
    assert messages == every[2:]
    assert page(nextToken=forward)[0] == []
    assert page(nextToken=backward)[0] == every[:2]
    messages, forward, _ = page(startFromHead=True)
    assert messages == every[:4]
    messages, forward, _ = page(nextToken=forward)
    assert messages == every[4:]
    assert page(nextToken=forward)[:2] == ([], forward)


def test_a_log_that_is_not_there(room):
    logs = room.client("logs")
    assert refused(logs.filter_log_events, logGroupName="x") == "ResourceNotFoundException"
    stream = {"logGroupName": GROUP, "logStreamName": "x"}
    assert refused(logs.get_log_events, **stream) == "ResourceNotFoundException"
    pattern = {"logGroupName": GROUP, "filterPattern": "x"}
    assert refused(logs.filter_log_events, **pattern) == "ValidationException"


def test_the_stack_says_where_its_parts_are(room):
    stacks = room.client("cloudformation").describe_stacks(StackName="eda-demo")["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stacks[0]["Outputs"]}
    assert outputs["ApiEndpoint"].endswith(room.path)
    assert (outputs["TableName"], outputs["LogGroupName"]) == (TABLE, GROUP)
    assert outputs["StateMachineArn"] == MACHINE
    describe = room.client("cloudformation").describe_stacks
    assert refused(describe, StackName="x") == "ValidationError"
    assert refused(room.client("sts").get_caller_identity) == "InvalidAction"
    assert refused(room.client("cloudformation").list_stacks) == "InvalidAction"


def test_a_rule_is_given_another_pattern(room):
    events, name = room.client("events"), "payment-service-filtering-orders"
    pattern = '{"source": ["order-service"], "detail": {"amount": [{"numeric": [">", 150]}]}}'
    put = events.put_rule(Name=name, EventPattern=pattern, State="DISABLED")
    rule = events.describe_rule(Name=name)
    assert (rule["Arn"], rule["State"]) == (put["RuleArn"], "DISABLED")
    assert json.loads(rule["EventPattern"]) == json.loads(pattern)
    events.put_rule(Name=name, EventPattern=pattern)
    assert events.describe_rule(Name=name)["State"] == "ENABLED"
    bad = {"Name": name, "EventPattern": '{"source": "x"}'}
    assert refused(events.put_rule, **bad) == "InvalidEventPatternException"
    assert refused(events.put_rule, Name="new", EventPattern="{}") == "ResourceNotFoundException"
    schedule = {"Name": name, "ScheduleExpression": "rate(1 minute)"}
    assert refused(events.put_rule, **schedule) == "ValidationException"
