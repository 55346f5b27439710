import json

import pytest

from eda_core.aws.deployment.checklist import CHECKS, PROBE, preflight
from eda_core.aws.deployment.site import StackSite
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.deployment import CheckState
from eda_core.ports import ApiResponse
from eda_core.stack import demo_stack
from tests.aws.scripted_clients import OUTPUTS, ScriptedClients, not_deployed

NOW_MS = 1_769_860_800_000
ACCOUNT = "123456789012"
TOPIC = f"arn:aws:sns:eu-central-1:{ACCOUNT}:eda-demo-order-notification"
GROUP = f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:eda-demo-all"
STATEMENT = {
    "Effect": "Allow",
    "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": f"{GROUP}:*",
}
DENIED = AwsFailure("You may not.", kind=FailureKind.PERMISSION, remedy="Allow it")
NO_STACK = AwsFailure("There is none.", kind=FailureKind.NOT_DEPLOYED, remedy="deploy")


def stack_in(status, outputs=None):
    given = OUTPUTS | {"TopicArn": TOPIC} if outputs is None else outputs
    listed = [{"OutputKey": name, "OutputValue": text} for name, text in given.items()]
    stack = {"StackId": "id", "StackName": "eda-demo", "StackStatus": status, "Outputs": listed}
    return {"Stacks": [stack]}


def policies(*statements):
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return {"resourcePolicies": [{"policyName": "ours", "policyDocument": document}]}


def rule_as_ours(**asked):
    rules = {rule.name: rule for rule in demo_stack().rules}
    return {"State": "ENABLED", "EventPattern": rules[asked["Name"]].pattern_text}


def disabled(name):
    return lambda **asked: (
        rule_as_ours(**asked) | ({"State": "DISABLED"} if asked["Name"] == name else {})
    )


HEALTHY = {
    ("sts", "GetCallerIdentity"): {
        "Account": ACCOUNT,
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/presenter/me@example.org",
    },
    ("cloudformation", "DescribeStacks"): stack_in("CREATE_COMPLETE"),
    ("logs", "DescribeLogGroups"): {"logGroups": [{"logGroupName": "eda-demo-all"}]},
    ("events", "DescribeRule"): rule_as_ours,
    ("events", "ListTargetsByRule"): {"Targets": [{"Arn": GROUP}]},
    ("logs", "DescribeResourcePolicies"): policies(STATEMENT),
    ("stepfunctions", "DescribeStateMachine"): {
        "name": "eda-demo-payment-service",
        "status": "ACTIVE",
        "definition": json.dumps(demo_stack().machine.definition),
    },
    ("dynamodb", "DescribeTable"): {
        "Table": {
            "TableStatus": "ACTIVE",
            "KeySchema": [
                {"AttributeName": "id", "KeyType": "HASH"},
                {"AttributeName": "timestamp", "KeyType": "RANGE"},
            ],
        }
    },
    ("sns", "ListSubscriptionsByTopic"): {"Subscriptions": []},
}


REFUSED = {"error": "`id` is missing."}


class Door:
    """An order API that answers what a test says."""

    def __init__(self, *answers):
        self.answers = [*answers]
        self.bodies = []

    def place(self, body):
        self.bodies.append(json.loads(body))
        answer = self.answers.pop(0) if self.answers else ApiResponse(400, REFUSED)
        if isinstance(answer, AwsFailure):
            raise answer
        return answer


def checks(answers=None, door=None, steps=CHECKS, expires_ms=None, **target):
    clients = ScriptedClients(HEALTHY | (answers or {}), **target)
    clients.expires_ms = lambda: expires_ms
    site = StackSite(clients, demo_stack(), door or Door(), lambda: NOW_MS, lambda _: None)
    return {check.name: check for check in preflight(site, steps)}


BUS_GROUP = "/aws/vendedlogs/events/event-bus/eda-demo"
BUS_STATEMENT = STATEMENT | {
    "Resource": f"{GROUP.replace('eda-demo-all', BUS_GROUP)}:log-stream:*",
    "Principal": {"Service": "delivery.logs.amazonaws.com"},
}
OF_BUS = OUTPUTS | {"TopicArn": TOPIC, "BusLogGroupName": BUS_GROUP}


def logging_at(level, **faults):
    """What is answered of a bus that logs at a level, but for what a test says."""
    answers = {
        "DescribeEventBus": {"Name": "eda-demo", "LogConfig": {"Level": level}},
        "DescribeStacks": stack_in("CREATE_COMPLETE", OF_BUS),
        "DescribeLogGroups": {
            "logGroups": [{"logGroupName": "eda-demo-all"}, {"logGroupName": BUS_GROUP}]
        },
        "DescribeResourcePolicies": policies(STATEMENT, BUS_STATEMENT),
        "DescribeDeliveries": {"deliveries": [{"deliverySourceName": "eda-demo-bus-info"}]},
    } | faults
    services = {"DescribeEventBus": "events", "DescribeStacks": "cloudformation"}
    return {(services.get(name, "logs"), name): answer for name, answer in answers.items()}


