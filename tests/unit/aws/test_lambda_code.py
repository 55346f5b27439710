"""The inlined functions: the same definitions as the simulator's, run alone on a boto3 of ours."""

import ast
import base64
import builtins
import inspect
import json
import sys
import time
from decimal import Decimal
from types import ModuleType, SimpleNamespace

import pytest

from eda_core.aws.deployment import lambda_handlers
from eda_core.aws.deployment.lambda_code import SOURCES, lambda_code

HANDLERS = ("create_order_handler", "update_order_handler", "notification_handler")


class FakeTable:
    def __init__(self):
        self.items = []
        self.page_size = 100

    def put_item(self, **asked):
        item = asked["Item"]
        assert not any(isinstance(value, float) for value in item.values()), "DynamoDB has none"
        self.items = [each for each in self.items if _key(each) != _key(item)] + [item]

    def query(self, **asked):
        order_id = asked["ExpressionAttributeValues"][":id"]
        found = [item for item in self.items if item["id"] == order_id]
        found.sort(key=lambda item: item["timestamp"], reverse=not asked["ScanIndexForward"])
        start = asked.get("ExclusiveStartKey", 0)
        until = start + self.page_size
        page = {"Items": [self._read(item) for item in found[start:until]]}
        return page | ({"LastEvaluatedKey": until} if until < len(found) else {})

    def _read(self, item):
        numbers = {k: Decimal(str(v)) for k, v in item.items() if isinstance(v, int | Decimal)}
        return item | numbers


def _key(item):
    return item["id"], item["timestamp"]


class FakeAws:
    """What a handler finds when it imports boto3."""

    def __init__(self):
        self.table = FakeTable()
        self.entries = []
        self.messages = []
        self.refusal = None

    def module(self):
        boto3 = ModuleType("boto3")
        boto3.resource = lambda name: SimpleNamespace(Table=self.table_of)
        boto3.client = lambda name: self
        return boto3

    def table_of(self, name):
        assert name == "eda-demo-orders"
        return self.table

    def put_events(self, **asked):
        if self.refusal:
            return {"FailedEntryCount": 1, "Entries": [self.refusal]}
        self.entries.extend(asked["Entries"])
        return {"FailedEntryCount": 0, "Entries": [{"EventId": f"event-{len(self.entries)}"}]}

    def publish(self, **message):
        self.messages.append(message)

    def published(self):
        return [
            (entry["Source"], entry["DetailType"], json.loads(entry["Detail"]))
            for entry in self.entries
        ]


@pytest.fixture
def aws():
    return FakeAws()


@pytest.fixture(params=["inlined", "ours"])
def handler(request, aws, monkeypatch):
    """A handler by name: out of the inlined text, without our package, and as we have it."""
    boto3 = aws.module()
    monkeypatch.setitem(sys.modules, "boto3", boto3)
    monkeypatch.setattr(lambda_handlers, "boto3", boto3)
    monkeypatch.setenv("DDB_TABLE_NAME", "eda-demo-orders")
    monkeypatch.setenv("EVENT_BUS_NAME", "eda-demo")
    monkeypatch.setenv("NOTIFICATION_TOPIC_ARN", "topic")
    monkeypatch.setenv("IDEMPOTENT_UPDATE_ORDER", "false")
    module = ModuleType("index")
    monkeypatch.setitem(sys.modules, "index", module)

    def loaded(name):
        if request.param == "ours":
            run = getattr(lambda_handlers, f"{name}_handler")
        else:
            exec(compile(lambda_code(f"{name}_handler"), "index.py", "exec"), module.__dict__)
            run = module.handler
        time.sleep(0.002)  # two items of one order in one millisecond are one item
        return lambda event: run(event, None)

    _forget_clients()
    yield loaded
    _forget_clients()


def _forget_clients():
    for made in ("orders_table", "events_client", "sns_client"):
        getattr(lambda_handlers, made).cache_clear()


def post(body, **more):
    return {"body": body, **more}


def payment(detail_type, order_id=101, event_id="p1"):
    return {
        "id": event_id,
        "source": "payment-service",
        "detail-type": detail_type,
        "time": "2026-01-31T12:00:00Z",
        "detail": {"id": order_id},
    }


def statuses(aws):
    return [item["status"] for item in aws.table.items]


@pytest.mark.parametrize("name", HANDLERS)
def test_the_code_needs_nothing_of_ours(name):
    imported = {
        alias.name.partition(".")[0]
        for node in ast.walk(ast.parse(lambda_code(name)))
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        node.module.partition(".")[0]
        for node in ast.walk(ast.parse(lambda_code(name)))
        if isinstance(node, ast.ImportFrom)
    }
    assert imported <= {*sys.stdlib_module_names, "boto3"}


@pytest.mark.parametrize("name", HANDLERS)
def test_every_name_in_the_code_is_bound(name):
    tree = ast.parse(lambda_code(name))
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    stored = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    defined = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    caught = {node.name for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)}
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert bound <= stored | defined | arguments | caught | imported | set(dir(builtins))


