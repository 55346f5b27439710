"""Checks of the preflight on the way from the bus to the catch-all log: the demo's only witness."""

import json
from collections.abc import Mapping
from typing import Any, Final

from eda_core.aws.deployment.log_policies import WRITER, lets_write, log_policies
from eda_core.aws.deployment.site import Finding, StackSite, failed, ok, warning
from eda_core.aws.target import ACCOUNT, aws_command, with_account
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
    rule = _described(site, name)
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


def _described(site: StackSite, name: str) -> Mapping[str, Any]:
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
        found = _described(site, rule.name)
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
