"""The whole template: what can be chosen, the resources, and what others need to know of them.

Source of its limits: AWS CloudFormation User Guide, "Understand CloudFormation quotas".

It is written as YAML that people can read: text of several lines stays as it is, in a block. Only
the few forms a template is made of are written; keys and texts are those we generate. Source: YAML
1.2.2, sections 7.3 and 8.1.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from eda_core.aws.template.messaging import bus_resources
from eda_core.aws.template.parts import PREFIX, Resources, Value, ref, sub
from eda_core.aws.template.roles import role_resources
from eda_core.aws.template.services import (
    RESERVE,
    TRACING,
    code_mappings,
    service_conditions,
    service_resources,
)
from eda_core.aws.template.subscriber_resources import custom_bus_resources
from eda_core.aws.template.vended_logs import (
    BUS_LOG_LEVEL,
    DEFAULT_LEVELS,
    EXECUTION_LOG,
    EXECUTION_LOG_LEVELS,
    LEVELS_OF,
    log_conditions,
)
from eda_core.domain.settings import BusKind
from eda_core.stack import Stack, demo_stack

_PLAIN: Final = re.compile(r"[A-Za-z$][\w./:$-]*[\w./$-]|[A-Za-z]", re.ASCII)
_WORDS: Final = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))
_STEP: Final = "  "


def yaml_text(document: Mapping[str, Any]) -> str:
    """Return the document as YAML; every text in it must be printable."""
    return "\n".join(_mapping(document, "")) + "\n"


def _mapping(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in values.items():
        yield from _entry(f"{indent}{_scalar(key)}:", value, indent + _STEP)


def _sequence(values: Sequence[Any], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping) and value:
            first, *rest = _mapping(value, indent + _STEP)
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield from _entry(f"{indent}-", value, indent + _STEP)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, indent)
    elif isinstance(value, list) and value and not _is_short(value):
        yield head
        yield from _sequence(value, indent)
    elif isinstance(value, str) and _is_block(value):
        yield f"{head} |{'' if value.endswith(chr(10)) else '-'}"
        yield from (indent + line if line else "" for line in value.splitlines())
    else:
        yield f"{head} {_flow(value)}"


def _is_short(values: Sequence[Any]) -> bool:
    """Return whether a list fits on one line, as names and numbers do."""
    fits = all(isinstance(value, str | int) and len(str(value)) <= 40 for value in values)
    return fits and len(values) <= 6


def _is_block(text: str) -> bool:
    """Return whether the text can stand as a block; the first line sets the indentation."""
    return "\n" in text.rstrip("\n") and not text[0].isspace() and not text.endswith("\n\n")


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    plain = isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


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


_CUSTOM_OUTPUTS: Final[Mapping[str, Value]] = {
    "EventBusArn": ref("Bus"),
    "FifoDeadLetterQueueUrl": ref("FifoDeadLetters"),
}
"""What a stack with a custom bus says beside; the ARN tells which kind of bus it has."""

_BUS_RESOURCES: Final[Mapping[BusKind, Callable[[Stack], Resources]]] = {
    BusKind.CLASSIC: bus_resources,
    BusKind.CUSTOM: custom_bus_resources,
}


def template(prefix_default: str = "eda-demo", kind: BusKind = BusKind.CLASSIC) -> str:
    """Return the template with this kind of bus as YAML; ``prefix_default`` is what every
    name begins with unless chosen.
    """
    return yaml_text(document(demo_stack(kind), prefix_default))


def document(stack: Stack, prefix_default: str) -> dict[str, Any]:
    """Return the template of this stack as a JSON value."""
    outputs = {**_OUTPUTS, **(_CUSTOM_OUTPUTS if stack.kind is BusKind.CUSTOM else {})}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": DESCRIPTION,
        "Parameters": _parameters(prefix_default, stack.kind),
        **code_mappings(stack),
        "Conditions": {
            "HasEmail": {"Fn::Not": [{"Fn::Equals": [ref("NotificationEmail"), ""]}]},
            **log_conditions(stack.kind),
            **service_conditions(),
        },
        "Resources": {
            **_BUS_RESOURCES[stack.kind](stack),
            **service_resources(stack),
            **role_resources(stack),
        },
        "Outputs": {
            **{name: {"Value": value} for name, value in outputs.items()},
            **{
                name: {"Condition": condition, "Value": value}
                for name, (condition, value) in _OPTIONAL_OUTPUTS.items()
            },
        },
    }


def parameter_names() -> frozenset[str]:
    """Return what can be chosen when the stack is deployed."""
    return frozenset(_parameters("", BusKind.CLASSIC))


def _parameters(prefix_default: str, kind: BusKind) -> dict[str, Value]:
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
        **_log_parameters(kind),
        "LogRetentionDays": _number(7, AllowedValues=[1, 3, 5, 7, 14, 30]),
        "ApiRateLimit": _number(10, MinValue=1, MaxValue=1000),
        "ApiBurstLimit": _number(20, MinValue=1, MaxValue=1000),
    }


def _log_parameters(kind: BusKind) -> dict[str, Value]:
    return {
        BUS_LOG_LEVEL: _text(
            DEFAULT_LEVELS[BUS_LOG_LEVEL],
            "What the bus logs of each step of each event, which tells deliveries. OFF: nothing.",
            AllowedValues=list(LEVELS_OF[kind]),
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
