"""The bus of the demo in a template: the rules, the catch-all log, the dead-letter queue.

The bus is a "Custom Event Bus - Classic", the one with rules and targets (EventBridge User Guide,
"Event buses"). A log group is written to by way of a resource policy and without a role, and
without that policy events are lost silently (EventBridge User Guide, "Using resource-based
policies").
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from eda_core.aws.template.parts import (
    PREFIX,
    Resources,
    Value,
    allow,
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
from eda_core.aws.template.vended_logs import bus_log_config, bus_log_resources, log_policy
from eda_core.domain.settings import BusKind
from eda_core.stack import Rule, Stack, TargetKind
from eda_core.stack.subscribers import Invocation

FUNCTIONS: Final = {
    "create_order": "CreateOrder",
    "update_order": "UpdateOrder",
    "notification": "Notification",
}
"""The logical id of each function, by the name of its field in the stack."""

_PUBLISHER: Final = {"publish_payment": "PublishPayment"}
"""The function that publishes for the state machine, which cannot publish to a custom bus."""

_DEAD_LETTER_SECONDS: Final = 4 * 24 * 3600


def functions_of(stack: Stack) -> Mapping[str, str]:
    """Return the logical ids of the functions a stack has, by their fields."""
    return FUNCTIONS if stack.kind is BusKind.CLASSIC else {**FUNCTIONS, **_PUBLISHER}


def asynchronous_functions(stack: Stack) -> Sequence[str]:
    """Return the fields of functions the bus hands over to and goes, by their names.

    Lambda retries what these raise and has to be told where what it gives up goes (Lambda Developer
    Guide, "Asynchronous invocation"). A rule calls every function so; a subscriber as it says.
    """
    called = {
        rule.target.name
        for rule in stack.rules
        if getattr(rule, "invocation", Invocation.EVENT) is Invocation.EVENT
    }
    return sorted(field for field in FUNCTIONS if getattr(stack, field) in called)


def prefixed(stack: Stack, name: str) -> Value:
    """Return a name of the stack with the prefix chosen at deployment in place of the demo's."""
    return sub(f"${{{PREFIX}}}{name.removeprefix(stack.bus)}")


def rule_id(rule: Rule) -> str:
    """Return the logical id of a rule: its name in camel case, ``CwCatchAllRule``."""
    return "".join(part.capitalize() for part in rule.name.split("-")) + "Rule"


def bus_resources(stack: Stack) -> Resources:
    """Return the bus and what it needs to hand events over."""
    rules = {rule_id(rule): _rule(rule, stack) for rule in stack.rules}
    return {
        "Bus": resource(
            "AWS::Events::EventBus", {"Name": ref(PREFIX), "LogConfig": bus_log_config()}
        ),
        **_catch_all(stack),
        **bus_log_resources(),
        **_dead_letters(stack),
        **rules,
        **_permissions(stack),
    }


def _catch_all(stack: Stack) -> Resources:
    writers = ["events.amazonaws.com", "delivery.logs.amazonaws.com"]
    writes = ["logs:CreateLogStream", "logs:PutLogEvents"]
    on = arn_text("logs", "log-group:${CatchAllLog}:*")
    return {
        "CatchAllLog": log_group(prefixed(stack, stack.log_group)),
        "CatchAllLogPolicy": log_policy(allow(writes, on, Principal={"Service": writers})),
    }


def dead_letter_queue(stack: Stack, ending: str = "") -> dict[str, Value]:
    """Return a queue of what was given up, of the FIFO kind if ``ending`` is ``.fifo``."""
    name = prefixed(stack, stack.dead_letter_queue)["Fn::Sub"]
    queue = {
        "QueueName": sub(f"{name}{ending}"),
        **({"FifoQueue": True, "ContentBasedDeduplication": True} if ending else {}),
        "MessageRetentionPeriod": _DEAD_LETTER_SECONDS,
        "SqsManagedSseEnabled": True,
    }
    return deleted_with_stack("AWS::SQS::Queue", queue)


def _dead_letters(stack: Stack) -> Resources:
    from_rules = {"ArnLike": {"aws:SourceArn": sub(arn_text("events", f"rule/${{{PREFIX}}}/*"))}}
    statement = allow(
        "sqs:SendMessage",
        get_att("DeadLetters", "Arn"),
        Principal={"Service": "events.amazonaws.com"},
        Condition=from_rules,
    )
    statements = (statement, encrypted_only("sqs:*", get_att("DeadLetters", "Arn")))
    queue_policy = {"Queues": [ref("DeadLetters")], "PolicyDocument": policy(*statements)}
    return {
        "DeadLetters": dead_letter_queue(stack),
        "DeadLettersPolicy": resource("AWS::SQS::QueuePolicy", queue_policy),
    }


def _rule(rule: Rule, stack: Stack) -> Mapping[str, Value]:
    target = {"Id": rule.target.kind.value, **_TARGETS[rule.target.kind](rule, stack)}
    if rule.dead_letters:
        target["DeadLetterConfig"] = {"Arn": get_att("DeadLetters", "Arn")}
    properties = {
        "Name": rule.name,
        "EventBusName": ref(PREFIX),
        "EventPattern": json.loads(rule.pattern_text),
        "State": "ENABLED" if rule.enabled else "DISABLED",
        "Targets": [target],
    }
    # Not `Ref: Bus`: the name says the same, and emulators answer that with an object.
    return resource("AWS::Events::Rule", properties, DependsOn=["Bus", "CatchAllLogPolicy"])


def _to_log_group(_rule: Rule, _stack: Stack) -> dict[str, Value]:
    return {"Arn": sub(arn_text("logs", "log-group:${CatchAllLog}"))}


def _to_state_machine(_rule: Rule, _stack: Stack) -> dict[str, Value]:
    return {"Arn": ref("PaymentService"), "RoleArn": get_att("StartPaymentRole", "Arn")}


def _to_function(rule: Rule, stack: Stack) -> dict[str, Value]:
    return {"Arn": get_att(function_id(rule.target.name, stack), "Arn")}


_TARGETS: Final[Mapping[TargetKind, Callable[[Rule, Stack], dict[str, Any]]]] = {
    TargetKind.LOG_GROUP: _to_log_group,
    TargetKind.STATE_MACHINE: _to_state_machine,
    TargetKind.FUNCTION: _to_function,
}


def function_id(name: str, stack: Stack) -> str:
    """Return the logical id of the function of this name; raises `KeyError` if it is none
    of ours.
    """
    by_name = {getattr(stack, field): logical for field, logical in FUNCTIONS.items()}
    return by_name[name]


def _permissions(stack: Stack) -> Resources:
    """A rule may invoke the function it is pointed at, and nothing else may."""
    return {
        f"{rule_id(rule)}Permission": resource(
            "AWS::Lambda::Permission",
            {
                "FunctionName": ref(function_id(rule.target.name, stack)),
                "Action": "lambda:InvokeFunction",
                "Principal": "events.amazonaws.com",
                "SourceArn": get_att(rule_id(rule), "Arn"),
            },
        )
        for rule in stack.rules
        if rule.target.kind is TargetKind.FUNCTION
    }
