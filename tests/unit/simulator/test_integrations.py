"""What a Task of the simulated stack may call beside the bus."""

import json
from typing import Any

import pytest

from eda_core.asl import Environment, Execution, execute
from eda_core.simulator.integrations import Integrations, Services
from eda_core.simulator.table import OrdersTable
from eda_core.simulator.world import World
from eda_core.stack import demo_stack, machine_from
from eda_core.stack.order_service import update_order

START_MS = 1_769_860_800_000
STACK = demo_stack()
NOW = "2026-01-31T12:00:00.000Z"
PREFIX = "arn:aws:lambda:us-east-1:123456789012:function:"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:eda-demo-order-notification"
METADATA = {
    "SdkHttpMetadata": {"HttpStatusCode": 200},
    "SdkResponseMetadata": {"RequestId": "id"},
}
ITEM = {"id": {"N": "101"}, "timestamp": {"S": NOW}, "amount": {"N": "9.5"}}
KEY = {"id": {"N": "101"}, "timestamp": {"S": NOW}}


class Outside:
    """The services behind the integrations, with what they were asked for."""

    def __init__(self) -> None:
        self.table = OrdersTable()
        self.sent: list[tuple[str, str]] = []
        self.published: list[tuple[str, str, Any]] = []
        services = Services(
            self.table, self._send, self._publish, lambda: NOW, lambda: "id", self._update
        )
        self.registry = Integrations(STACK, services)

    def _send(self, subject: str, message: str) -> None:
        self.sent.append((subject, message))

    def _publish(self, source: str, detail_type: str, detail: Any) -> str:
        self.published.append((source, detail_type, dict(detail)))
        return "event-id"

    def _update(self, event: Any) -> None:
        update_order(event, self.table, self._publish, lambda: NOW)

    def run(self, resource: str, parameters: Any, **state: Any) -> Execution:
        """Run one Task that calls ``resource`` with ``parameters``."""
        task = {"Type": "Task", "Resource": resource, "End": True, **state}
        definition = {"StartAt": "T", "States": {"T": task}}
        machine = machine_from(json.dumps(definition))
        return execute(machine, parameters, Environment(self.registry), now_ms=START_MS)

    def call(self, action: str, **parameters: Any) -> Execution:
        """Call the integration ``action``, such as ``sns:publish``."""
        return self.run(f"arn:aws:states:::{action}", parameters)

    def on_table(self, action: str, **parameters: Any) -> Execution:
        """Call an action of DynamoDB on the orders table."""
        return self.call(f"dynamodb:{action}", TableName="eda-demo-orders", **parameters)


@pytest.fixture
def outside() -> Outside:
    return Outside()


def failure(execution: Execution) -> tuple[Any, Any]:
    return execution.error, execution.cause


def refuse(_: Any) -> None:
    raise KeyError("nothing there")


def test_a_registered_function_is_invoked_by_its_name(outside):
    outside.registry.register("risk", lambda payload: {"score": payload["amount"] / 100})
    execution = outside.call("lambda:invoke", FunctionName="risk", Payload={"amount": 900})
    assert execution.output == {
        "ExecutedVersion": "$LATEST",
        "Payload": {"score": 9},
        "StatusCode": 200,
        **METADATA,
    }


@pytest.mark.parametrize(
    "name",
    [f"{PREFIX}risk", f"{PREFIX}risk:$LATEST", "123456789012:function:risk", "risk:$LATEST"],
)
def test_a_function_is_known_by_arn_partial_arn_and_latest_version(outside, name):
    outside.registry.register("risk", lambda _: "ok")
    assert outside.call("lambda:invoke", FunctionName=name).output["Payload"] == "ok"


def test_an_unknown_function_has_to_be_mocked(outside):
    execution = outside.call("lambda:invoke", FunctionName="risk")
    assert failure(execution) == (
        "NEEDS_MOCK",
        "There is no function risk here (there are eda-demo-create-order, eda-demo-update-order, "
        "eda-demo-notification): mock the state.",
    )


@pytest.mark.parametrize("name", [None, "", 5])
def test_a_function_must_be_named(outside, name):
    execution = outside.call("lambda:invoke", FunctionName=name)
    assert execution.error == "Lambda.ValidationException"


