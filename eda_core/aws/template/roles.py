"""Who may do what in a deployed stack: one role for each service, each with what it needs.

All roles stand under one path, so that the right to make them can be confined to it.
"""

from collections.abc import Mapping
from typing import Any, Final

from eda_core.aws.template.messaging import FUNCTIONS, prefixed
from eda_core.aws.template.parts import (
    Resources,
    Value,
    allow,
    arn_text,
    get_att,
    policy,
    ref,
    resource,
    sub,
)
from eda_core.aws.template.vended_logs import BUS_GROUP, EXECUTION_GROUP
from eda_core.domain.orders import Source
from eda_core.stack import Stack

LOGS_READ: Final = (BUS_GROUP, EXECUTION_GROUP)
PATH: Final = "/eda-demo/"


def role_resources(stack: Stack) -> Resources:
    """Return the roles of services and rules, and the policy for whoever looks at the stack."""
    own_account = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}
    return {
        "PaymentRole": _role("states", "payment", _put_events(Source.PAYMENT_SERVICE), own_account),
        "StartPaymentRole": _role(
            "events", "start-payment", allow("states:StartExecution", ref("PaymentService"))
        ),
        **_function_roles(),
        "TracingRights": _tracing_rights(),
        "DashboardPolicy": _dashboard_policy(stack),
    }


def _function_roles() -> Resources:
    table, events = get_att("Orders", "Arn"), _put_events(Source.ORDER_SERVICE)
    wanted: Mapping[str, list[dict[str, Value]]] = {
        "CreateOrder": [allow("dynamodb:PutItem", table), events],
        "UpdateOrder": [
            allow(["dynamodb:PutItem", "dynamodb:Query"], table),
            events,
            allow("sqs:SendMessage", get_att("DeadLetters", "Arn")),
        ],
        "Notification": [
            allow("sns:Publish", ref("Topic")),
            allow("sqs:SendMessage", get_att("DeadLetters", "Arn")),
        ],
    }
    writes = ["logs:CreateLogStream", "logs:PutLogEvents"]
    log = allow(writes, get_att("LambdaLog", "Arn"))
    return {
        f"{name}Role": _role("lambda", "function", [*statements, log])
        for name, statements in wanted.items()
    }


def _put_events(source: Source) -> dict[str, Value]:
    """Return a service speaks in its own name only (EventBridge User Guide, "IAM policy
    conditions").
    """
    condition = {"StringEquals": {"events:source": source.value}}
    return allow("events:PutEvents", get_att("Bus", "Arn"), Condition=condition)


def _role(
    service: str, name: str, statements: Any, condition: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    trust: dict[str, Value] = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    if condition:
        trust["Condition"] = condition
    listed = statements if isinstance(statements, list) else [statements]
    properties = {
        "Path": PATH,
        "AssumeRolePolicyDocument": policy(trust),
        "Policies": [{"PolicyName": name, "PolicyDocument": policy(*listed)}],
    }
    return resource("AWS::IAM::Role", properties)


def _tracing_rights() -> dict[str, Value]:
    """Return the right to write traces, which knows no narrower resource (X-Ray Developer
    Guide).
    """
    properties = {
        "PolicyName": "tracing",
        "Roles": [ref(f"{name}Role") for name in ("Payment", *FUNCTIONS.values())],
        "PolicyDocument": policy(allow(list(_TRACES), "*")),
    }
    return resource("AWS::IAM::Policy", properties, Condition="IsTraced")


_TRACES: Final = (
    *("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    *("xray:GetSamplingRules", "xray:GetSamplingTargets"),
)


def _dashboard_policy(stack: Stack) -> dict[str, Value]:
    properties = {
        "Path": PATH,
        "Description": "Look at this stack, submit orders and put demo events on its bus.",
        "PolicyDocument": policy(*_reads(stack), *_checks(), _ASKS, *_submits()),
    }
    return resource("AWS::IAM::ManagedPolicy", properties)


def _reads(stack: Stack) -> list[dict[str, Value]]:
    machine = prefixed(stack, stack.state_machine)["Fn::Sub"]
    group = arn_text("logs", "log-group:${CatchAllLog}")
    executions = sub(arn_text("states", f"execution:{machine}:*"))
    return [
        allow("cloudformation:DescribeStacks", ref("AWS::StackId")),
        allow(["logs:FilterLogEvents", "logs:StartLiveTail"], [sub(group), sub(f"{group}:*")]),
        allow(
            "logs:FilterLogEvents", [sub(arn_text("logs", f"log-group:{g}:*")) for g in LOGS_READ]
        ),
        allow(["dynamodb:Query", "dynamodb:DescribeTable"], get_att("Orders", "Arn")),
        allow(["states:DescribeStateMachine", "states:ListExecutions"], ref("PaymentService")),
        allow(["states:DescribeExecution", "states:GetExecutionHistory"], executions),
        allow(["sqs:GetQueueAttributes", "sqs:GetQueueUrl"], get_att("DeadLetters", "Arn")),
    ]


_ASKS: Final = allow(["events:TestEventPattern", "states:TestState"], "*")
"""What *Ask AWS* calls; neither knows a narrower resource (Service Authorization Reference)."""

_LOOKED_UP: Final = ("Deliveries", "LogGroups", "ResourcePolicies")


def _checks() -> list[dict[str, Value]]:
    """Return what the preflight reads beside that; those of Logs know no narrower resource."""
    rules = sub(arn_text("events", "rule/${NamePrefix}/*"))
    return [
        allow("events:DescribeEventBus", get_att("Bus", "Arn")),
        allow(["events:DescribeRule", "events:ListTargetsByRule"], rules),
        allow("sns:ListSubscriptionsByTopic", ref("Topic")),
        allow([f"logs:Describe{what}" for what in _LOOKED_UP], "*"),
    ]


_SENT_TO_AGAIN: Final = ("UpdateOrder", "Notification")
"""Functions that may get their dead letters again."""


def _submits() -> list[dict[str, Value]]:
    return [
        allow("events:PutEvents", get_att("Bus", "Arn")),
        allow("states:StartExecution", ref("PaymentService")),
        allow(["sqs:DeleteMessage", "sqs:ReceiveMessage"], get_att("DeadLetters", "Arn")),
        allow("lambda:InvokeFunction", [get_att(name, "Arn") for name in _SENT_TO_AGAIN]),
        allow("execute-api:Invoke", sub(arn_text("execute-api", "${Api}/*/POST/order"))),
    ]
