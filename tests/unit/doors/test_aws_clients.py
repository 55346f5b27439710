"""AWS's own client on the simulator: boto3, whose service models know each answer's form."""

import itertools
import json
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from eda_core.doors.execution_actions import PAGE
from eda_core.ports import Capabilities
from eda_core.stack import demo_stack
from tests.news import all_news
from tests.unit.doors.client import FAR, OWN, ask
from tests.unit.doors.listening import Listening
from tests.unit.doors.served import Served
from tests.unit.doors.test_routes import Costly

ENTRY = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": '{"id": 104}'}
EVENT = {
    "id": "1",
    "account": "123456789012",
    "source": "order-service",
    "time": "2026-01-31T12:00:00Z",
    "region": "eu-west-1",
    "resources": [],
    "detail-type": "OrderCreated",
    "detail": {"amount": 600},
}
TARGET = "AWSEvents.PutEvents"
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def listening():
    listening = Listening(Served())
    yield listening
    listening.close()


@pytest.fixture
def room(listening):
    """A room of this test's own: its path, and its backend."""
    name = f"test-{next(_NUMBERS)}"
    return f"/room/{name}", listening.served.of(name)


def let_pass(listening, backend):
    listening.served.now_ms += 600_000
    return all_news(backend).log


def refused(call, **parameters):
    with pytest.raises(ClientError) as refusal:
        call(**parameters)
    return refusal.value.response["Error"]["Code"]


