import pytest

from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.sentences import AwsFailure
from eda_core.aws.order_api import AwsOrderApi
from eda_core.aws.target import StackTarget
from tests.aws.failing_server import failing_server
from tests.aws.scripted_clients import OUTPUTS, ScriptedClients, not_deployed, stacks

BODY = '{"id":101,"amount":100}'


class Api:
    """The order API of a stack whose stage is a server of our own."""

    def __init__(self, url, **target):
        self.clients = ScriptedClients(**target)
        outputs = OUTPUTS | ({"ApiEndpoint": url} if url is not None else {})
        self.clients.answers[("cloudformation", "DescribeStacks")] = stacks(outputs)
        self.pauses = []
        discovery = Discovery(self.clients, lambda: 0)
        self.api = AwsOrderApi(self.clients, discovery, self.pauses.append)

    def place(self):
        return self.api.place(BODY)

    def failure(self):
        with pytest.raises(AwsFailure) as failure:
            self.place()
        return failure.value


@pytest.fixture
def server(aws_environment):
    with failing_server() as server:
        yield server


@pytest.fixture
def api(server):
    return Api(server.url)


def test_order_is_posted_as_it_is(server, api):
    server.answer(202, {})
    api.place()
    path, headers, body = server.requests[0]
    assert (path, headers["Content-Type"], body.decode()) == ("/order", "application/json", BODY)


def test_order_that_was_taken_is_answered(server, api):
    server.answer(202, {"order": {"id": 101}})
    answer = api.place()
    assert (answer.accepted, answer.body) == (True, {"order": {"id": 101}})


def test_order_that_is_refused_is_answered_and_no_failure(server, api):
    server.answer(400, {"error": "`id` is missing."})
    answer = api.place()
    assert (answer.status, answer.body) == (400, {"error": "`id` is missing."})


def test_address_may_end_with_a_slash(server):
    server.answer(202, {})
    Api(f"{server.url}/").place()
    assert server.requests[0][0] == "/order"


PERHAPS = "The order may be stored all the same: look for it before you send it again."
POLICY = 'Allow "execute-api:Invoke"; docs/AWS.md has the whole policy of the dashboard.'


GATEWAY = {"apigw-requestid": "id"}
"""What tells that API Gateway answered."""

TOLD = {
    403: ("The order API refuses this request (403).", POLICY, "permission", None),
    404: (
        "There is no POST /order at the address of the order API (404).",
        "Deploy the stack again; what it holds stays: python -m eda_core deploy",
        "not deployed",
        None,
    ),
    429: (
        "The order API asks to slow down (429): its stage takes 10 requests a second.",
        "Send the order again in a moment; this one was not taken.",
        "throttled",
        2000,
    ),
    500: ("The function behind the order API failed (500).", PERHAPS, "service", None),
    502: ("The function behind the order API failed (502).", PERHAPS, "service", None),
    503: ("The order API is not available now (503).", PERHAPS, "service", None),
    504: ("The order API took too long (504).", PERHAPS, "service", None),
    418: ("The order API answered with status 418.", PERHAPS, "refused", None),
}


@pytest.mark.parametrize("status", TOLD)
def test_status_is_told_in_a_sentence(server, api, status):
    server.answer(status, {}, GATEWAY)
    failure = api.failure()
    told = (str(failure), failure.remedy, failure.kind, failure.retry_after_ms)
    assert told == TOLD[status]


def test_what_the_api_says_is_part_of_the_sentence(server, api):
    server.answer(404, {"message": "Not Found"}, GATEWAY)
    assert str(api.failure()).endswith('of the order API (404). It says: "Not Found".')


@pytest.mark.parametrize("status", [200, 202, 204, 302, 400, 403, 404, 418, 500])
def test_another_server_at_the_address_is_named(server, api, status):
    server.answer(status, {}, {"Content-Type": "text/html; charset=utf-8"})
    failure = api.failure()
    begins = f"What answers at the address of the order API is not the demo's API ({status}): "
    assert str(failure).startswith(f"{begins}BaseHTTP/")
    assert str(failure).endswith(", with text/html.")
    assert "ApiEndpoint: python -m eda_core status" in failure.remedy


def test_a_rest_api_without_the_method_is_told_apart_from_a_refused_right(server, api):
    server.answer(403, {"message": "Missing Authentication Token"}, {"x-amz-apigw-id": "id"})
    failure = api.failure()
    assert "not the demo's API (403): a REST API that has no POST /order." in str(failure)
    assert failure.kind == "not deployed"
    assert "ApiEndpoint: python -m eda_core status" in failure.remedy


def test_another_service_that_refuses_in_its_own_words_is_named(server, api):
    server.answer(400, {"detail": "field required"}, {"Content-Type": "application/json"})
    assert "is not the demo's API (400): BaseHTTP/" in str(api.failure())


def test_an_emulator_without_api_gateway_is_told_what_to_do_instead(server):
    server.answer(404, {})
    failure = Api(server.url, endpoint_url=server.url).failure()
    assert "put the order on the bus as an event" in failure.remedy


def test_what_the_api_said_is_kept_masked(server, api):
    server.answer(500, {"message": "account 123456789012 failed"})
    assert api.failure().said == "account •••••••••••• failed"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 404])
def test_order_that_may_have_run_is_never_sent_twice(server, api, status):
    server.answer(status, {})
    api.failure()
    assert len(server.requests) == 1