@pytest.mark.parametrize("name", HANDLERS)
def test_every_definition_is_the_one_the_simulator_runs(name):
    sources = {
        ast.dump(node) for module in SOURCES for node in ast.parse(inspect.getsource(module)).body
    }
    made = [n for n in ast.parse(lambda_code(name)).body if isinstance(n, ast.FunctionDef)]
    assert made
    assert all(ast.dump(node) in sources for node in made)


def test_no_two_sources_share_a_name():
    names = [
        node.name
        for module in SOURCES
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
    assert len(names) == len(set(names))


def test_a_good_order_is_written_published_and_accepted(handler, aws):
    answer = handler("create_order")(post('{"id": 101, "amount": 100}'))
    assert (answer["statusCode"], json.loads(answer["body"])["eventId"]) == (202, "event-1")
    assert statuses(aws) == ["OrderCreated"]
    assert aws.published() == [("order-service", "OrderCreated", {"id": 101, "amount": 100})]


def test_events_go_to_the_bus_of_the_stack(handler, aws):
    handler("create_order")(post('{"id": 101, "amount": 100}'))
    assert aws.entries[0]["EventBusName"] == "eda-demo"


def test_a_stamp_has_milliseconds_and_a_zone(handler, aws):
    handler("create_order")(post('{"id": 101, "amount": 100}'))
    stamp = aws.table.items[0]["timestamp"]
    assert (len(stamp), stamp[-5], stamp[-1]) == (24, ".", "Z")


@pytest.mark.parametrize(
    "body",
    ["", "oops", "[]", '{"id": 101}', '{"id": 101, "amount": "600"}', '{"id": true, "amount": 1}'],
)
def test_a_bad_order_is_refused_and_leaves_no_trace(handler, aws, body):
    answer = handler("create_order")(post(body))
    assert (answer["statusCode"], "error" in json.loads(answer["body"])) == (400, True)
    assert (aws.table.items, aws.entries) == ([], [])


def test_a_request_without_a_body_is_refused(handler):
    assert handler("create_order")({})["statusCode"] == 400


def test_a_body_sent_as_form_data_is_read(handler):
    body = base64.b64encode(b'{"id": 101, "amount": 100}').decode()
    assert handler("create_order")(post(body, isBase64Encoded=True))["statusCode"] == 202


def test_an_amount_with_decimals_comes_through(handler, aws):
    handler("create_order")(post('{"id": 101, "amount": 99.5}'))
    handler("update_order")(payment("PaymentSucceeded"))
    assert aws.table.items[0]["amount"] == Decimal("99.5")
    assert aws.published()[1] == ("order-service", "OrderCompleted", {"id": 101, "amount": 99.5})


@pytest.mark.parametrize(
    ("said", "status"),
    [("PaymentSucceeded", "OrderCompleted"), ("PaymentFailed", "OrderCancelled")],
)
def test_a_payment_result_becomes_the_next_status(handler, aws, said, status):
    handler("create_order")(post('{"id": 101, "amount": 100}'))
    handler("update_order")(payment(said))
    assert statuses(aws) == ["OrderCreated", status]
    assert aws.published()[-1] == ("order-service", status, {"id": 101, "amount": 100})


def test_a_payment_delivered_twice_publishes_twice(handler, aws):
    handler("create_order")(post('{"id": 101, "amount": 100}'))
    for _ in range(2):
        handler("update_order")(payment("PaymentSucceeded"))
    assert len(aws.entries) == 3


def test_the_idempotent_one_applies_a_payment_once(handler, aws, monkeypatch):
    monkeypatch.setenv("IDEMPOTENT_UPDATE_ORDER", "true")
    aws.table.page_size = 1
    handler("create_order")(post('{"id": 101, "amount": 100}'))
    for _ in range(2):
        handler("update_order")(payment("PaymentSucceeded"))
    assert len(aws.entries) == 2


def test_an_unknown_order_fails_the_invocation(handler):
    with pytest.raises(LookupError, match="Unknown order: 7"):
        handler("update_order")(payment("PaymentFailed", 7))


def test_an_unknown_detail_type_fails_the_invocation(handler):
    with pytest.raises(ValueError, match="PaymentPending"):
        handler("update_order")(payment("PaymentPending"))


def test_a_bus_that_refuses_fails_the_invocation(handler, aws):
    aws.refusal = {"ErrorCode": "InternalFailure", "ErrorMessage": "Try again"}
    with pytest.raises(RuntimeError, match="InternalFailure: Try again"):
        handler("create_order")(post('{"id": 101, "amount": 100}'))


def test_a_notification_goes_to_the_topic(handler, aws):
    handler("notification")(payment("PaymentSucceeded"))
    (message,) = aws.messages
    assert (message["TopicArn"], message["Subject"]) == ("topic", "Order 101: PaymentSucceeded")
    assert json.loads(message["Message"])["order"] == 101
