"""Checks of the preflight: who asks, where, the stack, its services, and one order to its end."""

import json
from collections.abc import Mapping
from typing import Any, Final

from eda_core.aws.deployment.cloudformation import find_stack
from eda_core.aws.deployment.site import Finding, StackSite, failed, ok, skipped, warning
from eda_core.aws.discovery import resources_from
from eda_core.aws.target import StackTarget, aws_command, own_command
from eda_core.domain.events import LogRecord, record_from_text
from eda_core.domain.orders import DetailType, Order, order_id_of
from eda_core.domain.settings import BusKind
from eda_core.stack import demo_stack

SOON_MS: Final = 60 * 60_000
"""Credentials that end within the hour may end within a demo."""


def sign_in(site: StackSite) -> Finding:
    """Return whether AWS knows these credentials; leaves the account."""
    identity = site.clients.call("sts", "GetCallerIdentity")
    arn = str(identity.get("Arn", ""))
    site.account = str(identity.get("Account", ""))
    site.partition = arn.partition(":")[2].partition(":")[0] or "aws"
    who = arn.rpartition(":")[2].rpartition("/")[2] or "somebody"
    return ok(f"Signed in as {who}.")


def place(site: StackSite) -> Finding:
    """Return which account and Region are meant; a screen has to name them, whatever is shown."""
    target, region = site.clients.target, site.clients.region
    if target.is_local:
        return ok(f"An emulator at {target.endpoint_url}, not AWS: nothing here costs.")
    return ok(f"Account {site.account}, Region {region}: a real account.")


def sign_in_lasts(site: StackSite) -> Finding:
    """Return whether the credentials outlast a demo."""
    ends_ms = site.clients.expires_ms()
    if ends_ms is None:
        return ok("These credentials do not expire.")
    left_ms = ends_ms - site.clock()
    minutes = max(0, left_ms // 60_000)
    if left_ms < SOON_MS:
        profile = site.clients.target.profile
        login = f"aws sso login --profile {profile}" if profile else "aws sso login"
        return warning(f"The credentials expire in {minutes} minutes.", login)
    return ok(f"The credentials last for {minutes // 60} h {minutes % 60} min more.")


def stack(site: StackSite) -> Finding:
    """Return whether the stack stands, or one made by hand under the same names; leaves
    the names.
    """
    name = site.clients.target.name
    machine = site.stack.state_machine.removeprefix(site.stack.bus)
    _take(site, {"StateMachineArn": site.arn("states", f"stateMachine:{name}{machine}")})
    state = find_stack(site.clients, name)
    if state is None:
        return _missing(site) if site.stack.kind is BusKind.CUSTOM else _look_for_bus(site)
    if state.outputs:
        _take(site, state.outputs)
        site.stack = demo_stack(state.bus)
    if state.is_under_way:
        fix = own_command("status", site.clients.target)
        return warning(f"The stack {name} is being changed: {state.status}.", fix)
    if not state.is_good:
        fix = own_command("deploy", site.clients.target)
        return failed(f"The stack {name} is in {state.status}.", fix)
    return ok(f"The stack {name} stands: {state.status}.")


def _take(site: StackSite, outputs: Mapping[str, str]) -> None:
    """Go by what the outputs name, and by the names of the demo for what they leave out."""
    site.resources = resources_from(outputs, site.clients.target.name)
    site.log_group = site.resources.log_groups[0]
    site.topic_arn = outputs.get("TopicArn", "")


def _missing(site: StackSite) -> Finding:
    """Return that there is no stack; a custom bus made by hand is not looked for:
    nothing says which of the account's is meant.
    """
    fix = own_command("deploy --bus custom", site.clients.target)
    return failed(f"There is no stack {site.clients.target.name}.", fix)


def _look_for_bus(site: StackSite) -> Finding:
    """Look for the bus of a stack that was made by hand; raises `AwsFailure` if there is none."""
    name = site.clients.target.name
    bus = site.clients.call("events", "DescribeEventBus", Name=name)
    if bus.get("Name") != name:
        fix = own_command("deploy", site.clients.target)
        return failed(f"There is no stack {name}, and no bus of that name.", fix)
    return ok(f"There is no stack {name}, but a bus of that name: made by hand.")


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


WAIT_SECONDS: Final = 3.0
MOST_LOOKS: Final = 30
"""A minute and a half: an order takes seconds, and its log lines some more."""

BACK_MS: Final = 60_000
"""How far before the order the log is read: clocks differ."""

AMOUNT: Final = 100
EXPECTED: Final = (
    DetailType.ORDER_CREATED,
    DetailType.PAYMENT_SUCCEEDED,
    DetailType.ORDER_COMPLETED,
)


def probe(site: StackSite) -> Finding:
    """Return whether an order comes through.

    Its id is the time as a negative number, which no other order has and no count goes on from.
    """
    started_ms = site.clock()
    order = Order(-(started_ms // 1000), AMOUNT)
    answer = site.api.place(order.to_body())
    if not answer.accepted:
        said = str(answer.body.get("error", ""))[:200]
        return failed(f"The order API answered {answer.status}: {said}", _tail(site))
    return _follow(site, order.id, started_ms)


def _follow(site: StackSite, order_id: int, started_ms: int) -> Finding:
    seen: set[str] = set()
    for _ in range(MOST_LOOKS):
        seen = _kinds_seen(site, order_id, started_ms)
        if seen.issuperset(EXPECTED):
            seconds = (site.clock() - started_ms) / 1000
            return ok(f"Order {order_id} came through: three events logged within {seconds:.0f} s.")
        site.wait(WAIT_SECONDS)
    missing = next(kind.value for kind in EXPECTED if kind not in seen)
    return failed(f"Order {order_id} was taken, but {missing} did not come.", _tail(site))


def _kinds_seen(site: StackSite, order_id: int, started_ms: int) -> set[str]:
    pages = site.clients.pages(
        "logs",
        "FilterLogEvents",
        logGroupName=site.log_group,
        startTime=started_ms - BACK_MS,
    )
    texts = (event.get("message", "") for page in pages for event in page.get("events", ()))
    records = (record_from_text(1, 0, text) for text in texts if str(order_id) in text)
    events = (record.event for record in records if isinstance(record, LogRecord))
    return {event.detail_type for event in events if order_id_of(event.detail) == order_id}


def _tail(site: StackSite) -> str:
    return aws_command(f"logs tail {json.dumps(site.log_group)} --follow", site.clients.target)
