"""What the rules of a classic bus become on a custom one, and what changes for those who run them.

A subscriber made here does as its rule did, as far as the bus lets it: the same pattern, no order,
one event at a time, and retries for 24 hours (EventBridge User Guide, eb-custom-bus-migrate). What
the new bus refuses in it is said, with its place and source.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eda_core.stack.rule import Rule, TargetKind
from eda_core.stack.subscriber_checks import RefusedProperty, refusals, remarks
from eda_core.stack.subscribers import UNIVERSAL_INPUTS

_CALLED: Final[Mapping[TargetKind, str]] = {
    TargetKind.LOG_GROUP: "the API action PutLogEvents (there is no log-group target)",
    TargetKind.STATE_MACHINE: "the API action StartExecution, with the input the rule gave it",
    TargetKind.FUNCTION: "the function, which is not waited for (EVENT)",
}
_CHANGES: Final[Mapping[TargetKind, tuple[str, ...]]] = {
    TargetKind.LOG_GROUP: (
        "It needs a log stream that exists, and a role that may logs:PutLogEvents; the resource "
        "policy of the log group is of no use.",
    ),
    TargetKind.STATE_MACHINE: (
        "A state machine that publishes by Step Functions' own integration does not reach this "
        "bus (inferred): let it invoke a function that does.",
    ),
    TargetKind.FUNCTION: (
        "The role of the subscriber needs lambda:InvokeFunction; the permission of the function is "
        "of no use.",
        "For the order of a group take FIFO with REQUEST_RESPONSE, and publish with an "
        "EventGroupId.",
    ),
}
_ALWAYS: Final = (
    "A dead letter is a record and not the event; its queue is written to by the role.",
    "Every failure is retried, also one that can never succeed.",
)
_DISABLED: Final = "A subscriber that is stopped keeps its backlog; the disabled rule lost it."


@dataclass(frozen=True, slots=True)
class MigratedRule:
    """A rule and the subscriber it becomes, in the form of ``subscribers.json``.

    ``refused`` is what the service would not take of it, ``changes`` what is different then.
    """

    rule: Rule
    subscriber: Mapping[str, Any]
    called: str
    refused: tuple[RefusedProperty, ...]
    changes: tuple[str, ...]


def migrated(rules: Iterable[Rule]) -> Iterator[MigratedRule]:
    """Yield what each rule becomes."""
    for rule in rules:
        properties = _subscriber(rule)
        checked = _as_the_service_gets_it(properties, rule.target.kind)
        refused = tuple(refusals(checked))
        noted = [] if refused else [each.reason for each in remarks(checked)]
        stopped = [] if rule.enabled else [_DISABLED]
        changes = (*_CHANGES[rule.target.kind], *stopped, *noted, *_ALWAYS)
        yield MigratedRule(rule, properties, _CALLED[rule.target.kind], refused, changes)


def _subscriber(rule: Rule) -> dict[str, Any]:
    is_function = rule.target.kind is TargetKind.FUNCTION
    called = {"LambdaParameters": {"InvocationType": "EVENT"}} if is_function else {}
    target = {"Kind": rule.target.kind.value, "Name": rule.target.name}
    pattern = json.loads(rule.pattern_text)
    return {
        "Name": rule.name,
        "Type": "UNORDERED",
        "State": "RUNNING" if rule.enabled else "STOPPED",
        "StartingPosition": "LATEST",
        "FilterConfiguration": {"Filters": [{"Scope": "DATA", "Pattern": pattern}]},
        "BatchConfiguration": {"MaxBatchSize": 1, "MaxBatchWindowInSeconds": 0},
        "RetryPolicy": {
            "RetryStrategy": "ALL",
            "MaxRetryAttempts": 185,
            "MaxEventAgeInSeconds": 86_400,
        },
        **({"Transformer": {"Type": "RAW"}} if is_function else {}),
        "InvokeConfiguration": {"Target": target, **called},
        "DeadLetters": rule.dead_letters,
    }


def _as_the_service_gets_it(properties: Mapping[str, Any], kind: TargetKind) -> dict[str, Any]:
    """Return the properties with the request that a universal target sends."""
    text = UNIVERSAL_INPUTS.get(kind)
    sent = {"UniversalTargetParameters": {"Input": text}} if text else {}
    return {**properties, "InvokeConfiguration": {**properties["InvokeConfiguration"], **sent}}