def test_a_bus_that_logs_where_it_is_read_is_in_order():
    found = checks(logging_at("INFO"))["Bus logs"]
    assert (found.state, "level INFO" in found.what) == (CheckState.OK, True)


def test_a_bus_that_logs_nothing_is_no_fault():
    found = checks()["Bus logs"]
    assert (found.state, "deploy --bus-logs INFO" in found.what) == (CheckState.SKIPPED, True)


@pytest.mark.parametrize(
    ("level", "fault", "what"),
    [
        ("ERROR", {}, "errors only"),
        ("INFO", {"DescribeStacks": stack_in("CREATE_COMPLETE", OUTPUTS)}, "says of no log group"),
        (
            "INFO",
            {"DescribeLogGroups": {"logGroups": [{"logGroupName": "eda-demo-all"}]}},
            "there is no log group",
        ),
        ("INFO", {"DescribeResourcePolicies": policies(STATEMENT)}, "No resource policy"),
        ("INFO", {"DescribeDeliveries": {}}, "No delivery"),
        ("INFO", {"DescribeDeliveries": DENIED}, "Cannot be looked at"),
    ],
)
def test_what_stands_between_a_bus_and_its_log_is_doubtful(level, fault, what):
    found = checks(logging_at(level, **fault))["Bus logs"]
    assert (found.state, what in found.what) == (CheckState.WARNING, True)
    mends = ("Allow it", "python -m eda_core deploy --bus-logs", "aws logs create-log-group")
    assert found.fix.startswith(mends)


EXECUTION_GROUP = "/aws/vendedlogs/states/eda-demo-payment-service"


def logging_executions(read=None, level="ALL"):
    """What is answered of a stack that logs its executions; ``read`` is what reading answers."""
    named = OF_BUS | {"ExecutionLogGroupName": EXECUTION_GROUP}
    known = {"loggingConfiguration": {"level": level}}
    return logging_at("INFO", DescribeStacks=stack_in("CREATE_COMPLETE", named)) | {
        ("stepfunctions", "DescribeStateMachine"): known,
        ("logs", "FilterLogEvents"): read or {"events": []},
    }


@pytest.mark.parametrize(
    ("answers", "what", "fix"),
    [
        (logging_executions(level="ERROR"), "only ALL tells a path", "python -m eda_core deploy"),
        (logging_executions(not_deployed()), "no log group", "aws logs create-log-group"),
        (logging_executions(DENIED), "Cannot be looked at", "Allow it"),
    ],
)
def test_a_log_of_executions_that_cannot_be_read_is_said(answers, what, fix):
    found = checks(answers)["Execution logs"]
    assert (found.state, what in found.what) == (CheckState.WARNING, True)
    assert found.fix.startswith(fix)


def test_a_log_of_executions_is_read_to_see_that_it_can_be():
    assert checks(logging_executions())["Execution logs"].state is CheckState.OK


def test_a_sound_stack_is_in_order():
    found = checks(logging_at("INFO"))
    assert found.pop("Execution logs").state is CheckState.SKIPPED
    assert {check.state for check in found.values()} == {CheckState.OK}


def test_what_is_in_order_needs_no_reason_and_no_fix():
    assert {(check.why, check.fix) for check in checks().values()} == {("", "")}


def test_account_and_address_are_masked():
    found = checks()
    assert found["Sign-in"].what == "Signed in as ••••@••••."
    assert found["Account and Region"].what.startswith("Account ••••")
    assert not any(ACCOUNT in check.what for check in found.values())


def test_an_emulator_is_named_as_such():
    found = checks(endpoint_url="http://127.0.0.1:4566")["Account and Region"]
    assert "not AWS" in found.what


