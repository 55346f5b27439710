"""The preflight of a stack with a custom bus, on scripted answers: no emulator has such a bus."""

import json

import boto3
import pytest

from eda_core.aws.deployment.checklist import preflight
from eda_core.aws.deployment.custom_bus_room import MOST_BUSES, REGIONS
from eda_core.aws.deployment.site import StackSite
from eda_core.aws.template.document import document
from eda_core.domain.deployment import CheckState
from eda_core.domain.settings import BusKind
from eda_core.stack import demo_stack
from tests.aws.scripted_clients import OUTPUTS, ScriptedClients
from tests.unit.aws.test_checklist import (
    ACCOUNT,
    BUS_GROUP,
    BUS_STATEMENT,
    DENIED,
    HEALTHY,
    NO_STACK,
    NOW_MS,
    STATEMENT,
    TOPIC,
    Door,
    policies,
    stack_in,
)

STACK = demo_stack(BusKind.CUSTOM)
ROOT = f"arn:aws:events:eu-central-1:{ACCOUNT}"
BUS = f"{ROOT}:event-busv2/eda-demo/abcdefghijklmnopqrstuvwxy"
CUSTOM_OUTPUTS = OUTPUTS | {
    "TopicArn": TOPIC,
    "EventBusArn": BUS,
    "FifoDeadLetterQueueUrl": "https://sqs.eu-central-1.amazonaws.com/123456789012/eda-demo-dlq.fifo",
    "BusLogGroupName": BUS_GROUP,
}
NAMES = [each.name for each in STACK.subscribers]


def arn_of(name):
    return f"{ROOT}:subscriber/eda-demo-{name}/abcdefghijklmnopqrstuvwxy"


def as_deployed():
    """The subscribers as the service describes them, made from the template."""
    resources = document(STACK, "eda-demo")["Resources"].values()
    made = [each["Properties"] for each in resources if each["Type"].endswith("::Subscriber")]
    for properties, name in zip(made, NAMES, strict=True):
        text = json.dumps({**properties, "SubscriberArn": arn_of(name)})
        for placed, value in {
            '{"Fn::Sub": "${NamePrefix}-' + name + '"}': f'"eda-demo-{name}"',
            "${CatchAllLog}": "eda-demo-all",
            '{"Ref": "BusLogLevel"}': '"INFO"',
        }.items():
            text = text.replace(placed, value)
        found = json.loads(text.replace('{"Fn::Sub": "', '{"Sub": "'))
        invoke = found["InvokeConfiguration"]
        for block in (invoke, invoke.get("UniversalTargetParameters", {})):
            for key, value in block.items():
                block[key] = value.get("Sub", value) if isinstance(value, dict) else value
        yield name, found


def bus_answers(count=1, changed=None, listed=NAMES):
    """What the service answers of a sound stack; ``changed`` is (name, properties)."""
    described = {arn_of(name): found for name, found in as_deployed()}
    if changed is not None:
        described[arn_of(changed[0])].update(changed[1])
    names = [{"Name": f"eda-demo-{name}", "SubscriberArn": arn_of(name)} for name in listed]
    machine = json.dumps(STACK.machine.definition)
    return {
        ("cloudformation", "DescribeStacks"): stack_in("CREATE_COMPLETE", CUSTOM_OUTPUTS),
        ("eventbridgev2", "ListEventBuses"): {"EventBuses": [{"Name": "x"}] * count},
        ("eventbridgev2", "DescribeEventBus"): {"State": "ACTIVE"},
        ("eventbridgev2", "ListSubscribers"): {"Subscribers": names},
        ("eventbridgev2", "DescribeSubscriber"): lambda SubscriberArn: described[SubscriberArn],  # noqa: N803 - AWS's own name
        ("logs", "DescribeLogStreams"): {"logStreams": [{"logStreamName": "bus"}]},
        ("logs", "DescribeLogGroups"): {
            "logGroups": [{"logGroupName": "eda-demo-all"}, {"logGroupName": BUS_GROUP}]
        },
        ("logs", "DescribeResourcePolicies"): policies(STATEMENT, BUS_STATEMENT),
        ("logs", "DescribeDeliveries"): {
            "deliveries": [{"deliverySourceName": "eda-demo-bus-1-INFO"}]
        },
        ("stepfunctions", "DescribeStateMachine"): {
            **HEALTHY["stepfunctions", "DescribeStateMachine"],
            "definition": machine,
        },
    }


def checks(answers=None, expected=BusKind.CLASSIC, **target):
    clients = ScriptedClients(HEALTHY | bus_answers() | (answers or {}), **target)
    clients.expires_ms = lambda: None
    site = StackSite(clients, demo_stack(expected), Door(), lambda: NOW_MS, lambda _: None)
    return {check.name: check for check in preflight(site)}


