"""What the bus and the state machine log of their own doing: groups, and the way there.

A bus writes a record for each step of each event (EventBridge User Guide, "Configuring logs for
event buses"). CloudWatch Logs delivers them: a *source* names the bus and the level, a
*destination* the log group, a *delivery* joins them (CloudFormation Template Reference,
AWS::Logs::DeliverySource, DeliveryDestination, Delivery). A source has one level, so a bus that
logs at TRACE has three; two deliveries made at once get in each other's way, so each waits for the
one before. Step Functions makes its deliveries itself ("Using CloudWatch Logs to log execution
history"). Of a custom bus the subscribers log, each by a source of its own with the log type of the
level (User Guide, eb-custom-bus-observability).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from eda_core.aws.template.parts import (
    PREFIX,
    Resources,
    Value,
    allow,
    arn_text,
    get_att,
    log_group,
    policy,
    ref,
    resource,
    sub,
)
from eda_core.domain.settings import BusKind

BUS_LOG_LEVEL: Final = "BusLogLevel"
EXECUTION_LOG: Final = "ExecutionLog"
"""The parameters that choose the two logs."""

OFF: Final = "OFF"
BUS_LOG_LEVELS: Final = (OFF, "ERROR", "INFO", "TRACE")
LEVELS_OF: Final = {BusKind.CLASSIC: BUS_LOG_LEVELS, BusKind.CUSTOM: BUS_LOG_LEVELS[:-1]}
"""By the kind of bus: subscribers of a custom one know no TRACE."""

EXECUTION_LOG_LEVELS: Final = (OFF, "ALL")
DEFAULT_LEVELS: Final = {BUS_LOG_LEVEL: "INFO", EXECUTION_LOG: OFF}
"""What a new stack gets: errors and the major steps.