FAULTS = [
    ("Sign-in", ("sts", "GetCallerIdentity"), DENIED, CheckState.WARNING, "Allow it"),
    (
        "Stack",
        ("cloudformation", "DescribeStacks"),
        stack_in("ROLLBACK_COMPLETE"),
        "failed",
        "deploy",
    ),
    (
        "Stack",
        ("cloudformation", "DescribeStacks"),
        stack_in("UPDATE_IN_PROGRESS"),
        "warning",
        "status",
    ),
    ("Stack", ("cloudformation", "DescribeStacks"), DENIED, "warning", "Allow it"),
    (
        "Log group",
        ("logs", "DescribeLogGroups"),
        {"logGroups": []},
        "failed",
        "aws logs create-log-group",
    ),
    (
        "Catch-all rule",
        ("events", "DescribeRule"),
        disabled("cw-catch-all"),
        "failed",
        "enable-rule",
    ),
    ("Catch-all rule", ("events", "ListTargetsByRule"), {"Targets": []}, "failed", "put-targets"),
    (
        "Catch-all rule",
        ("events", "ListTargetsByRule"),
        {"Targets": [{"Arn": f"{GROUP}-other"}]},
        "failed",
        ":$ACCOUNT:log-group:eda-demo-all",
    ),
    ("Log policy", ("logs", "DescribeResourcePolicies"), {}, "failed", "put-resource-policy"),
    ("Log policy", ("logs", "DescribeResourcePolicies"), DENIED, "warning", "Allow it"),
    (
        "Other rules",
        ("events", "DescribeRule"),
        disabled("notification-service"),
        "failed",
        "enable-rule --name notification-service",
    ),
    (
        "Other rules",
        ("events", "DescribeRule"),
        lambda **_: {"State": "ENABLED", "EventPattern": "oops"},
        "warning",
        "put-rule",
    ),
    (
        "State machine",
        ("stepfunctions", "DescribeStateMachine"),
        {"status": "DELETING"},
        "failed",
        "deploy",
    ),
    (
        "State machine",
        ("stepfunctions", "DescribeStateMachine"),
        {"status": "ACTIVE", "definition": "{}"},
        "warning",
        "deploy",
    ),
    (
        "State machine",
        ("stepfunctions", "DescribeStateMachine"),
        {"status": "ACTIVE", "definition": "oops"},
        "warning",
        "deploy",
    ),
    (
        "Orders table",
        ("dynamodb", "DescribeTable"),
        {"Table": {"TableStatus": "CREATING"}},
        "failed",
        "wait",
    ),
    (
        "Orders table",
        ("dynamodb", "DescribeTable"),
        {"Table": {"TableStatus": "ACTIVE"}},
        "failed",
        "deploy",
    ),
    (
        "E-mail",
        ("sns", "ListSubscriptionsByTopic"),
        {"Subscriptions": [{"Protocol": "email", "SubscriptionArn": "PendingConfirmation"}]},
        "warning",
        "Subscription Confirmation",
    ),
]


@pytest.mark.parametrize(("name", "asked", "answer", "state", "fix"), FAULTS)
def test_a_fault_is_found_with_its_reason_and_its_fix(name, asked, answer, state, fix):
    found = checks({asked: answer})[name]
    assert (found.state, fix in found.fix, bool(found.why)) == (state, True, True)


@pytest.mark.parametrize(("name", "asked", "answer", "state", "fix"), FAULTS)
def test_no_fault_stops_the_other_checks(name, asked, answer, state, fix):
    assert list(checks({asked: answer})) == [step.name for step in CHECKS]


@pytest.mark.parametrize(("name", "asked", "answer", "state", "fix"), FAULTS)
def test_no_finding_names_the_account(name, asked, answer, state, fix):
    found = checks({asked: answer}).values()
    assert not any(ACCOUNT in f"{check.what}{check.fix}" for check in found)


def test_what_hangs_on_a_failed_check_is_skipped_with_the_reason():
    found = checks({("logs", "DescribeLogGroups"): {"logGroups": []}})
    assert found["Log policy"].state is CheckState.SKIPPED
    assert "comes after Log group" in found["Log policy"].what
    assert found["Orders table"].state is CheckState.OK


def test_without_a_sign_in_nothing_else_is_asked():
    failure = AwsFailure("Expired.", kind=FailureKind.EXPIRED, remedy="aws sso login")
    found = checks({("sts", "GetCallerIdentity"): failure})
    assert found["Sign-in"].fix == "aws sso login"
    rest = [check.state for name, check in found.items() if name != "Sign-in"]
    assert set(rest) == {CheckState.SKIPPED}


def test_what_may_not_be_looked_at_stops_nothing_behind_it():
    found = checks({("logs", "DescribeLogGroups"): DENIED})
    assert found["Log group"].state is CheckState.WARNING
    assert found["Log policy"].state is CheckState.OK


@pytest.mark.parametrize(
    ("minutes", "state"), [(0, "warning"), (59, "warning"), (61, "ok"), (600, "ok")]
)
def test_credentials_that_end_within_the_hour_are_warned_about(minutes, state):
    found = checks(expires_ms=NOW_MS + minutes * 60_000)["Sign-in lasts"]
    assert found.state == state


def test_the_way_to_sign_in_again_names_the_profile():
    found = checks(expires_ms=NOW_MS, profile="workshop")["Sign-in lasts"]
    assert found.fix == "aws sso login --profile workshop"


BY_HAND = {
    ("cloudformation", "DescribeStacks"): NO_STACK,
    ("events", "DescribeEventBus"): {"Name": "eda-demo"},
}