def test_only_request_and_response_is_offered(outside):
    execution = outside.call(
        "lambda:invoke", FunctionName="eda-demo-notification", InvocationType="Event"
    )
    assert execution.error == "Lambda.InvalidParameterValueException"


def test_what_a_function_raises_fails_the_task_by_its_name(outside):
    outside.registry.register("risk", refuse)
    execution = outside.call("lambda:invoke", FunctionName="risk")
    assert execution.error == "KeyError"
    assert json.loads(execution.cause) == {
        "errorMessage": "'nothing there'",
        "errorType": "KeyError",
        "requestId": "id",
    }


def test_a_function_error_can_be_retried_and_its_time_counts(outside):
    answers = iter([refuse, lambda _: "ok"])
    outside.registry.register("risk", lambda payload: next(answers)(payload), duration_ms=300)
    retry = [{"ErrorEquals": ["KeyError"], "IntervalSeconds": 2}]
    resource = "arn:aws:states:::lambda:invoke"
    execution = outside.run(resource, {"FunctionName": "risk"}, Retry=retry)
    assert execution.output["Payload"] == "ok"
    assert execution.ended_ms - execution.started_ms == 2300


def test_a_function_that_takes_long_times_out(outside):
    outside.registry.register("risk", lambda _: "ok", duration_ms=5000)
    execution = outside.run(
        "arn:aws:states:::lambda:invoke", {"FunctionName": "risk"}, TimeoutSeconds=1
    )
    assert execution.error == "States.Timeout"


@pytest.mark.parametrize("answer", [{1, 2}, float("nan"), object()])
def test_an_answer_that_is_no_json_fails_the_task(outside, answer):
    outside.registry.register("risk", lambda _: answer)
    execution = outside.call("lambda:invoke", FunctionName="risk")
    assert execution.error == "Runtime.MarshalError"


def test_a_function_has_a_payload_of_its_own(outside):
    outside.registry.register("risk", lambda payload: payload["ids"].append(1))
    payload = {"ids": []}
    outside.call("lambda:invoke", FunctionName="risk", Payload=payload)
    assert payload == {"ids": []}


def test_a_function_arn_as_resource_answers_bare(outside):
    body = {"id": 101, "amount": 100}
    execution = outside.run(f"{PREFIX}eda-demo-create-order", body)
    assert execution.output["statusCode"] == 202
    assert json.loads(execution.output["body"])["eventId"] == "event-id"
    assert [event.type for event in execution.history][2:5] == [
        "LambdaFunctionScheduled",
        "LambdaFunctionStarted",
        "LambdaFunctionSucceeded",
    ]


def test_create_order_takes_the_body_of_a_request(outside):
    outside.run(f"{PREFIX}eda-demo-create-order", {"body": '{"id": 7, "amount": 100}'})
    assert outside.table.latest(7)["status"] == "OrderCreated"
    assert outside.published == [("order-service", "OrderCreated", {"id": 7, "amount": 100})]


def test_update_order_takes_an_event(outside):
    outside.table.put({"id": 7, "amount": 100, "status": "OrderCreated", "timestamp": "2025"})
    event = {"detail-type": "PaymentSucceeded", "detail": {"id": 7}}
    outside.run(f"{PREFIX}eda-demo-update-order", event)
    assert outside.table.latest(7)["status"] == "OrderCompleted"


def test_update_order_fails_for_an_unknown_order(outside):
    event = {"detail-type": "PaymentSucceeded", "detail": {"id": 7}}
    execution = outside.run(f"{PREFIX}eda-demo-update-order", event)
    assert execution.error == "LookupError"
    assert json.loads(execution.cause)["errorMessage"] == "Unknown order: 7"


def test_notification_takes_an_event(outside):
    event = {"source": "s", "detail-type": "OrderCompleted", "detail": {"id": 7}, "time": NOW}
    outside.run(f"{PREFIX}eda-demo-notification", event)
    assert outside.sent[0][0] == "Order 7: OrderCompleted"


def test_a_message_is_published(outside):
    execution = outside.call("sns:publish", TopicArn=TOPIC, Message="Hello", Subject="Order 7")
    assert execution.output == {"MessageId": "id", **METADATA}
    assert outside.sent == [("Order 7", "Hello")]