def test_put_events(listening, room):
    path, backend = room
    bad = ENTRY | {"Detail": "[1]"}
    answer = listening.client("events", path).put_events(Entries=[ENTRY, bad])
    first, second = answer["Entries"]
    assert answer["FailedEntryCount"] == 1
    assert second == {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    assert let_pass(listening, backend)[0].event.id == first["EventId"]


def test_put_events_without_a_room_goes_to_the_usual_world(listening):
    listening.client("events").put_events(Entries=[ENTRY])
    assert let_pass(listening, listening.served.of())


def test_put_events_refused_whole(listening, room):
    put_events = listening.client("events", room[0]).put_events
    assert refused(put_events, Entries=[ENTRY] * 11) == "ValidationException"
    assert refused(put_events, Entries=[ENTRY], EndpointId="a.b") == "ValidationException"


@pytest.mark.parametrize(("limit", "result"), [(500, True), (600, False)])
def test_test_event_pattern(listening, limit, result):
    pattern = json.dumps({"detail": {"amount": [{"numeric": [">", limit]}]}})
    answer = listening.client("events").test_event_pattern(
        EventPattern=pattern, Event=json.dumps(EVENT)
    )
    assert answer["Result"] is result


@pytest.mark.parametrize(
    ("pattern", "event", "code"),
    [
        ("{}", EVENT, "InvalidEventPatternException"),
        ('{"source": "x"}', EVENT, "InvalidEventPatternException"),
        ('{"source": ["x"]}', [1], "ValidationException"),
        *(('{"source": ["x"]}', {n: t for n, t in EVENT.items() if n != gone},
           "ValidationException") for gone in ("id", "time", "detail-type")),
    ],
)  # fmt: skip
def test_test_event_pattern_refuses(listening, pattern, event, code):
    call = listening.client("events").test_event_pattern
    assert refused(call, EventPattern=pattern, Event=json.dumps(event)) == code


@pytest.fixture
def execution(listening, room):
    """An execution that has ended, as the backend tells of it, and the path of its room."""
    path, backend = room
    backend.api.place('{"id": 101, "amount": 900}')
    records = let_pass(listening, backend)
    arns = (arn for record in records for arn in record.event.resources if ":execution:" in arn)
    return path, backend.executions.by_arn(next(arns))


def test_describe_execution(listening, execution):
    path, known = execution
    states = listening.client("stepfunctions", path)
    all_news = states.describe_execution(executionArn=known.arn)
    assert (all_news["name"], all_news["status"]) == (known.name, "SUCCEEDED")
    assert all_news["stateMachineArn"].split(":")[5:] == ["stateMachine", known.arn.split(":")[6]]
    assert json.loads(all_news["input"]) == known.input
    assert json.loads(all_news["output"]) == known.output
    assert round(all_news["startDate"].timestamp() * 1000) == known.started_ms
    assert round(all_news["stopDate"].timestamp() * 1000) == known.ended_ms
    short = states.describe_execution(executionArn=known.arn, includedData="METADATA_ONLY")
    assert not {"input", "output"} & short.keys()


def test_get_execution_history(listening, execution):
    path, known = execution
    states = listening.client("stepfunctions", path)
    events = states.get_execution_history(executionArn=known.arn)["events"]
    assert [(e["id"], e["type"]) for e in events] == [(e.id, e.type) for e in known.history]
    assert [round(e["timestamp"].timestamp() * 1000) for e in events] == [
        e.timestamp_ms for e in known.history
    ]
    entered = [e["stateEnteredEventDetails"] for e in events if "stateEnteredEventDetails" in e]
    assert [each["name"] for each in entered] == list(known.path_taken)
    assert json.loads(entered[0]["input"]) == known.input


@pytest.mark.parametrize("is_reverse", [False, True])
@pytest.mark.parametrize("size", [1, 3, PAGE, 1000])
def test_get_execution_history_in_pages(listening, execution, size, is_reverse):
    path, known = execution
    pages = listening.client("stepfunctions", path).get_paginator("get_execution_history")
    how = {"executionArn": known.arn, "reverseOrder": is_reverse}
    found = [
        event["id"]
        for page in pages.paginate(**how, PaginationConfig={"PageSize": size})
        for event in page["events"]
    ]
    expected = [event.id for event in known.history]
    assert found == (expected[::-1] if is_reverse else expected)


def test_get_execution_history_without_data(listening, execution):
    path, known = execution
    states = listening.client("stepfunctions", path)
    answer = states.get_execution_history(executionArn=known.arn, includeExecutionData=False)
    text = json.dumps(answer["events"], default=str)
    assert '"input":' not in text
    assert '"output":' not in text


def test_a_token_of_another_question_is_refused(listening, execution):
    path, known = execution
    call = listening.client("stepfunctions", path).get_execution_history
    token = call(executionArn=known.arn, maxResults=1)["nextToken"]
    how = {"executionArn": known.arn}
    assert refused(call, **how, nextToken=token, reverseOrder=True) == "InvalidToken"
    for forged in ("x", "W10=", token[:-4]):
        assert refused(call, **how, nextToken=forged) == "InvalidToken"


@pytest.mark.parametrize("action", ["describe_execution", "get_execution_history"])
@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("arn:aws:states:eu-west-1:1:execution:payment-service:x", "ExecutionDoesNotExist"),
        ("arn:aws:states:eu-west-1:1:stateMachine:x", "InvalidArn"),
        ("x", "InvalidArn"),
    ],
)
def test_an_execution_that_is_not_there(listening, room, action, arn, code):
    call = getattr(listening.client("stepfunctions", room[0]), action)
    assert refused(call, executionArn=arn) == code


RULES = sorted(rule.name for rule in demo_stack().rules)
PAYMENT = "payment-service-filtering-orders"


def test_list_rules(listening, room):
    events = listening.client("events", room[0])
    rules = events.list_rules(EventBusName="eda-demo")["Rules"]
    assert [rule["Name"] for rule in rules] == RULES
    for rule, name in zip(rules, RULES, strict=True):
        assert rule["Arn"].endswith(f":rule/eda-demo/{name}")
        assert (rule["State"], rule["EventBusName"]) == ("ENABLED", "eda-demo")
        known = next(known for known in demo_stack().rules if known.name == name)
        assert json.loads(rule["EventPattern"]) == json.loads(known.pattern_text)
    assert [r["Name"] for r in events.list_rules(NamePrefix="pay")["Rules"]] == [PAYMENT]
    assert events.list_rules(NamePrefix="x")["Rules"] == []


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
def test_list_rules_in_pages(listening, room, size):
    list_rules, found, token = listening.client("events", room[0]).list_rules, [], {}
    while True:
        answer = list_rules(Limit=size, **token)
        assert 1 <= len(answer["Rules"]) <= size
        found += [rule["Name"] for rule in answer["Rules"]]
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert found == RULES
    assert not token or refused(list_rules, NamePrefix="p", **token) == "InvalidToken"