def test_a_stack_made_by_hand_is_found_by_its_bus():
    found = checks(BY_HAND)
    assert (found["Stack"].state, "made by hand" in found["Stack"].what) == (CheckState.OK, True)
    assert found["Order API"].state is CheckState.SKIPPED
    assert found["E-mail"].state is CheckState.SKIPPED


def test_the_log_group_of_the_console_is_found_too():
    console = {"logGroups": [{"logGroupName": "/aws/events/eda-demo-all"}]}
    arn = GROUP.replace("eda-demo-all", "/aws/events/eda-demo-all")
    statement = STATEMENT | {
        "Resource": f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:/aws/events/*:*"
    }
    found = checks(
        BY_HAND
        | {
            ("logs", "DescribeLogGroups"): console,
            ("events", "ListTargetsByRule"): {"Targets": [{"Arn": f"{arn}:*"}]},
            ("logs", "DescribeResourcePolicies"): policies(statement),
        }
    )
    assert "/aws/events/eda-demo-all" in found["Log group"].what
    assert found["Catch-all rule"].state is CheckState.OK
    assert found["Log policy"].state is CheckState.OK


@pytest.mark.parametrize("bus", [NO_STACK, {}])
def test_no_stack_and_no_bus_is_a_failure_with_the_way_to_make_one(bus):
    found = checks(BY_HAND | {("events", "DescribeEventBus"): bus})
    assert (found["Stack"].state, "deploy" in found["Stack"].fix) == (CheckState.FAILED, True)


def test_a_stack_without_outputs_is_looked_for_by_its_names():
    found = checks({("cloudformation", "DescribeStacks"): stack_in("CREATE_COMPLETE", {})})
    assert found["Log group"].state is CheckState.OK


def test_the_api_is_asked_for_what_it_has_to_refuse():
    door = Door()
    assert checks(door=door)["Order API"].state is CheckState.OK
    assert door.bodies == [{}]


def test_an_api_that_takes_anything_is_doubtful():
    assert checks(door=Door(ApiResponse(202, {})))["Order API"].state is CheckState.WARNING


def test_something_else_at_the_address_of_the_api_is_a_failure():
    found = checks(door=Door(ApiResponse(400, {"message": "Bad Request"})))["Order API"]
    assert found.state is CheckState.FAILED
    assert found.fix.endswith("python -m eda_core status --name eda-demo --region eu-central-1")


def test_an_api_that_does_not_answer_is_a_failure():
    failure = AwsFailure("Nothing answers.", kind=FailureKind.UNREACHABLE, remedy="Look")
    assert checks(door=Door(failure))["Order API"].state is CheckState.FAILED


def test_confirmed_addresses_are_counted():
    mails = {"Subscriptions": [{"Protocol": "email", "SubscriptionArn": "arn:x"}]}
    found = checks({("sns", "ListSubscriptionsByTopic"): mails})["E-mail"]
    assert (found.state, "three mails" in found.what) == (CheckState.OK, True)


def logged(*kinds, order=-(NOW_MS // 1000)):
    def event(kind):
        envelope = {
            "id": kind,
            "detail-type": kind,
            "source": "order-service",
            "time": "2026-01-31T12:00:00Z",
            "detail": {"id": order},
        }
        return {"message": json.dumps(envelope)}

    return {"events": [*map(event, kinds), {"message": "oops"}]}


def probed(log, *answers):
    answers = answers or (ApiResponse(400, REFUSED), ApiResponse(202, {}))
    found = {("logs", "FilterLogEvents"): log}
    return checks(found, door=Door(*answers), steps=[*CHECKS, PROBE])["Probe order"]


def test_a_probe_that_comes_through_is_in_order():
    found = probed(logged("OrderCreated", "PaymentSucceeded", "OrderCompleted"))
    assert (found.state, "came through" in found.what) == (CheckState.OK, True)


def test_a_probe_that_stops_says_what_did_not_come():
    found = probed(logged("OrderCreated"))
    assert (found.state, "PaymentSucceeded did not come" in found.what) == (CheckState.FAILED, True)
    assert found.fix.startswith("aws logs tail")


def test_a_probe_is_not_fooled_by_another_order():
    kinds = ("OrderCreated", "PaymentSucceeded", "OrderCompleted")
    assert probed(logged(*kinds, order=7)).state is CheckState.FAILED


def test_a_probe_that_is_refused_says_why():
    found = probed({}, ApiResponse(400, REFUSED), ApiResponse(400, {"error": "No more orders."}))
    assert "No more orders." in found.what


def test_a_probe_without_an_address_is_skipped():
    found = checks(BY_HAND, steps=[*CHECKS, PROBE])
    assert found["Probe order"].state is CheckState.SKIPPED
