import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.eventstream import ParserError
from botocore.response import URLLib3ProtocolError, URLLib3ReadTimeoutError

from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import ATTEMPTS, CONNECT_SECONDS, READ_SECONDS, Clients
from eda_core.aws.failures.case import Case
from eda_core.aws.failures.credential_guard import EXPIRY_WARNING_MS, expiry_warning
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.target import StackTarget
from tests.aws.failing_server import failing_server


@pytest.fixture
def server(aws_environment):
    with failing_server() as server:
        yield server


@pytest.fixture
def clients(server):
    return Clients(StackTarget(region="us-east-1", endpoint_url=server.url), CallMeter())


def poll(clients):
    return clients.call("logs", "FilterLogEvents", logGroupName="eda-demo-all")


def test_call_answers_what_aws_answered(server, clients):
    server.answer(200, {"events": [], "nextToken": "x"})
    assert poll(clients)["nextToken"] == "x"


def test_call_is_metered(server, clients):
    poll(clients)
    (call,) = clients.meter.snapshot().calls
    assert (call.service, call.operation, call.count) == ("logs", "FilterLogEvents", 1)


def test_call_goes_where_the_target_says(server, clients):
    poll(clients)
    assert len(server.requests) == 1


def test_call_names_the_project_to_aws(server, clients):
    poll(clients)
    assert "eda-live" in server.requests[0][1]["User-Agent"]


def test_client_has_short_timeouts_and_few_attempts(clients):
    config = clients._client("logs").meta.config
    assert (config.connect_timeout, config.read_timeout) == (CONNECT_SECONDS, READ_SECONDS)
    assert config.retries["total_max_attempts"] == ATTEMPTS
    assert config.retries["mode"] == "standard"


def connections_kept():
    """The threads of servers, each with a connection that is kept open."""
    return [t for t in threading.enumerate() if "process_request_thread" in t.name]


def are_closed(connections):
    for thread in connections:
        thread.join(10)
    return not any(thread.is_alive() for thread in connections)


def test_forgetting_closes_the_connections(aws_environment):
    with failing_server("HTTP/1.1") as server:
        clients = Clients(StackTarget(region="us-east-1", endpoint_url=server.url), CallMeter())
        poll(clients)
        kept = connections_kept()
        clients.forget()
        assert kept
        assert are_closed(kept)


def test_a_failure_that_is_kept_keeps_no_connection_open(aws_environment):
    with failing_server("HTTP/1.1") as server:
        server.refuse("logs", "UnrecognizedClientException", "No such key.", 400)
        clients = Clients(StackTarget(region="us-east-1", endpoint_url=server.url), CallMeter())
        with pytest.raises(AwsFailure) as kept:
            poll(clients)
        assert are_closed(connections_kept())
        assert kept.value.kind is FailureKind.CREDENTIALS


def test_client_is_made_once(clients):
    assert clients._client("logs") is clients._client("logs")


def test_clients_are_made_by_one_thread_at_a_time(server, clients):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: poll(clients), range(16)))
    assert len(server.requests) == 16


def test_pages_follow_the_token(server, clients):
    answers = iter([{"nextToken": "a"}, {"nextToken": "b"}, {}])
    clients.call = lambda *_, **parameters: next(answers) | {"asked": parameters}
    pages = list(clients.pages("logs", "FilterLogEvents", logGroupName="x"))
    assert [page["asked"].get("nextToken") for page in pages] == [None, "a", "b"]


def test_pages_end_at_the_most(clients):
    numbers = iter(range(100))
    clients.call = lambda *_, **__: {"nextToken": str(next(numbers))}
    assert len(list(clients.pages("logs", "FilterLogEvents", most=3))) == 3


def test_pages_end_at_a_token_that_leads_to_itself(clients):
    clients.call = lambda *_, **__: {"nextToken": "same"}
    assert len(list(clients.pages("logs", "FilterLogEvents"))) == 2


def test_sign_in_that_expired_is_looked_up_anew(server, clients):
    server.refuse("logs", "ExpiredTokenException", "expired", 400)
    with pytest.raises(AwsFailure):
        poll(clients)
    assert clients._session is None


def test_failure_of_another_kind_keeps_the_session(server, clients):
    server.refuse("logs", "AccessDeniedException", "no", 400)
    with pytest.raises(AwsFailure):
        poll(clients)
    assert clients._session is not None


def test_region_is_that_of_the_target(clients):
    assert clients.region == "us-east-1"


def test_region_may_come_from_the_environment(aws_environment):
    assert Clients(StackTarget(), CallMeter()).region == "us-east-1"


def test_region_of_no_profile_is_a_failure(aws_environment):
    with pytest.raises(AwsFailure, match="no such AWS profile"):
        _ = Clients(StackTarget(profile="gone"), CallMeter()).region


def test_credentials_that_never_end_have_no_expiry(clients):
    poll(clients)
    assert clients.expires_ms() is None


def test_credentials_not_used_yet_have_no_expiry(clients):
    assert clients.expires_ms() is None


def test_credentials_of_a_session_say_when_they_end(server, clients, monkeypatch):
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2099-01-01T00:00:00Z")
    poll(clients)
    assert clients.expires_ms() == 4_070_908_800_000


NOW_MS = 1_769_860_800_000


@pytest.mark.parametrize(
    ("ends_in_ms", "sentence"),
    [
        (EXPIRY_WARNING_MS + 1, ""),
        (10 * 60_000, "The AWS session ends in 10 min and was not renewed: sign in again."),
        (1, "The AWS session ends in 1 min and was not renewed: sign in again."),
        (0, "The AWS session has ended: sign in again."),
    ],
)
def test_credentials_that_end_soon_are_warned_of(ends_in_ms, sentence):
    assert expiry_warning(NOW_MS + ends_in_ms, NOW_MS) == sentence


def test_credentials_without_end_are_not_warned_of():
    assert expiry_warning(None, NOW_MS) == ""


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (URLLib3ReadTimeoutError(None, "/", "slow"), "unreachable"),
        (URLLib3ProtocolError("gone"), "unreachable"),
        (ParserError("garbled"), "refused"),
    ],
)
def test_stream_that_breaks_off_is_a_failure(server, clients, monkeypatch, broken, kind):
    class Stream:
        def __iter__(self):
            raise broken

        def close(self):
            closed.append(True)

    closed = []
    monkeypatch.setattr("eda_core.aws.clients._stream_of", lambda _: Stream())
    with pytest.raises(AwsFailure) as failure:
        list(clients.stream("logs", "DescribeLogGroups"))
    assert (failure.value.kind, closed) == (kind, [True])


def test_endpoint_that_is_not_aws_is_told(server, clients):
    server.content = b"<html>Welcome to our network</html"
    with pytest.raises(AwsFailure) as failure:
        clients.call("sts", "GetCallerIdentity")
    assert str(failure.value) == f"What answers at {server.url} does not speak as AWS does."


def test_text_that_is_taken_for_cbor_is_a_failure(clients, monkeypatch):
    """An emulator answers the custom bus in XML, and botocore reads a length of its letters."""

    def asks(*_):
        raise MemoryError

    monkeypatch.setattr(clients, "_method", lambda *_: asks)
    with pytest.raises(AwsFailure) as failure:
        clients.call("eventbridgev2", "ListEventBuses")
    assert failure.value.code == "MemoryError"


def test_what_the_custom_bus_refuses_is_allowed_by_actions_of_events():
    case = Case(PermissionError(), "AccessDenied", "", 403, "eventbridgev2", "PutEvents", None)
    assert case.action == "events:PutEvents"