def test_a_sound_stack_is_in_order_and_no_rule_is_asked_for():
    found = checks()
    assert {check.state for check in found.values()} <= {CheckState.OK, CheckState.SKIPPED}
    assert {"Custom bus", "Catch-all subscriber", "Log stream", "Other subscribers"} <= set(found)
    assert not any("rule" in name for name in found)


def test_the_quota_is_named():
    said = checks()["Custom bus"].what
    assert said == (
        "The custom bus is ACTIVE. This account has 1 custom bus in this Region; the quota is 5, "
        "and can be raised."
    )


@pytest.mark.parametrize(
    ("count", "state"), [(MOST_BUSES - 1, CheckState.OK), (MOST_BUSES, CheckState.FAILED)]
)
def test_before_there_is_a_stack_the_quota_says_whether_there_is_room(count, state):
    answers = {("cloudformation", "DescribeStacks"): NO_STACK, **_buses(count)}
    found = checks(answers, BusKind.CUSTOM)
    assert found["Stack"].fix.startswith("python -m eda_core deploy --bus custom --name eda-demo")
    assert (found["Custom bus"].state, f"{count} custom buses" in found["Custom bus"].what) == (
        state,
        True,
    )


def _buses(count):
    return {("eventbridgev2", "ListEventBuses"): {"EventBuses": [{}] * count}}


def test_a_region_without_the_bus_is_refused_with_those_that_have_it(monkeypatch):
    monkeypatch.setattr(ScriptedClients, "region", "eu-west-2")
    answers = {("cloudformation", "DescribeStacks"): NO_STACK}
    found = checks(answers, BusKind.CUSTOM)["Custom bus"]
    assert found.state is CheckState.FAILED
    assert found.what == "The Region eu-west-2 has no custom bus."
    assert all(region in found.fix for region in REGIONS)


def test_the_regions_are_those_boto3_knows():
    session = boto3.Session(region_name="us-east-1")
    assert sorted(REGIONS) == sorted(session.get_available_regions("eventbridgev2"))


def test_a_bus_that_is_not_active_fails():
    found = checks({("eventbridgev2", "DescribeEventBus"): {"State": "DELETING"}})["Custom bus"]
    assert (found.state, found.what) == (CheckState.FAILED, "The bus is DELETING.")


@pytest.mark.parametrize("name", NAMES)
def test_a_stopped_subscriber_fails_with_the_command_that_resumes_it(name):
    check = "Catch-all subscriber" if name == "cw-catch-all" else "Other subscribers"
    found = checks(bus_answers(changed=(name, {"State": "STOPPED"})))[check]
    assert (found.state, name in found.what) == (CheckState.FAILED, True)
    assert f":$ACCOUNT:subscriber/eda-demo-{name}/" in found.fix
    assert "--state RUNNING" in found.fix


@pytest.mark.parametrize(
    ("changed", "what"), [({"Type": "UNORDERED"}, "order"), ({"FilterConfiguration": {}}, "filter")]
)
def test_a_subscriber_that_is_another_is_warned_of(changed, what):
    answers = bus_answers(changed=("order-service-filtering-payments", changed))
    found = checks(answers)["Other subscribers"]
    assert (found.state, f"another {what} than ours" in found.what) == (CheckState.WARNING, True)


@pytest.mark.parametrize(
    "invoke",
    [
        {"TargetArn": "arn:aws:lambda:eu-central-1:1:function:x"},
        {
            "TargetArn": "arn:aws:events:::aws-sdk:cloudwatchlogs:putLogEvents",
            "UniversalTargetParameters": {"Input": '{% {"LogGroupName": "other"} %}'},
        },
    ],
)
def test_a_catch_all_that_does_not_log_fails(invoke):
    found = checks(bus_answers(changed=("cw-catch-all", {"InvokeConfiguration": invoke})))
    assert found["Catch-all subscriber"].state is CheckState.FAILED


def test_a_subscriber_that_is_gone_is_named():
    found = checks(bus_answers(listed=NAMES[1:]))["Catch-all subscriber"]
    assert (found.state, found.what) == (
        CheckState.FAILED,
        "The bus has no subscriber eda-demo-cw-catch-all.",
    )


def test_a_log_without_the_stream_fails_with_the_command_that_makes_it():
    found = checks({("logs", "DescribeLogStreams"): {}})["Log stream"]
    assert (found.state, "create-log-stream" in found.fix) == (CheckState.FAILED, True)


@pytest.mark.parametrize(
    ("level", "state"), [("OFF", CheckState.SKIPPED), ("ERROR", CheckState.WARNING)]
)
def test_the_least_level_of_all_subscribers_counts(level, state):
    changed = ("notification-service", {"LogConfiguration": {"Level": level}})
    assert checks(bus_answers(changed=changed))["Bus logs"].state is state


def test_what_may_not_be_looked_at_is_a_warning():
    found = checks({("eventbridgev2", "ListSubscribers"): DENIED})["Other subscribers"]
    assert found.state is CheckState.WARNING
