"""The whole template: what can be chosen, the resources, and what others need to know of them.

Source of its limits: AWS CloudFormation User Guide, "Understand CloudFormation quotas".
"""

from collections.abc import Mapping
from typing import Any, Final

from eda_core.aws.template.messaging import bus_resources
from eda_core.aws.template.parts import PREFIX, Value, ref, sub
from eda_core.aws.template.roles import role_resources
from eda_core.aws.template.services import (
    RESERVE,
    TRACING,
    service_conditions,
    service_resources,
)
from eda_core.aws.template.vended_logs import (
    BUS_LOG_LEVEL,
    BUS_LOG_LEVELS,
    DEFAULT_LEVELS,
    EXECUTION_LOG,
    EXECUTION_LOG_LEVELS,
    log_conditions,
)
from eda_core.aws.template.yaml_text import yaml_text
from eda_core.stack import Stack, demo_stack

MAX_TEMPLATE_BYTES: Final = 51_200
"""The largest template that can be handed over as text, without a bucket."""

DESCRIPTION: Final = "EDA demo: order, payment and notification services around one event bus."

_OUTPUTS: Final[Mapping[str, Value]] = {
    "NamePrefix": ref(PREFIX),
    "ApiEndpoint": sub("https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"),
    "EventBusName": ref(PREFIX),
    "LogGroupName": ref("CatchAllLog"),
    "StateMachineArn": ref("PaymentService"),
    "TableName": ref("Orders"),
    "TopicArn": ref("Topic"),
    "DeadLetterQueueUrl": ref("DeadLetters"),
    "DashboardPolicyArn": ref("DashboardPolicy"),
}
_OPTIONAL_OUTPUTS: Final[Mapping[str, tuple[str, Value]]] = {
    "BusLogGroupName": ("HasBusLog", ref("BusLog")),
    "ExecutionLogGroupName": ("HasExecutionLog", ref("ExecutionLogGroup")),
}
"""Outputs of what may not be there, each with its condition."""


def template(prefix_default: str = "eda-demo") -> str:
    """Return the template as YAML; ``prefix_default`` is what every name begins with
    unless chosen.
    """
    return yaml_text(document(demo_stack(), prefix_default))


def document(stack: Stack, prefix_default: str) -> dict[str, Any]:
    """Return the template of this stack as a JSON value."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": DESCRIPTION,
        "Parameters": _parameters(prefix_default),
        "Conditions": {
            "HasEmail": {"Fn::Not": [{"Fn::Equals": [ref("NotificationEmail"), ""]}]},
            **log_conditions(),
            **service_conditions(),
        },
        "Resources": {
            **bus_resources(stack),
            **service_resources(stack),
            **role_resources(stack),
        },
        "Outputs": {
            **{name: {"Value": value} for name, value in _OUTPUTS.items()},
            **{
                name: {"Condition": condition, "Value": value}
                for name, (condition, value) in _OPTIONAL_OUTPUTS.items()
            },
        },
    }


def parameter_names() -> frozenset[str]:
    """Return what can be chosen when the stack is deployed."""
    return frozenset(_parameters(""))


def _parameters(prefix_default: str) -> dict[str, Value]:
    return {
        PREFIX: _text(
            prefix_default,
            "The bus, and what every other name begins with. Change it to share an account.",
            AllowedPattern="[A-Za-z][A-Za-z0-9-]{0,31}",
        ),
        "NotificationEmail": _text(
            "",
            "Gets a mail for every event, once its owner has confirmed. Empty: no mail.",
            AllowedPattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$",
        ),
        "ApiAuthorization": _text(
            "NONE",
            "NONE: plain curl works and the address is public. AWS_IAM: requests must be signed.",
            AllowedValues=["NONE", "AWS_IAM"],
        ),
        "IdempotentUpdateOrder": _text(
            "false",
            "true: a payment event delivered twice is applied once. false: as in the demo, twice.",
            AllowedValues=["true", "false"],
        ),
        **_log_parameters(),
        "LogRetentionDays": _number(7, AllowedValues=[1, 3, 5, 7, 14, 30]),
        "ApiRateLimit": _number(10, MinValue=1, MaxValue=1000),
        "ApiBurstLimit": _number(20, MinValue=1, MaxValue=1000),
    }


def _log_parameters() -> dict[str, Value]:
    return {
        BUS_LOG_LEVEL: _text(
            DEFAULT_LEVELS[BUS_LOG_LEVEL],
            "What the bus logs of each step of each event, which tells deliveries. OFF: nothing.",
            AllowedValues=list(BUS_LOG_LEVELS),
        ),
        EXECUTION_LOG: _text(
            DEFAULT_LEVELS[EXECUTION_LOG],
            "ALL: the state machine logs every step of its executions, without their data.",
            AllowedValues=list(EXECUTION_LOG_LEVELS),
        ),
        TRACING: _text(
            "Active",
            "Active: X-Ray traces a sample of requests. PassThrough: none.",
            AllowedValues=["Active", "PassThrough"],
        ),
        RESERVE: _number(0, MinValue=0, MaxValue=100),
    }


def _text(default: str, description: str, **rules: Value) -> dict[str, Value]:
    return {"Type": "String", "Default": default, "Description": description, **rules}


def _number(default: int, **rules: Value) -> dict[str, Value]:
    return {"Type": "Number", "Default": default, **rules}
