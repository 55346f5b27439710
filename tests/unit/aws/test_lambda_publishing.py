"""The functions of a custom bus, run as Lambda has them: their own text, and botocore to sign."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from types import ModuleType, SimpleNamespace

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.deployment.lambda_code import services_code
from eda_core.aws.deployment.lambda_publishing import from_cbor, to_cbor
from eda_core.aws.discovery import resources_from
from eda_core.aws.put_events import AwsBus
from eda_core.aws.target import target_from
from eda_core.ports import EntryResult
from tests.examples import examples
from tests.unit.aws.test_lambda_code import FakeTable, payment, post

ARN = "arn:aws:events:eu-central-1:123456789012:event-busv2/eda-demo/abcdefghijklmnopqrstuvwxy"
HANDLERS = tuple(
    f"{name}_handler"
    for name in ("create_order", "update_order", "notification", "publish_payment")
)
PUBLISHED = {"EventId": "e1", "SequenceNumber": "10", "SuccessCode": "PUBLISHED"}
EXECUTION = "arn:aws:states:eu-central-1:123456789012:execution:eda-demo-payment-service:x1"


def decoded(body):
    """Read CBOR as botocore does."""
    parser = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))


class Bus(HTTPServer):
    """Answers PutEvents with what is scripted, written by botocore; the last answer stays."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.requests = []
        self.answers = []
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.service = boto3.client("eventbridgev2", region_name="eu-central-1").meta.service_model

    def answer(self, *results, status=200, failed=0):
        value = {"FailedEntryCount": failed, "Entries": list(results)}
        body = bytearray()
        shape = self.service.operation_model("PutEvents").output_shape
        RpcV2CBORSerializer()._serialize_data_item(body, value, shape)
        self.answers.append((status, bytes(body)))

    def refuse(self, status, kind, message):
        self.answers.append((status, to_cbor({"__type": kind, "message": message})))


class Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), body))
        answers = self.server.answers
        status, content = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.send_header("Content-Type", "application/cbor")
        self.send_header("smithy-protocol", "rpc-v2-cbor")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def bus(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    server = Bus()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def index(bus, monkeypatch):
    """The module as Lambda imports it; its pauses take no time."""
    monkeypatch.setenv("EVENT_BUS_ARN", ARN)
    monkeypatch.setenv("EVENT_BUS_ENDPOINT", bus.url)
    monkeypatch.setenv("IDEMPOTENT_UPDATE_ORDER", "false")
    module = ModuleType("index")
    code = compile(services_code(HANDLERS), "index.py", "exec")
    monkeypatch.setitem(sys.modules, "index", module)
    exec(code, module.__dict__)
    module.table = FakeTable()
    module.orders_table = lambda: module.table
    monkeypatch.setattr(module.time, "sleep", lambda _seconds: None)
    return module


def entries(bus):
    return [entry for _, _, body in bus.requests for entry in decoded(body)["Entries"]]


def test_an_order_is_published_in_its_group_with_an_id_for_repeats(bus, index):
    bus.answer(PUBLISHED)
    answer = index.create_order_handler(post('{"id": 101, "amount": 100}'), None)
    assert (answer["statusCode"], json.loads(answer["body"])["eventId"]) == (202, "e1")
    assert entries(bus) == [
        {
            "Source": "order-service",
            "DetailType": "OrderCreated",
            "Detail": '{"id": 101, "amount": 100}',
            "Resources": [],
            "SystemMetadata": {"EventGroupId": "101", "DeduplicationId": "101:OrderCreated"},
        }
    ]


def test_the_request_is_the_one_that_boto3_makes(bus, index):
    bus.answer(PUBLISHED)
    index.put_event("payment-service", "PaymentSucceeded", {"id": 101}, ("a", "b"))
    config = Config(retries={"max_attempts": 0})
    client = boto3.client("eventbridgev2", endpoint_url=bus.url, config=config)
    answer = client.put_events(**decoded(bus.requests[0][2]))
    assert answer["Entries"] == [PUBLISHED]
    (path, headers, body), (path_3, headers_3, body_3) = bus.requests
    assert (path, decoded(body)) == (path_3, decoded(body_3))
    for name in ("Content-Type", "smithy-protocol", "Accept"):
        assert headers[name] == headers_3[name]
    scope = "/eu-central-1/events/aws4_request"
    assert scope in headers["Authorization"]
    assert scope in headers_3["Authorization"]


def test_a_repeat_is_no_failure(bus, index):
    bus.answer({"SuccessCode": "DEDUPLICATED"})
    assert index.put_event("order-service", "OrderCreated", {"id": 1}) == ""


def test_the_dashboard_puts_entries_through_boto3_as_the_bus_takes_them(bus):
    bus.answer(PUBLISHED, {"ErrorCode": "VALIDATION_ERROR", "ErrorMessage": "no"}, failed=1)
    clients = Clients(target_from(region="eu-central-1", endpoint_url=bus.url), CallMeter())
    here = SimpleNamespace(resources=lambda: resources_from({"EventBusArn": ARN}, "eda-demo"))
    entry = {"Source": "me", "DetailType": "Hi", "Detail": "{}", "Time": "2026-01-31T12:00:00Z"}
    taken, refused = AwsBus(clients, here).put_events([{**entry, "EventBusName": "x"}, entry])
    clients.forget()
    assert taken == EntryResult("e1", sequence_number="10", success_code="PUBLISHED")
    assert refused == EntryResult("", "VALIDATION_ERROR", "no")
    (first, second) = entries(bus)
    assert first == second
    assert (first["Source"], first["Time"].timestamp()) == ("me", 1_769_860_800)


def test_an_entry_that_is_refused_raises(bus, index):
    bus.answer({"ErrorCode": "VALIDATION_ERROR", "ErrorMessage": "no"}, failed=1)
    with pytest.raises(RuntimeError, match="VALIDATION_ERROR: no"):
        index.put_event("order-service", "OrderCreated", {"id": 1})


def test_a_request_that_is_refused_raises_what_the_bus_says_and_is_not_sent_again(bus, index):
    bus.refuse(400, "com.amazonaws.eventsv2#InvalidStateException", "It is not ACTIVE.")
    with pytest.raises(RuntimeError, match=r"400 .*InvalidStateException: It is not ACTIVE"):
        index.put_event("order-service", "OrderCreated", {"id": 1})
    assert len(bus.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_is_turned_away_is_sent_again_with_the_same_id(bus, index, status):
    bus.answers.append((status, b""))
    bus.answer(PUBLISHED)
    assert index.put_event("order-service", "OrderCreated", {"id": 1}) == "e1"
    first, again = entries(bus)
    assert first == again


def test_what_is_turned_away_three_times_raises(bus, index):
    bus.answers.append((503, b""))
    with pytest.raises(RuntimeError, match="503"):
        index.put_event("order-service", "OrderCreated", {"id": 1})
    assert len(bus.requests) == 3


def test_a_bus_that_cannot_be_reached_raises(bus, index, monkeypatch):
    monkeypatch.setenv("EVENT_BUS_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(BotoCoreError):
        index.put_event("order-service", "OrderCreated", {"id": 1})


@pytest.mark.parametrize("wrap", [lambda event: event, lambda event: [event]])
def test_update_order_takes_an_event_as_an_object_and_in_an_array(bus, index, wrap):
    bus.answer(PUBLISHED)
    index.create_order_handler(post('{"id": 101, "amount": 100}'), None)
    index.update_order_handler(wrap(payment("PaymentFailed")), None)
    last = entries(bus)[-1]
    assert (last["DetailType"], last["Detail"]) == ("OrderCancelled", '{"id": 101, "amount": 100}')


@pytest.mark.parametrize("wrap", [lambda event: event, lambda event: [event]])
def test_notification_takes_an_event_as_an_object_and_in_an_array(index, wrap):
    messages = []
    index.send_to_topic = lambda subject, message: messages.append(subject)
    index.notification_handler(wrap(payment("PaymentFailed")), None)
    assert messages == ["Order 101: PaymentFailed"]


def test_the_publisher_adds_the_arns_of_machine_and_execution(bus, index):
    bus.answer(PUBLISHED)
    request = {"id": 101, "status": "PaymentSucceeded", "execution": EXECUTION}
    assert index.publish_payment_handler(request, None) == {"eventId": "e1"}
    (entry,) = entries(bus)
    machine = "arn:aws:states:eu-central-1:123456789012:stateMachine:eda-demo-payment-service"
    assert entry["Resources"] == [machine, EXECUTION]
    assert (entry["Source"], entry["Detail"]) == ("payment-service", '{"id": 101}')


TEXTS = st.recursive(
    st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=20,
)


@settings(max_examples=examples(100))
@given(TEXTS)
def test_what_is_written_is_read_by_botocore_and_by_us(value):
    assert decoded(to_cbor(value)) == value
    assert from_cbor(BytesIO(to_cbor(value))) == value


RFC_8949 = {
    "00": 0, "17": 23, "1818": 24, "1903e8": 1000, "1a000f4240": 1000000, "20": -1, "3863": -100,
    "1b000000e8d4a51000": 1000000000000, "f4": False, "f5": True, "f6": None,
    "4401020304": b"\1\2\3\4",
    "60": "", "6161": "a", "62c3bc": "\u00fc", "80": [], "83010203": [1, 2, 3],
    "8301820203820405": [1, [2, 3], [4, 5]], "a0": {}, "a26161016162820203": {"a": 1, "b": [2, 3]},
    "5f42010243030405ff": b"\1\2\3\4\5", "7f657374726561646d696e67ff": "streaming", "9fff": [],
    "9f018202039f0405ffff": [1, [2, 3], [4, 5]], "bf61610161629f0203ffff": {"a": 1, "b": [2, 3]},
    "c11a514b67b0": 1363896240,
}  # fmt: skip
"""Examples of RFC 8949, appendix A, but those with fractions; a tag is left out of the value."""


@pytest.mark.parametrize("text", RFC_8949)
def test_examples_of_the_standard_are_read(text):
    assert from_cbor(BytesIO(bytes.fromhex(text))) == RFC_8949[text]


def test_a_fraction_is_refused():
    with pytest.raises(ValueError, match="0xfb"):
        from_cbor(BytesIO(bytes.fromhex("fb3ff199999999999a")))