The API Reference of PutDeliverySource knows the log types INFO_LOGS and ERROR_LOGS of a bus;
TRACE_LOGS is known from the Terraform provider's documentation alone.
"""

BUS_GROUP: Final = f"/aws/vendedlogs/events/event-bus/${{{PREFIX}}}"
EXECUTION_GROUP: Final = f"/aws/vendedlogs/states/${{{PREFIX}}}-payment-service"
"""Names that AWS proposes for them; one resource policy then does for many groups."""

_LEVELS: Final = {
    "ERROR": ("ERROR", "INFO", "TRACE"),
    "INFO": ("INFO", "TRACE"),
    "TRACE": ("TRACE",),
}
"""By the level of a record, the levels of a bus that writes it."""


def log_conditions(kind: BusKind) -> dict[str, Value]:
    """Return the conditions of the template that say which logs are wanted."""
    levels = _LEVELS if kind is BusKind.CLASSIC else {"INFO": ("INFO",)}
    return {
        "HasBusLog": _is_not(BUS_LOG_LEVEL, OFF),
        **{f"Logs{level.title()}": _is_one_of(BUS_LOG_LEVEL, of) for level, of in levels.items()},
        "HasExecutionLog": _is_not(EXECUTION_LOG, OFF),
    }


def unmet(bus_log: str, execution_log: str) -> frozenset[str]:
    """Return the conditions that do not hold at these levels."""
    unmet = {f"Logs{level.title()}" for level, of in _LEVELS.items() if bus_log not in of}
    unmet |= {"HasBusLog"} if bus_log == OFF else set()
    return frozenset(unmet | ({"HasExecutionLog"} if execution_log == OFF else set()))


def _is_not(parameter: str, value: str) -> Value:
    return {"Fn::Not": [{"Fn::Equals": [ref(parameter), value]}]}


def _is_one_of(parameter: str, values: tuple[str, ...]) -> Value:
    equal = [{"Fn::Equals": [ref(parameter), value]} for value in values]
    return equal[0] if len(equal) == 1 else {"Fn::Or": equal}


def bus_log_config() -> dict[str, Value]:
    """Return what the bus is told: the level, and that details of events stay out of it."""
    return {"IncludeDetail": "NONE", "Level": ref(BUS_LOG_LEVEL)}


def log_policy(*statements: Mapping[str, Value]) -> dict[str, Value]:
    """Return the resource policy of these statements, which also lets CloudWatch Logs deliver into
    the two groups.

    It names them whether they are there or not: an account has ten such policies, so the stack has
    one for all.
    """
    source = arn_text("logs", f"delivery-source:${{{PREFIX}}}-bus-*")
    document = policy(
        *statements,
        _writes(BUS_GROUP, {"aws:SourceArn": source}),
        _writes(EXECUTION_GROUP, {"aws:SourceArn": arn_text("logs", "*")}),
    )
    properties = {
        "PolicyName": sub(f"${{{PREFIX}}}-events-to-logs"),
        "PolicyDocument": sub(json.dumps(document, separators=(",", ":"))),
    }
    return resource("AWS::Logs::ResourcePolicy", properties)


def _writes(group: str, source: Mapping[str, str]) -> dict[str, Value]:
    condition = {
        "StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"},
        "ArnLike": dict(source),
    }
    return allow(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        arn_text("logs", f"log-group:{group}:log-stream:*"),
        Principal={"Service": ["delivery.logs.amazonaws.com"]},
        Condition=condition,
    )


def bus_log_resources() -> Resources:
    """Return the log group of the bus, and what brings its records there."""
    return {**bus_log_destination(), **dict(_deliveries())}


def bus_log_destination() -> Resources:
    """Return the log group of the bus, and its name as a destination of deliveries."""
    destination = {
        "Name": sub(f"${{{PREFIX}}}-bus"),
        "DestinationResourceArn": sub(arn_text("logs", "log-group:${BusLog}")),
    }
    return {
        "BusLog": _group(BUS_GROUP, "HasBusLog"),
        "BusLogDestination": resource(
            "AWS::Logs::DeliveryDestination", destination, Condition="HasBusLog"
        ),
    }


def _deliveries() -> Iterator[tuple[str, Any]]:
    before = "CatchAllLogPolicy"
    for level in _LEVELS:
        given = {
            "Name": sub(f"${{{PREFIX}}}-bus-{level.lower()}"),
            "ResourceArn": get_att("Bus", "Arn"),
            "LogType": f"{level}_LOGS",
        }
        yield from delivery_of(f"BusLog{level.title()}", given, f"Logs{level.title()}", before)
        before = f"BusLog{level.title()}Delivery"


def delivery_of(
    name: str, source: Mapping[str, Value], condition: str, before: str
) -> Iterator[tuple[str, Any]]:
    """Yield a source of records and its delivery to the bus's group, made after ``before``."""
    source_id = f"{name}Source"
    yield source_id, resource("AWS::Logs::DeliverySource", source, Condition=condition)
    joined = {
        "DeliverySourceName": ref(source_id),
        "DeliveryDestinationArn": get_att("BusLogDestination", "Arn"),
    }
    more = {"Condition": condition, "DependsOn": [before]}
    yield f"{name}Delivery", resource("AWS::Logs::Delivery", joined, **more)


def _group(name: str, condition: str) -> dict[str, Value]:
    return {**log_group(sub(name)), "Condition": condition}


def execution_log_config() -> Value:
    """Return what the state machine is told: every event of its executions, without their data."""
    group = {"CloudWatchLogsLogGroup": {"LogGroupArn": get_att("ExecutionLogGroup", "Arn")}}
    logged = {"Level": "ALL", "IncludeExecutionData": False, "Destinations": [group]}
    return {"Fn::If": ["HasExecutionLog", logged, ref("AWS::NoValue")]}


def execution_log_resources() -> Resources:
    """Return the log group of executions, and the right to have logs delivered there.

    The documentation asks for exactly these actions, and they know no narrower resource.
    """
    actions = [
        *("logs:CreateLogDelivery", "logs:CreateLogStream", "logs:GetLogDelivery"),
        *("logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries"),
        *("logs:PutLogEvents", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies"),
        "logs:DescribeLogGroups",
    ]
    rights = {
        "PolicyName": "execution-log",
        "RoleName": ref("PaymentRole"),
        "PolicyDocument": policy(allow(actions, "*")),
    }
    # The state machine needs the group, and with it the right, without which it is refused.
    group = {**_group(EXECUTION_GROUP, "HasExecutionLog"), "DependsOn": ["ExecutionLogRights"]}
    return {
        "ExecutionLogGroup": group,
        "ExecutionLogRights": resource("AWS::IAM::RolePolicy", rights, Condition="HasExecutionLog"),
    }
