"""Who may do what in a deployed stack: one role for each service, each with what it needs.

All roles stand under one path, so that the right to make them can be confined to it.
"""

from collections.abc import Mapping
from typing import Any, Final

from eda_core.aws.template.messaging import asynchronous_functions, functions_of, prefixed
from eda_core.aws.template.parts import (
    PREFIX,
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
from eda_core.aws.template.subscriber_resources import delivered_to
from eda_core.aws.template.vended_logs import BUS_GROUP, EXECUTION_GROUP
from eda_core.domain.orders import Source
from eda_core.domain.settings import BusKind
from eda_core.stack import Stack

LOGS_READ: Final = (BUS_GROUP, EXECUTION_GROUP)
PATH: Final = "/eda-demo/"


def role_resources(stack: Stack) -> Resources:
    """Return the roles of services and rules, and the policy for whoever looks at the stack."""
    own_account = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}
    payment = _put_events(stack, Source.PAYMENT_SERVICE)
    if stack.kind is BusKind.CUSTOM:
        payment = allow("lambda:InvokeFunction", get_att("PublishPayment", "Arn"))
    return {
        "PaymentRole": _role("states", "payment", payment, own_account),
        **_bus_role(stack, own_account),
        **_function_roles(stack),
        "TracingRights": _tracing_rights(stack),
        "DashboardPolicy": _dashboard_policy(stack),
    }


def _bus_role(stack: Stack, own_account: Mapping[str, Value]) -> Resources:
    """Return the role of rules that start executions, or of subscribers for all they call."""
    if stack.kind is BusKind.CUSTOM:
        source = {"ArnLike": {"aws:SourceArn": sub(arn_text("events", "subscriber/*"))}}
        statements = [allow(action, on) for action, on in delivered_to(stack)]
        return {"DeliveryRole": _role("events", "deliver", statements, {**own_account, **source})}
    start = allow("states:StartExecution", ref("PaymentService"))
    return {"StartPaymentRole": _role("events", "start-payment", start)}


def _function_roles(stack: Stack) -> Resources:
    table, events = get_att("Orders", "Arn"), _put_events(stack, Source.ORDER_SERVICE)
    letters = allow("sqs:SendMessage", get_att("DeadLetters", "Arn"))
    wanted: Mapping[str, list[dict[str, Value]]] = {
        "CreateOrder": [allow("dynamodb:PutItem", table), events],
        "UpdateOrder": [allow(["dynamodb:PutItem", "dynamodb:Query"], table), events],
        "Notification": [allow("sns:Publish", ref("Topic"))],
        "PublishPayment": [_put_events(stack, Source.PAYMENT_SERVICE)],
    }
    for field in asynchronous_functions(stack):
        wanted[functions_of(stack)[field]].append(letters)
    writes = ["logs:CreateLogStream", "logs:PutLogEvents"]
    log = allow(writes, get_att("LambdaLog", "Arn"))
    return {
        f"{name}Role": _role("lambda", "function", [*wanted[name], log])
        for name in functions_of(stack).values()
    }


def bus_arn(stack: Stack) -> Value:
    """Return the ARN of the bus, which a custom one calls itself by."""
    return ref("Bus") if stack.kind is BusKind.CUSTOM else get_att("Bus", "Arn")


def _put_events(stack: Stack, source: Source) -> dict[str, Value]:
    """Return a service speaks in its own name only (EventBridge User Guide, "IAM policy
    conditions"); a custom bus is not documented to have that condition.
    """
    if stack.kind is BusKind.CUSTOM:
        return allow("events:PutEvents", bus_arn(stack))
    condition = {"StringEquals": {"events:source": source.value}}
    return allow("events:PutEvents", bus_arn(stack), Condition=condition)


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


def _tracing_rights(stack: Stack) -> dict[str, Value]:
    """Return the right to write traces, which knows no narrower resource (X-Ray Developer
    Guide).
    """
    properties = {
        "PolicyName": "tracing",
        "Roles": [ref(f"{name}Role") for name in ("Payment", *functions_of(stack).values())],
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
        "PolicyDocument": policy(*_reads(stack), *_checks(stack), _ASKS, *_submits(stack)),
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
        allow(["sqs:GetQueueAttributes", "sqs:GetQueueUrl"], queue_arns(stack)),
    ]


_ASKS: Final = allow(["events:TestEventPattern", "states:TestState"], "*")
"""What *Ask AWS* calls; neither knows a narrower resource (Service Authorization Reference)."""

_LOOKED_UP: Final = ("Deliveries", "LogGroups", "ResourcePolicies")


def _checks(stack: Stack) -> list[dict[str, Value]]:
    """Return what the preflight reads beside that; those of Logs know no narrower resource."""
    return [
        *_bus_checks(stack),
        allow("sns:ListSubscriptionsByTopic", ref("Topic")),
        allow([f"logs:Describe{what}" for what in _LOOKED_UP], "*"),
    ]


def _bus_checks(stack: Stack) -> list[dict[str, Value]]:
    described = allow("events:DescribeEventBus", bus_arn(stack))
    if stack.kind is BusKind.CUSTOM:
        subscribers = sub(arn_text("events", f"subscriber/${{{PREFIX}}}-*"))
        # The lists know no narrower resource (User Guide, eb-custom-bus-access).
        listed = allow(["events:ListEventBuses", "events:ListSubscribers"], "*")
        log = sub(arn_text("logs", "log-group:${CatchAllLog}:*"))
        return [
            described,
            allow("events:DescribeSubscriber", subscribers),
            listed,
            allow("logs:DescribeLogStreams", log),
        ]
    rules = sub(arn_text("events", "rule/${NamePrefix}/*"))
    return [described, allow(["events:DescribeRule", "events:ListTargetsByRule"], rules)]


def queue_arns(stack: Stack) -> Value:
    """Return the queue of dead letters; of a custom bus there are two."""
    names = ["DeadLetters", "FifoDeadLetters"]
    arns = [get_att(name, "Arn") for name in names]
    return arns if stack.kind is BusKind.CUSTOM else arns[0]


_SENT_TO_AGAIN: Final = ("UpdateOrder", "Notification")
"""Functions that may get their dead letters again."""


def _submits(stack: Stack) -> list[dict[str, Value]]:
    return [
        allow("events:PutEvents", bus_arn(stack)),
        allow("states:StartExecution", ref("PaymentService")),
        allow(["sqs:DeleteMessage", "sqs:ReceiveMessage"], queue_arns(stack)),
        allow("lambda:InvokeFunction", [get_att(name, "Arn") for name in _SENT_TO_AGAIN]),
        allow("execute-api:Invoke", sub(arn_text("execute-api", "${Api}/*/POST/order"))),
    ]
