"""Checks of the preflight on the services: state machine, table, order API and e-mail."""

import json
from typing import Any, Final

from eda_core.aws.command_lines import aws_command, own_command
from eda_core.aws.deployment.findings import Finding, failed, ok, skipped, warning
from eda_core.aws.deployment.site import StackSite
from eda_core.aws.target import StackTarget

KEYS: Final = {"id": "HASH", "timestamp": "RANGE"}
"""The keys of the orders table: a new item for each status."""

PENDING: Final = "PendingConfirmation"
"""What SNS calls a subscription whose owner has not confirmed (SNS API Reference)."""


def state_machine(site: StackSite) -> Finding:
    """Return whether the state machine is active and runs the demo's definition."""
    arn = site.resources.state_machine_arn
    found = site.clients.call("stepfunctions", "DescribeStateMachine", stateMachineArn=arn)
    name = str(found.get("name", arn))
    deploy = own_command("deploy", site.clients.target)
    if found.get("status", "ACTIVE") != "ACTIVE":
        return failed(f"The state machine {name} is {found['status']}.", deploy)
    ours = json.dumps(site.stack.machine.definition, sort_keys=True)
    if _same(found.get("definition", "")) != ours.replace(site.stack.bus, site.resources.bus):
        return warning(f"The state machine {name} has another definition than ours.", deploy)
    return ok(f"The state machine {name} is active, with the demo's definition.")


def _same(definition: str) -> str:
    try:
        return json.dumps(json.loads(definition), sort_keys=True)
    except (ValueError, RecursionError):
        return ""


def table(site: StackSite) -> Finding:
    """Return whether the orders table is active and keeps an item for each status."""
    name = site.resources.table
    found = site.clients.call("dynamodb", "DescribeTable", TableName=name).get("Table", {})
    if found.get("TableStatus") != "ACTIVE":
        command = aws_command(f"dynamodb wait table-exists --table-name {name}", _target(site))
        return failed(f"The table {name} is {found.get('TableStatus', 'not ready')}.", command)
    keys = {key.get("AttributeName"): key.get("KeyType") for key in found.get("KeySchema", ())}
    if keys != KEYS:
        what = f"The table {name} has other keys than id and timestamp."
        return failed(what, f"Delete it, then: {own_command('deploy', _target(site))}")
    return ok(f"The table {name} is active.")


def order_api(site: StackSite) -> Finding:
    """Return whether the order API answers: asked for an order that it has to refuse."""
    if not site.resources.api:
        return skipped("Without a stack nobody says what the order API's address is.")
    answer = site.api.place("{}")
    if answer.accepted:
        fix = own_command("deploy", _target(site))
        return warning("The order API takes an order without an id.", fix)
    if "error" not in answer.body:
        what = f"What answers at the order API's address says {answer.status}, not as our API does."
        see = "Is it the right stack? See its ApiEndpoint: " + own_command("status", _target(site))
        return failed(what, see)
    return ok("The order API answers, and refuses what is no order.")


def email(site: StackSite) -> Finding:
    """Return whether those who want mail have confirmed."""
    if not site.topic_arn:
        return skipped("Without a stack nobody says which topic sends the mail.")
    topic = site.topic_arn
    found = site.clients.call("sns", "ListSubscriptionsByTopic", TopicArn=topic)
    mails = [each for each in found.get("Subscriptions", ()) if _is_mail(each)]
    pending = sum(each.get("SubscriptionArn") == PENDING for each in mails)
    if not mails:
        return ok("Nobody asked for e-mail.")
    if pending:
        what = f"Of {len(mails)} e-mail addresses, {pending} not confirmed yet."
        return warning(what, 'Open the mail "AWS Notification - Subscription Confirmation".')
    return ok(f"Confirmed e-mail addresses: {len(mails)}. Every order sends three mails to each.")


def _is_mail(subscription: Any) -> bool:
    return subscription.get("Protocol") in ("email", "email-json")


def _target(site: StackSite) -> StackTarget:
    return site.clients.target
