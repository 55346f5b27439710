"""Checks of the preflight on logs: on the way from the bus to the catch-all log, the demo's only
witness, and on what the bus and the state machine log of their own doing.

Neither of the latter is needed: without the log of the bus deliveries are inferred, and without
that of executions each one is asked for.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from eda_core.aws.deployment.custom_bus_checks import log_level
from eda_core.aws.deployment.log_policies import DELIVERER, WRITER, lets_write, log_policies
from eda_core.aws.deployment.site import Finding, StackSite, failed, ok, skipped, warning
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.reading.vended_log import new_group_command
from eda_core.aws.target import ACCOUNT, aws_command, own_command, with_account
from eda_core.aws.template.vended_logs import OFF
from eda_core.stack import Rule

CATCH_ALL: Final = "cw-catch-all"
"""The rule that copies every event to the log."""


def log_group(site: StackSite) -> Finding:
    """Return whether the catch-all log is there, under either of its names; leaves the
    one found.
    """
    for name in site.resources.log_groups:
        answer = site.clients.call("logs", "DescribeLogGroups", logGroupNamePrefix=name)
        if any(group.get("logGroupName") == name for group in answer.get("logGroups", ())):
            site.log_group = name
            return ok(f"The log group {name} is there.")
    groups = site.resources.log_groups
    fix = aws_command(f"logs create-log-group --log-group-name {groups[0]}", site.clients.target)
    return failed(f"There is no log group {' or '.join(groups)}.", fix)


def catch_all_rule(site: StackSite) -> Finding:
    """Return whether the catch-all rule is enabled and points at the log group."""
    name = CATCH_ALL
    rule = _describe(site, name)
    if rule.get("State") != "ENABLED":
        return failed(f"The rule {name} is disabled.", _enable(site, name))
    query = {"Rule": name, "EventBusName": site.resources.bus}
    found = site.clients.call("events", "ListTargetsByRule", **query)
    arns = [str(target.get("Arn", "")) for target in found.get("Targets", ())]
    if not any(_is_group(arn, site.log_group) for arn in arns):
        return failed(f"The rule {name} does not point at {site.log_group}.", _point(site, name))
    return ok(f"The rule {name} is enabled and points at {site.log_group}.")


def _point(site: StackSite, name: str) -> str:
    target = f'"Id=log,Arn={_said_arn(site)}"'
    command = f"events put-targets --event-bus-name {site.resources.bus} --rule {name}"
    whole = aws_command(f"{command} --targets {target}", site.clients.target)
    return with_account(whole, site.clients.target)


def _said_arn(site: StackSite) -> str:
    """Return the ARN of the log group as a command can have it that is copied from a
    masked screen.
    """
    return site.log_group_arn.replace(f":{site.account}:", f":{ACCOUNT}:")


def _is_group(arn: str, group: str) -> bool:
    return arn.removesuffix(":*").endswith(f":log-group:{group}")


def _describe(site: StackSite, name: str) -> Mapping[str, Any]:
    bus = site.resources.bus
    return site.clients.call("events", "DescribeRule", Name=name, EventBusName=bus)


def _enable(site: StackSite, name: str) -> str:
    command = f"events enable-rule --name {name} --event-bus-name {site.resources.bus}"
    return aws_command(command, site.clients.target)


def log_policy(site: StackSite) -> Finding:
    """Return whether EventBridge may write to the log group."""
    policies = log_policies(site.clients)
    for policy in policies:
        if lets_write(policy, site.log_group_arn):
            return ok(f"The policy {policy.get('policyName', '')} lets EventBridge write the log.")
    what = f"No resource policy lets EventBridge write to {site.log_group}."
    return failed(what, _put_policy(site))


def _put_policy(site: StackSite) -> str:
    """Return the command; the document stands in double quotes, so that the account is
    filled in.
    """
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": [WRITER, "delivery.logs.amazonaws.com"]},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"{_said_arn(site)}:*",
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    target = site.clients.target
    command = f"logs put-resource-policy --policy-name {target.name}-events-to-logs"
    whole = aws_command(f"{command} --policy-document {json.dumps(document)}", target)
    return with_account(whole, target)


def other_rules(site: StackSite) -> Finding:
    """Return whether the other rules are enabled and take what the demo's take."""
    rules = [rule for rule in site.stack.rules if rule.name != CATCH_ALL]
    for rule in rules:
        found = _describe(site, rule.name)
        if found.get("State") != "ENABLED":
            return failed(f"The rule {rule.name} is disabled.", _enable(site, rule.name))
        if _json(found.get("EventPattern", "")) != json.loads(rule.pattern_text):
            return warning(f"The rule {rule.name} has another pattern.", _put_rule(site, rule))
    return ok(f"The other {len(rules)} rules are enabled, with the demo's patterns.")