def test_a_message_that_is_json_is_published_as_text(outside):
    outside.call("sns:publish", TopicArn=TOPIC, Message={"order": 7})
    assert outside.sent == [("", '{"order": 7}')]


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"Message": "m"}, "SNS.InvalidParameterException"),
        ({"TopicArn": TOPIC}, "SNS.InvalidParameterException"),
        ({"TopicArn": TOPIC, "Message": ""}, "SNS.InvalidParameterException"),
        (
            {"TopicArn": TOPIC, "Message": "m", "Subject": "s" * 101},
            "SNS.InvalidParameterException",
        ),
        ({"TopicArn": f"{TOPIC}s", "Message": "m"}, "SNS.NotFoundException"),
    ],
)
def test_a_bad_message_is_refused(outside, parameters, error):
    assert outside.call("sns:publish", **parameters).error == error
    assert outside.sent == []


def test_an_item_is_put_and_read_again(outside):
    assert outside.on_table("putItem", Item=ITEM).output == METADATA
    assert outside.table.latest(101) == {"id": 101, "timestamp": NOW, "amount": 9.5}
    assert outside.on_table("getItem", Key=KEY).output == {"Item": ITEM, **METADATA}


def test_every_type_of_an_attribute_comes_back_as_it_went(outside):
    values = {"S": "x", "N": "-3", "BOOL": False, "NULL": True, "L": [{"N": "1"}], "M": {}}
    item = {**KEY, **{f"a{kind}": {kind: value} for kind, value in values.items()}}
    outside.on_table("putItem", Item=item)
    assert outside.on_table("getItem", Key=KEY).output["Item"] == item


def test_an_item_that_is_not_there_is_no_item(outside):
    assert outside.on_table("getItem", Key=KEY).output == METADATA


def test_put_returns_the_item_it_replaced(outside):
    outside.on_table("putItem", Item=ITEM)
    execution = outside.on_table("putItem", Item=KEY, ReturnValues="ALL_OLD")
    assert execution.output["Attributes"] == ITEM


def test_an_update_sets_attributes(outside):
    outside.on_table("putItem", Item=ITEM)
    execution = outside.on_table(
        "updateItem",
        Key=KEY,
        UpdateExpression="SET #s = :s, amount = :a",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":s": {"S": "Reviewed"}, ":a": {"N": "1"}},
        ReturnValues="UPDATED_NEW",
    )
    assert execution.output["Attributes"] == {"status": {"S": "Reviewed"}, "amount": {"N": "1"}}
    assert outside.table.latest(101)["status"] == "Reviewed"


def test_an_update_makes_the_item(outside):
    values = {":a": {"N": "1"}}
    update = {"UpdateExpression": "SET amount = :a", "ExpressionAttributeValues": values}
    execution = outside.on_table("updateItem", Key=KEY, **update, ReturnValues="ALL_NEW")
    assert execution.output["Attributes"] == {**KEY, "amount": {"N": "1"}}


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (None, "UpdateExpression must be SET name = :value, ...; nothing else is offered"),
        ("REMOVE a", "UpdateExpression must be SET name = :value, ...; nothing else is offered"),
        ("SET a = a + :a", "Only name = :value can be set, not 'a = a + :a'"),
        ("SET a = :a REMOVE b", "Only name = :value can be set, not 'a = :a REMOVE b'"),
        ("SET #a = :a", "#a is not among ExpressionAttributeNames"),
        ("SET a = :b", ":b is not among ExpressionAttributeValues"),
        ("SET id = :a", "Cannot update attribute id: it is part of the key"),
    ],
)
def test_another_update_is_refused(outside, expression, reason):
    execution = outside.on_table(
        "updateItem",
        Key=KEY,
        UpdateExpression=expression,
        ExpressionAttributeValues={":a": {"N": "1"}},
    )
    expected = ("DynamoDB.AmazonDynamoDBException", f"{reason} (ValidationException)")
    assert failure(execution) == expected


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (None, "Item must be an object of attribute values"),
        ({"id": 101}, 'Item.id must be an attribute value such as {"N": "101"}'),
        ({"id": {"N": 101}}, 'Item.id.N must be a number as text, such as "101"'),
        ({"id": {"N": "1e999"}}, "Item.id.N is too large"),
        ({"id": {"N": "1" * 39}}, "Item.id.N has more than 38 digits"),
        (
            {"id": {"SS": ["a"]}},
            "Item.id: the type SS is not offered; there are S, N, BOOL, NULL, L, M",
        ),
        ({"id": {"N": "101"}}, "Missing the key timestamp in the item"),
        ({"id": {"S": "101"}, "timestamp": {"S": "a"}}, "Type mismatch for key id: expected N"),
        ({**KEY, "l": {"L": [{"BOOL": 1}]}}, "Item.l.L[0].BOOL must be true or false"),
        ({**KEY, "m": {"M": {"n": {"NULL": False}}}}, "Item.m.n.NULL must be true"),
    ],
)
def test_a_bad_item_is_refused_by_its_place(outside, item, reason):
    execution = outside.on_table("putItem", Item=item)
    expected = ("DynamoDB.AmazonDynamoDBException", f"{reason} (ValidationException)")
    assert failure(execution) == expected


