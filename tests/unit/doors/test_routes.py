"""What the routes of the API answer, and that nothing below them leads to a page."""

import json
import socket
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import BackendUnavailable, InvalidRequest
from eda_core.domain.settings import BusKind
from eda_core.doors.beside import send_at_once
from eda_core.doors.handlers import CONFIRMATION
from eda_core.ports import Capabilities
from tests.news import all_news
from tests.unit.doors.client import ask
from tests.unit.doors.served import Served

BODIES = (
    '{"id": 101, "amount": 100}',
    '{"id": 101, "amount": 900.5}',
    '{"id": 101, "amount": "600"}',
    '{"id": 101}',
    '{"id": 1.5, "amount": 1}',
    '{"id": 101, "amount": "é\u2028"}',
    "[1]",
    "id=101&amount=100",
    "",
    "[" * 100_000,
    " " * 300_000,
)
ENTRY = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": '{"id": 104}'}


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:30] + str(len(body)))
def test_an_order_is_answered_byte_for_byte_as_the_port_answers(body):
    expected = Served().of().api.place(body)
    answer = ask(Served().app, "POST", "/order", body.encode())
    assert (answer.status, answer.body) == (expected.status, json.dumps(expected.body).encode())
    assert answer.headers["content-type"] == "application/json"


@given(st.binary(max_size=200))
def test_any_bytes_are_answered_with_202_or_400_and_a_reason(body):
    answer = ask(Served().app, "POST", "/order", body)
    assert answer.status in (202, 400)
    assert answer.json["order" if answer.status == 202 else "error"]


def test_an_order_in_a_room_goes_to_that_room_alone(served):
    answer = ask(served.app, "POST", "/room/anna/order", b'{"id": 5, "amount": 1}')
    assert answer.status == 202
    assert [len(served.of(room).orders.history(5)) for room in ("anna", "default")] == [1, 0]
    assert ask(served.app, "GET", "/room/anna/order/5").status == 200
    assert ask(served.app, "GET", "/order/5").status == 404


def test_a_room_is_a_simulator_also_where_the_usual_world_is_another():
    served = Served(usual=replace(Served().usual, world="aws"))
    ask(served.app, "POST", "/room/anna/order", b'{"id": 5, "amount": 1}')
    assert len(served.of("anna").orders.history(5)) == 1


def orders_of(served, room):
    """How many items the order 5 has in the room of this name, by the kind of its bus."""
    return {bus: len(served.of(room, bus).orders.history(5)) for bus in BusKind}


def test_a_room_on_the_custom_bus_is_another_one(served):
    answer = ask(served.app, "POST", "/room/anna/order?bus=custom", b'{"id": 5, "amount": 1}')
    assert answer.status == 202
    assert orders_of(served, "anna") == {BusKind.CLASSIC: 0, BusKind.CUSTOM: 1}
    assert ask(served.app, "GET", "/room/anna/order/5?bus=custom").status == 200
    assert ask(served.app, "GET", "/room/anna/order/5").status == 404


def test_the_usual_room_can_be_named_by_its_bus_alone(served):
    ask(served.app, "POST", "/order?bus=custom", b'{"id": 5, "amount": 1}')
    assert orders_of(served, "default") == {BusKind.CLASSIC: 0, BusKind.CUSTOM: 1}


def test_entries_go_to_the_room_on_the_bus_that_is_named(served):
    entries = json.dumps({"Entries": [ENTRY]}).encode()
    assert ask(served.app, "POST", "/room/anna/events?bus=custom", entries).status == 200
    served.now_ms += 1_000
    logged = {bus: len(all_news(served.of("anna", bus)).log) > 0 for bus in BusKind}
    assert logged == {BusKind.CLASSIC: False, BusKind.CUSTOM: True}


def test_where_the_custom_bus_is_the_usual_one_the_classic_one_can_be_named():
    served = Served(usual=replace(Served().usual, bus=BusKind.CUSTOM))
    ask(served.app, "POST", "/room/anna/order?bus=classic", b'{"id": 5, "amount": 1}')
    ask(served.app, "POST", "/room/eve/order", b'{"id": 5, "amount": 1}')
    assert orders_of(served, "anna") == {BusKind.CLASSIC: 1, BusKind.CUSTOM: 0}
    assert orders_of(served, "eve") == {BusKind.CLASSIC: 0, BusKind.CUSTOM: 1}


def test_a_bus_that_is_none_is_refused_with_a_sentence(served):
    answer = ask(served.app, "POST", "/room/anna/order?bus=third", b'{"id": 5, "amount": 1}')
    assert (answer.status, "bus must be classic or custom" in answer.json["error"]) == (400, True)


def test_a_name_no_room_can_have_is_refused_with_a_sentence(served):
    answer = ask(served.app, "POST", "/room/A..b/order", b'{"id": 5, "amount": 1}')
    assert (answer.status, "room must be" in answer.json["error"]) == (400, True)


def test_the_items_of_an_order_are_those_of_the_table(served):
    ask(served.app, "POST", "/order", b'{"id": 101, "amount": 100}')
    served.now_ms += 60_000
    items = ask(served.app, "GET", "/order/101").json["items"]
    assert items == list(served.of().orders.history(101))
    assert [item["status"] for item in items] == ["OrderCreated", "OrderCompleted"]


@pytest.mark.parametrize(("order", "status"), [("102", 404), ("abc", 400), ("1.5", 400),
                                               ("%22x%22", 400), ("9" * 5000, 400)])  # fmt: skip