def _put_rule(site: StackSite, rule: Rule) -> str:
    pattern = json.dumps(json.loads(rule.pattern_text))
    command = f"events put-rule --name {rule.name} --event-bus-name {site.resources.bus}"
    return aws_command(f"{command} --event-pattern '{pattern}'", site.clients.target)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


_WITH_BUS_LOGS: Final = "deploy --bus-logs INFO"
_WITHOUT_BUS_LOGS: Final = f"deploy --bus-logs {OFF}"
_WITH_EXECUTION_LOGS: Final = "deploy --execution-logs"


def bus_logs(site: StackSite) -> Finding:
    """Return whether the bus logs its deliveries, and whether that arrives where it is read."""
    level = log_level(site) if site.resources.bus_arn else _level_of_bus(site)
    if level == OFF:
        return skipped(
            f"The bus logs nothing, so deliveries are inferred; {_WITH_BUS_LOGS} has it log."
        )
    return _lacking(site, level) or _found(site, level)


def _level_of_bus(site: StackSite) -> str:
    config = site.clients.call("events", "DescribeEventBus", Name=site.resources.bus)
    return str((config.get("LogConfig") or {}).get("Level") or OFF)


def _found(site: StackSite, level: str) -> Finding:
    if level == "ERROR":
        what = "The bus logs errors only: of deliveries that go well nothing is known."
        return warning(what, own_command(_WITH_BUS_LOGS, site.clients.target))
    group = site.resources.bus_log_groups[0]
    return ok(f"The bus logs at level {level}, and its records go to {group}.")


def _lacking(site: StackSite, level: str) -> Finding | None:
    """Return what stands between the bus and its log group; None where nothing does."""
    groups, again = site.resources.bus_log_groups, f"deploy --bus-logs {level}"
    if not groups:
        what = "The bus logs, but the stack says of no log group for that."
        return warning(what, own_command(again, site.clients.target))
    group = groups[0]
    found = site.clients.call("logs", "DescribeLogGroups", logGroupNamePrefix=group)
    if not any(each.get("logGroupName") == group for each in found.get("logGroups", ())):
        made_again = new_group_command(group, site.clients)
        return warning(f"The bus logs, but there is no log group {group}.", made_again)
    arn = site.arn("logs", f"log-group:{group}")
    if not any(lets_write(each, arn, DELIVERER) for each in log_policies(site.clients)):
        what = f"No resource policy lets the bus's records be written to {group}."
        return warning(what, _set_up_again(site, _WITHOUT_BUS_LOGS, again))
    if site.resources.is_stack and not _is_delivered(site):
        what = f"No delivery brings the bus's records to {group}."
        return warning(what, _set_up_again(site, _WITHOUT_BUS_LOGS, again))
    return None


def _is_delivered(site: StackSite) -> bool:
    """Return whether records are delivered from a source of this stack's name."""
    pages = site.clients.pages("logs", "DescribeDeliveries", most=5)
    deliveries: list[Any] = [each for page in pages for each in page.get("deliveries", ())]
    begins = f"{site.resources.bus}-bus-"
    return any(str(each.get("deliverySourceName", "")).startswith(begins) for each in deliveries)


def execution_logs(site: StackSite) -> Finding:
    """Return whether the state machine logs its executions whole, and whether that can be read."""
    group = site.resources.execution_log_group
    if not group:
        return skipped(
            f"No executions are logged; {_WITH_EXECUTION_LOGS} has each one told without a call."
        )
    machine = site.resources.state_machine_arn
    found = site.clients.call("stepfunctions", "DescribeStateMachine", stateMachineArn=machine)
    level = str((found.get("loggingConfiguration") or {}).get("level") or "OFF")
    if level != "ALL":
        what = f"Executions are logged at level {level}: only ALL tells a path."
        return warning(
            what, _set_up_again(site, "deploy --no-execution-logs", _WITH_EXECUTION_LOGS)
        )
    try:
        site.clients.call("logs", "FilterLogEvents", logGroupName=group, limit=1)
    except AwsFailure as failure:
        if failure.kind is not FailureKind.NOT_DEPLOYED:
            raise
        made_again = new_group_command(group, site.clients)
        return warning(f"Executions are logged, but there is no log group {group}.", made_again)
    return ok(f"Every execution is logged, to {group}, and can be read there.")


def _set_up_again(site: StackSite, *verbs: str) -> str:
    """Return the commands that do so: CloudFormation mends nothing that was done by hand."""
    return " && ".join(own_command(verb, site.clients.target) for verb in verbs)