def test_order_that_was_turned_away_is_sent_again_after_a_pause(server, api):
    server.answer(429, {})
    api.failure()
    assert (len(server.requests), api.pauses) == (3, [0.5, 1.0])


def test_order_is_signed_where_the_api_asks_for_it(server, api):
    server.answer(403, {"message": "Missing Authentication Token"})
    api.failure()
    headers = server.requests[1][1]
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=test/")


def test_order_is_not_signed_unless_it_is_asked_for(server, api):
    server.answer(202, {})
    api.place()
    assert "Authorization" not in server.requests[0][1]


def test_redirects_are_not_followed(server, api):
    server.answer(302, {}, {"Location": f"{server.url}/elsewhere"})
    assert "not the demo's API (302)" in str(api.failure())
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [403, 404])
def test_api_that_is_not_there_is_looked_up_at_once(server, api, status):
    server.answer(status, {})
    api.failure()
    assert len(api.clients.asked("DescribeStacks")) == 2


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_order_is_not_sent_again_to_where_it_was(server, api, status):
    server.answer(status, {})
    api.failure()
    signed = [headers for _, headers, _ in server.requests if "Authorization" in headers]
    assert len(server.requests) - len(signed) == 1


class Moved:
    """A stack that has been made anew since its API was looked up: from ``old`` to ``new``."""

    def __init__(self, old, new):
        self.api = Api(old)
        self.api.clients.answers["cloudformation", "DescribeStacks"] = self._outputs
        self._addresses = [old, new]

    def _outputs(self, **_):
        address = self._addresses.pop(0)
        return stacks(OUTPUTS | {"ApiEndpoint": address})


@pytest.fixture
def anew(aws_environment):
    with failing_server() as server:
        yield server


@pytest.mark.parametrize("status", [403, 404])
def test_order_goes_to_the_new_address_of_a_stack_made_anew(server, anew, status):
    server.answer(status, {"message": "Not Found"})
    anew.answer(202, {"order": {"id": 101}})
    answer = Moved(server.url, anew.url).api.place()
    assert answer.accepted
    assert [body.decode() for _, _, body in anew.requests] == [BODY]


def test_order_goes_to_the_new_address_where_the_old_name_is_gone(anew):
    anew.answer(202, {})
    assert Moved("http://nowhere.invalid", anew.url).api.place().accepted


def test_new_address_is_kept_for_the_next_order(server, anew):
    server.answer(404, {})
    anew.answer(202, {})
    moved = Moved(server.url, anew.url)
    for _ in range(2):
        moved.api.place()
    assert (len(server.requests), len(anew.requests)) == (1, 2)


def test_new_address_that_fails_too_is_told(server, anew):
    server.answer(404, {})
    anew.answer(500, {})
    failure = Moved(server.url, anew.url).api.failure()
    assert (failure.code, len(anew.requests)) == ("500", 1)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 418])
def test_order_that_may_have_run_goes_to_no_other_address(server, anew, status):
    server.answer(status, {})
    failure = Moved(server.url, anew.url).api.failure()
    assert (failure.code, anew.requests) == (str(status), [])


def test_stack_that_cannot_be_asked_again_leaves_the_first_sentence(server):
    server.answer(404, {})
    api = Api(server.url)
    api.clients.answers["cloudformation", "DescribeStacks"] = once(
        stacks(OUTPUTS | {"ApiEndpoint": server.url})
    )
    assert api.failure().code == "404"


def once(answer):
    answers = [answer, not_deployed()]
    return lambda **_: answers.pop(0)


def test_name_that_does_not_resolve_says_that_nothing_was_sent():
    failure = Api("http://nowhere.invalid").failure()
    assert str(failure) == (
        "The host name of the order API does not resolve, so the order was not sent."
    )
    assert PERHAPS not in failure.remedy


def test_body_that_is_no_json_object_is_empty(server, api):
    server.answer(202, ["x"])
    assert api.place().body == {}


def test_body_that_is_no_json_is_empty(server, api):
    server.status, server.content = 202, b"<html>"
    assert api.place().body == {}


def test_every_post_is_metered(server, api):
    server.answer(429, {})
    api.failure()
    counts = {call.operation: call.count for call in api.clients.meter.snapshot().calls}
    assert counts["POST /order"] == 3


def test_api_that_does_not_answer_leaves_the_order_open():
    failure = Api("http://127.0.0.1:9").failure()
    assert str(failure) == "The order API cannot be reached, or did not answer in time."
    assert PERHAPS in failure.remedy


@pytest.mark.parametrize("address", ["", "file:///etc/passwd", "nonsense"])
def test_stack_without_an_api_says_so(address):
    failure = Api(address).failure()
    assert str(failure) == (
        "The address of the order API is not known: the stack has no output ApiEndpoint."
    )


def test_emulator_is_asked_by_its_own_address(server):
    server.answer(202, {})
    Api(None, endpoint_url=server.url).place()
    path, headers, _ = server.requests[0]
    assert (path, headers["Host"]) == ("/order", "abc123.execute-api.localhost")


def test_api_cannot_be_signed_for_without_credentials(server, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    server.answer(403, {})
    assert str(Api(server.url).failure()) == "There are no AWS credentials."


def test_clients_sign_for_the_region_boto3_finds(aws_environment):
    signature = Clients(StackTarget(), CallMeter()).signature("https://x.test/order", b"{}")
    assert "/us-east-1/execute-api/" in signature["Authorization"]