def test_an_order_that_is_not_there_is_a_sentence(served, order, status):
    answer = ask(served.app, "GET", f"/order/{order}")
    assert (answer.status, answer.json["error"][-1]) == (status, ".")


def test_entries_are_answered_as_put_events_answers(served):
    body = json.dumps({"Entries": [ENTRY, ENTRY | {"Detail": "[1]"}]}).encode()
    answer = ask(served.app, "POST", "/events", body)
    first, second = answer.json["Entries"]
    assert (answer.status, answer.json["FailedEntryCount"]) == (200, 1)
    served.now_ms += 60_000
    (record, *_) = all_news(served.of()).log
    assert first == {"EventId": record.event.id}
    assert second == {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"Entries": []}, "ValidationException"),
        ({"Entries": [ENTRY] * 11}, "ValidationException"),
        ({"Entries": [ENTRY | {"Detail": json.dumps({"a": "x" * 2**20})}]}, "ValidationException"),
        ({"Entries": {}}, "SerializationException"),
        ({"Entries": [1]}, "SerializationException"),
        ({}, "SerializationException"),
        ([ENTRY], "SerializationException"),
        (1, "SerializationException"),
    ],
)
def test_a_request_that_put_events_refuses_whole(served, body, code):
    answer = ask(served.app, "POST", "/events", json.dumps(body).encode())
    assert (answer.status, answer.json["__type"]) == (400, code)
    assert answer.json["message"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/order", "POST"),
        ("DELETE", "/order", "POST"),
        ("OPTIONS", "/order", "POST"),
        ("HEAD", "/order", "POST"),
        ("POST", "/order/101", "GET"),
        ("GET", "/events", "POST"),
        ("PUT", "/room/anna/order", "POST"),
    ],
)
def test_a_method_that_is_not_there_is_405(served, method, path, allowed):
    answer = ask(served.app, method, path)
    assert (answer.status, answer.headers["allow"]) == (405, allowed)
    assert answer.json["error"] == f"This address takes {allowed} only."


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path",
    ["/order/", "/order/1/2", "/order/%2e%2e/x", "/order/1%2F2", "/events/", "/events/a", "/room",
     "/room/", "/room/anna/orders", "/room/anna/order/1/2", "/room/a/b/order"],
)  # fmt: skip
def test_nothing_below_a_route_leads_to_a_page(served, method, path):
    answer = ask(served.app, method, path)
    assert (answer.status, answer.json) == (404, {"error": "There is nothing at this address."})


@pytest.mark.parametrize("path", ["/room/anna", "/room/anna/"])
def test_the_address_of_a_room_is_for_aws_clients_alone(served, path):
    assert ask(served.app, "GET", path).status == 404
    assert ask(served.app, "POST", path).status == 415


def test_other_paths_are_pages(served):
    assert ask(served.app, "GET", "/orders").body == b"<html>"


def test_all_of_it_moves_below_a_base_path():
    served = Served(prefix="/demo")
    assert ask(served.app, "POST", "/demo/order", b'{"id": 1, "amount": 1}').status == 202
    assert ask(served.app, "GET", "/demo/order").status == 405
    assert ask(served.app, "GET", "/demo/room/x").status == 404


class Costly(Served):
    """A world where an order costs, as on a real account."""

    def backend(self, backend, settings):
        return replace(backend, capabilities=Capabilities(costs=True))


@pytest.mark.parametrize(
    ("path", "body"),
    [("/order", b'{"id": 1, "amount": 1}'), ("/events", json.dumps({"Entries": [ENTRY]}).encode())],
)
def test_where_it_costs_it_is_done_after_a_yes_only(path, body):
    served = Costly()
    refused = ask(served.app, "POST", path, body)
    assert (refused.status, CONFIRMATION in refused.json["error"]) == (428, True)
    assert ask(served.app, "POST", path, body, **{CONFIRMATION.lower(): "no"}).status == 428
    served.now_ms += 60_000
    assert not all_news(served.of()).log
    assert ask(served.app, "POST", path, body, **{CONFIRMATION.lower(): "yes"}).status < 300
    served.now_ms += 60_000
    assert all_news(served.of()).log


class Failing(Served):
    """A world whose order API fails."""

    fault: Exception

    def backend(self, backend, settings):
        return replace(backend, api=self)

    def place(self, body):
        raise self.fault


class Down(BackendUnavailable):
    remedy = "python -m eda_core preflight"


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (Down("Nothing answers."), 503, {"error": "Nothing answers.", "remedy": Down.remedy}),
        (InvalidRequest("ReadOnly", "Only to read."), 409, {"error": "Only to read."}),
        (InvalidRequest("X", "Not so."), 400, {"error": "Not so."}),
        (KeyError("secret"), 500, {"error": "This request failed. The server's log says where."}),
    ],
)
def test_a_failure_of_the_world_is_a_sentence(fault, status, body):
    served = Failing()
    served.fault = fault
    answer = ask(served.app, "POST", "/order", b"{}")
    assert (answer.status, answer.json) == (status, body)


def test_connections_of_the_servers_own_socket_send_at_once():
    server = socket.socket(socket.AF_INET)  # as Streamlit and uvicorn make it: TCP is not named
    with server, socket.create_server(("127.0.0.1", 0)) as another:
        server.bind(("127.0.0.1", 0))
        send_at_once(server.getsockname()[1])
        server.listen()
        with socket.create_connection(server.getsockname()), server.accept()[0] as taken:
            nodelay = (socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert [each.getsockopt(*nodelay) for each in (taken, another)] == [1, 0]