def test_a_condition_is_refused_not_ignored(outside):
    execution = outside.on_table("putItem", Item=ITEM, ConditionExpression="a = :b")
    assert execution.cause == "ConditionExpression is not offered here (ValidationException)"


def test_another_table_is_not_found(outside):
    execution = outside.call("dynamodb:getItem", TableName="orders", Key=KEY)
    assert execution.error == "DynamoDB.ResourceNotFoundException"


@pytest.mark.parametrize("action", ["lambda:invoke", "sns:publish", "dynamodb:getItem"])
def test_parameters_must_be_an_object(outside, action):
    assert outside.run(f"arn:aws:states:::{action}", [1]).error == "States.Runtime"


OTHERS = [
    "arn:aws:states:::sqs:sendMessage",
    "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "arn:aws:states:us-east-1:123456789012:activity:approve",
    f"{PREFIX}other",
    f"{PREFIX}eda-demo-notification:2",
]


@pytest.mark.parametrize("resource", OTHERS)
def test_any_other_resource_has_to_be_mocked(outside, resource):
    execution = outside.run(resource, {})
    assert execution.status == "NEEDS_MOCK"
    assert execution.unanswered.resource == resource


def test_a_resource_of_another_partition_is_the_same_resource(outside):
    china = PREFIX.replace("arn:aws:", "arn:aws-cn:")
    outside.registry.register("risk", lambda _: "ok")
    assert outside.run(f"{china}risk", {}).output == "ok"


def test_an_order_of_the_simulated_world_may_take_all_of_them():
    world = World(STACK, START_MS, seed=7)
    services = Services(
        world.table, world._send, world._publish, world._now, lambda: "id", world._update
    )
    registry = world.payments.connect(STACK, services)
    registry.register("risk", lambda payload: payload["amount"] > 500)
    world.payments.use(machine_from(json.dumps(REVIEW)))
    world.place('{"id": 101, "amount": 900}')
    world.run_to_end()
    assert world.notifications[-1].message == "Order 101 is risky: true"
    assert [item["status"] for item in world.table.history(101)] == ["OrderCreated", "Reviewed"]


REVIEW = {
    "QueryLanguage": "JSONata",
    "StartAt": "Ask",
    "States": {
        "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {
                "FunctionName": "risk",
                "Payload": {"amount": "{% $states.input.detail.amount %}"},
            },
            "Assign": {
                "id": "{% $states.input.detail.id %}",
                "risky": "{% $states.result.Payload %}",
            },
            "Next": "Note",
        },
        "Note": {
            "Type": "Task",
            "Resource": "arn:aws:states:::dynamodb:putItem",
            "Arguments": {
                "TableName": "eda-demo-orders",
                "Item": {
                    "id": {"N": "{% $string($id) %}"},
                    "timestamp": {"S": "{% $now() %}"},
                    "status": {"S": "Reviewed"},
                    "risky": {"BOOL": "{% $risky %}"},
                },
            },
            "Next": "Tell",
        },
        "Tell": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sns:publish",
            "Arguments": {
                "TopicArn": TOPIC,
                "Message": "{% 'Order ' & $id & ' is risky: ' & $risky %}",
            },
            "End": True,
        },
    },
}
