"""Checks of the preflight where the stack has a custom bus: room, subscribers, the log's stream.

They take the place of those that look at rules. Subscribers are found by their names, for nobody
can make up their ARNs.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from eda_core.aws.deployment.custom_bus_room import MOST_BUSES, buses, check_place, room_sentence
from eda_core.aws.deployment.site import Finding, StackSite, failed, ok, warning
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.target import ACCOUNT, aws_command, own_command, with_account
from eda_core.aws.template.subscriber_resources import STREAM
from eda_core.aws.template.vended_logs import BUS_LOG_LEVELS, OFF
from eda_core.stack import Subscriber

CATCH_ALL: Final = "cw-catch-all"
"""The subscriber that copies every event to the log."""

SERVICE: Final = "eventbridgev2"


def custom_bus(site: StackSite) -> Finding:
    """Return whether there can be a custom bus here: the Region has it, and the quota has room."""
    check_place(site.clients)
    count = buses(site.clients)
    said = room_sentence(count)
    if not site.resources.bus_arn:
        if count < MOST_BUSES:
            return ok(said)
        return failed(said, "Have it raised (Service Quotas, EventBridge), or delete a bus.")
    bus = site.clients.call(SERVICE, "DescribeEventBus", EventBusArn=site.resources.bus_arn)
    state = str(bus.get("State") or "not there")
    if state != "ACTIVE":
        return failed(f"The bus is {state}.", own_command("status", site.clients.target))
    return ok(f"The custom bus is ACTIVE. {said}")


def log_stream(site: StackSite) -> Finding:
    """Return whether the catch-all log has the stream the subscriber writes to."""
    query = {"logGroupName": site.log_group, "logStreamNamePrefix": STREAM}
    found = site.clients.call("logs", "DescribeLogStreams", **query)
    if any(each.get("logStreamName") == STREAM for each in found.get("logStreams", ())):
        return ok(f"The log group has the stream {STREAM}.")
    command = f"logs create-log-stream --log-group-name {site.log_group}"
    fix = aws_command(f"{command} --log-stream-name {STREAM}", site.clients.target)
    return failed(f"The log group {site.log_group} has no stream {STREAM}.", fix)


def catch_all_subscriber(site: StackSite) -> Finding:
    """Return whether the catch-all subscriber runs and puts events into the log group."""
    name = prefixed_name(site, CATCH_ALL)
    found = describe(site, CATCH_ALL)
    invoke: Mapping[str, Any] = found.get("InvokeConfiguration") or {}
    given = str((invoke.get("UniversalTargetParameters") or {}).get("Input", ""))
    is_log = str(invoke.get("TargetArn", "")).endswith(":cloudwatchlogs:putLogEvents")
    if found.get("State") != "RUNNING":
        return failed(f"The subscriber {name} is stopped.", _resume(site, found))
    if not is_log or json.dumps(site.log_group) not in given:
        what = f"The subscriber {name} does not put events into {site.log_group}."
        return failed(what, own_command("deploy", site.clients.target))
    return ok(f"The subscriber {name} runs and puts events into {site.log_group}.")


def other_subscribers(site: StackSite) -> Finding:
    """Return whether the other subscribers run and take what the demo's take."""
    others = [each for each in site.stack.subscribers if each.name != CATCH_ALL]
    for subscriber in others:
        found, name = describe(site, subscriber.name), prefixed_name(site, subscriber.name)
        if found.get("State") != "RUNNING":
            return failed(f"The subscriber {name} is stopped.", _resume(site, found))
        if differing := _differing(subscriber, found):
            fix = own_command("deploy", site.clients.target)
            return warning(f"The subscriber {name} has another {differing} than ours.", fix)
    return ok(f"The other {len(others)} subscribers run, with the demo's filters and order.")


def _differing(subscriber: Subscriber, found: Mapping[str, Any]) -> str:
    """Return what a subscriber has that ours has not; empty where it is as ours."""
    filters = (found.get("FilterConfiguration") or {}).get("Filters", ())
    patterns = {str(each.get("Scope")): _json(each.get("Pattern")) for each in filters}
    ours = {each.scope.value: json.loads(each.pattern_text) for each in subscriber.filters}
    if patterns != ours:
        return "filter"
    return "" if found.get("Type", "UNORDERED") == subscriber.ordering.value else "order"


def log_level(site: StackSite) -> str:
    """Return the least level at which a subscriber of the stack logs, ``OFF`` for not at all."""
    levels = [
        str((describe(site, each.name).get("LogConfiguration") or {}).get("Level") or OFF)
        for each in site.stack.subscribers
    ]
    return min(levels, key=BUS_LOG_LEVELS.index, default=OFF)


def prefixed_name(site: StackSite, name: str) -> str:
    """Return what a subscriber of the demo is called in this stack."""
    return f"{site.resources.bus}-{name}"


def describe(site: StackSite, name: str) -> Mapping[str, Any]:
    """Return a subscriber of the stack as the bus describes it; raises `AwsFailure`."""
    full = prefixed_name(site, name)
    query = {"EventBusArn": site.resources.bus_arn, "NamePrefix": full}
    listed = site.clients.call(SERVICE, "ListSubscribers", **query).get("Subscribers", ())
    arns = [str(each.get("SubscriberArn")) for each in listed if each.get("Name") == full]
    if not arns:
        raise AwsFailure(
            f"The bus has no subscriber {full}.",
            remedy=own_command("deploy", site.clients.target),
            kind=FailureKind.NOT_DEPLOYED,
        )
    return site.clients.call(SERVICE, "DescribeSubscriber", SubscriberArn=arns[0])


def _resume(site: StackSite, found: Mapping[str, Any]) -> str:
    """Return the command that lets it go on with what it kept meanwhile."""
    arn = str(found.get("SubscriberArn", "")).replace(f":{site.account}:", f":{ACCOUNT}:")
    command = f"eventsv2 update-subscriber --subscriber-arn {arn} --state RUNNING"
    return with_account(aws_command(command, site.clients.target), site.clients.target)


def _json(text: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
