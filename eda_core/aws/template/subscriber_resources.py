"""The custom bus of the demo in a template: subscribers, the catch-all log, the two queues.

Types ``AWS::EventsV2::*`` (CloudFormation schema of 2026-10-20; User Guide,
eb-custom-bus-cloudformation). A subscriber calls its target by a role, so neither functions nor the
log group need a policy; an invocation that is given up leaves a record in a queue, of the FIFO kind
for a FIFO subscriber (eb-custom-bus-retry). A bus takes one change of a subscriber at a time, so
each waits for the one before (docs/CUSTOM_BUS.md, unknown 16).
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from eda_core.aws.template.messaging import dead_letter_queue, function_id, prefixed
from eda_core.aws.template.parts import (
    PREFIX,
    Resources,
    Value,
    arn_text,
    deleted_with_stack,
    encrypted_only,
    get_att,
    log_group,
    policy,
    ref,
    resource,
    sub,
)
from eda_core.aws.template.vended_logs import (
    BUS_LOG_LEVEL,
    bus_log_destination,
    delivery_of,
    log_policy,
)
from eda_core.domain.errors import InvalidSubscriber
from eda_core.stack import Stack, Subscriber, TargetKind
from eda_core.stack.subscriber_checks import refusals
from eda_core.stack.subscribers import UNIVERSAL_INPUTS

STREAM: Final = "bus"
"""The stream of the catch-all log: PutLogEvents makes none."""

_ACTIONS: Final = {
    TargetKind.LOG_GROUP: "cloudwatchlogs:putLogEvents",
    TargetKind.STATE_MACHINE: "sfn:startExecution",
}
"""API actions that are called where a subscriber has no such target, or calls it so."""

_IN_TEMPLATE: Final = {"${LogGroup}": "${CatchAllLog}", "${StateMachine}": "${PaymentService}"}
"""What stands in inputs for a name, and the resource of the template that has it."""

_NAME_IN_TEXT: Final = re.compile(r"\$\{[\w:]+\}")


def subscriber_id(subscriber: Subscriber) -> str:
    """Return the logical id of a subscriber: its name in camel case, ``CwCatchAllSubscriber``."""
    return "".join(part.capitalize() for part in subscriber.name.split("-")) + "Subscriber"


def custom_bus_resources(stack: Stack) -> Resources:
    """Return the bus and what it needs to hand events over.

    Raises `InvalidSubscriber` for a subscriber the service would refuse.
    """
    bus = {
        "Name": ref(PREFIX),
        "StorageConfiguration": {"RetentionPeriodInDays": stack.retention_days},
    }
    return {
        "Bus": deleted_with_stack("AWS::EventsV2::EventBus", bus),
        **_catch_all(stack),
        "LogPolicy": log_policy(),
        **bus_log_destination(),
        **_queues(stack),
        **dict(_subscribers(stack)),
        **dict(_logs(stack)),
    }


def _catch_all(stack: Stack) -> Resources:
    stream = {"LogGroupName": ref("CatchAllLog"), "LogStreamName": STREAM}
    return {
        "CatchAllLog": log_group(prefixed(stack, stack.log_group)),
        "CatchAllStream": deleted_with_stack("AWS::Logs::LogStream", stream),
    }


def _queues(stack: Stack) -> Resources:
    names = {"DeadLetters": "", "FifoDeadLetters": ".fifo"}
    queues = {logical: dead_letter_queue(stack, ending) for logical, ending in names.items()}
    statements = (encrypted_only("sqs:*", get_att(logical, "Arn")) for logical in names)
    document = {
        "Queues": list(map(ref, names)),
        "PolicyDocument": policy(*statements),
    }
    return {**queues, "DeadLettersPolicy": resource("AWS::SQS::QueuePolicy", document)}


def _subscribers(stack: Stack) -> Iterator[tuple[str, Any]]:
    before = "CatchAllStream"
    for subscriber in stack.subscribers:
        properties = subscriber_properties(subscriber, stack)
        for refusal in refusals(_filled(properties)):
            place = f"{subscriber.name}.{refusal.place}"
            raise InvalidSubscriber(refusal.reason, place, refusal.source)
        name = subscriber_id(subscriber)
        yield name, resource("AWS::EventsV2::Subscriber", properties, DependsOn=[before])
        before = name


def _filled(value: Value) -> Any:
    """Return the value as the service may get it: with some name where one is filled in."""
    if isinstance(value, list):
        return list(map(_filled, value))
    if not isinstance(value, dict):
        return value
    if "Fn::Sub" in value:
        return _NAME_IN_TEXT.sub("x", value["Fn::Sub"])
    return {name: _filled(each) for name, each in value.items()}


def subscriber_properties(subscriber: Subscriber, stack: Stack) -> dict[str, Value]:
    """Return a subscriber's properties: those of its JSON form, with ARNs for names.

    Assumed, for no page says whether names of subscribers are one's own on each bus: they are of
    the account, so each begins with the prefix.
    """
    given = subscriber.to_json()
    has_letters = given.pop("DeadLetters")
    queue = "FifoDeadLetters" if subscriber.is_fifo else "DeadLetters"
    letters = {"OnFailureConfiguration": {"Arn": get_att(queue, "Arn")}} if has_letters else {}
    return {
        **given,
        "Name": sub(f"${{{PREFIX}}}-{subscriber.name}"),
        "EventBusArn": ref("Bus"),
        **_filters(subscriber),
        **letters,
        "LogConfiguration": {"Level": ref(BUS_LOG_LEVEL), "IncludePayload": "ON_ERROR_ONLY"},
        "InvokeConfiguration": _called(subscriber, stack, given["InvokeConfiguration"]),
    }


def _filters(subscriber: Subscriber) -> dict[str, Value]:
    filters = [
        {"Scope": each.scope.value, "Pattern": json.dumps(json.loads(each.pattern_text))}
        for each in subscriber.filters
    ]
    return {"FilterConfiguration": {"Filters": filters}} if filters else {}


def _called(subscriber: Subscriber, stack: Stack, given: Mapping[str, Any]) -> dict[str, Value]:
    """Return how the target is called: as the subscriber says, or by an API action."""
    role = {"RoleArn": get_att("DeliveryRole", "Arn")}
    parameters = {name: value for name, value in given.items() if name != "Target"}
    kind = subscriber.target.kind
    if parameters:
        is_function = kind is TargetKind.FUNCTION
        name = function_id(subscriber.target.name, stack) if is_function else ""
        arn = get_att(name, "Arn") if name else ref("PaymentService")
        return {"TargetArn": arn, **role, **parameters}
    text = UNIVERSAL_INPUTS[kind]
    for name, resource_name in _IN_TEMPLATE.items():
        text = text.replace(name, resource_name)
    arn = sub(f"arn:${{AWS::Partition}}:events:::aws-sdk:{_ACTIONS[kind]}")
    return {"TargetArn": arn, **role, "UniversalTargetParameters": {"Input": sub(text)}}


def _logs(stack: Stack) -> Iterator[tuple[str, Any]]:
    """Yield what brings the log of each subscriber to the group of the bus.

    The level is part of a source's name: another log type is another source.
    """
    before = "LogPolicy"
    for number, subscriber in enumerate(stack.subscribers, 1):
        source = {
            "Name": sub(f"${{{PREFIX}}}-bus-{number}-${{{BUS_LOG_LEVEL}}}"),
            "ResourceArn": ref(subscriber_id(subscriber)),
            "LogType": {"Fn::If": ["LogsInfo", "INFO_LOGS", "ERROR_LOGS"]},
        }
        name = f"BusLog{number}"
        yield from delivery_of(name, source, "HasBusLog", before)
        before = f"{name}Delivery"


def delivered_to(stack: Stack) -> list[tuple[Value, Value]]:
    """Return what the role of the subscribers may do: an action, and on what."""
    functions = [
        get_att(function_id(each.target.name, stack), "Arn")
        for each in stack.subscribers
        if each.target.kind is TargetKind.FUNCTION
    ]
    return [
        (
            "logs:PutLogEvents",
            sub(arn_text("logs", f"log-group:${{CatchAllLog}}:log-stream:{STREAM}")),
        ),
        ("states:StartExecution", ref("PaymentService")),
        ("lambda:InvokeFunction", functions),
        ("sqs:SendMessage", [get_att(name, "Arn") for name in ("DeadLetters", "FifoDeadLetters")]),
    ]