def test_describe_rule(listening, room):
    rule = listening.client("events", room[0]).describe_rule(Name=PAYMENT)
    assert (rule["Name"], rule["State"]) == (PAYMENT, "ENABLED")
    assert json.loads(rule["EventPattern"])["detail-type"] == ["OrderCreated"]


def test_a_disabled_rule_takes_nothing_until_it_is_enabled(listening, room):
    path, backend = room
    events = listening.client("events", path)
    events.disable_rule(Name=PAYMENT, EventBusName="eda-demo")
    assert events.describe_rule(Name=PAYMENT)["State"] == "DISABLED"
    backend.api.place('{"id": 1, "amount": 100}')
    assert [record.event.detail["id"] for record in let_pass(listening, backend)] == [1]
    arn = events.describe_rule(Name=PAYMENT)["Arn"].replace(":rule/", ":event-bus/")
    events.enable_rule(Name=PAYMENT, EventBusName=arn.rpartition("/")[0])
    assert events.describe_rule(Name=PAYMENT)["State"] == "ENABLED"
    backend.api.place('{"id": 2, "amount": 100}')
    events = [record.event.detail["id"] for record in let_pass(listening, backend)]
    assert events == [1, 2, 2, 2]


@pytest.mark.parametrize("action", ["describe_rule", "enable_rule", "disable_rule"])
def test_a_rule_that_is_not_there(listening, room, action):
    call = getattr(listening.client("events", room[0]), action)
    assert refused(call, Name="x") == "ResourceNotFoundException"
    assert refused(call, Name=PAYMENT, EventBusName="x") == "ResourceNotFoundException"


def test_rules_of_a_world_that_cannot_be_edited_are_not_answered():
    served = Distant()
    answer = asked(served, target="AWSEvents.ListRules")
    assert (answer.status, answer.json["__type"]) == (400, "OperationDisabledException")


class Distant(Served):
    """A world whose rules are somewhere else, as on a deployed stack."""

    def backend(self, backend, settings):
        return replace(backend, editor=None)


def test_any_other_action_is_unknown(listening):
    assert refused(listening.client("events").list_event_buses) == "UnknownOperationException"
    tables = listening.client("dynamodb").list_tables
    assert refused(tables) == "UnknownOperationException"


def asked(served, body=b"{}", target=TARGET, content_type="application/x-amz-json-1.1", **how):
    return ask(served.app, "POST", "/", body, x_amz_target=target, content_type=content_type, **how)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "SerializationException"),
        (b"[1]", "SerializationException"),
        (b"{}", "ValidationException"),
        (b'{"Entries": 1}', "ValidationException"),
    ],
)
def test_a_body_that_is_no_request(served, body, code):
    answer = asked(served, body)
    assert (answer.status, answer.json["__type"]) == (400, code)
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"


def test_the_guards_stand_before_it(served):
    assert asked(served, origin="http://evil.example").status == 403
    assert asked(served, content_type="text/plain").status == 415
    assert asked(served, content_type="application/json").status == 415
    assert asked(served, host="evil.example").status == 400
    assert [asked(served, client=FAR).status for _ in range(40)].count(429) > 0


def test_a_post_without_an_action_is_no_page(served):
    answer = asked(served, target=None)
    assert (answer.status, answer.json["__type"]) == (400, "UnknownOperationException")
    assert ask(served.app, "GET", "/").body == b"<html>"


def test_where_it_costs_it_needs_a_yes():
    served = Costly()
    assert served.of().capabilities == Capabilities(costs=True)
    body = json.dumps({"Entries": [ENTRY]}).encode()
    answer = asked(served, body)
    assert (answer.status, answer.json["__type"]) == (400, "AccessDeniedException")
    assert asked(served, body, x_confirm_costs="yes", host=OWN).status == 200
