"""Checks of the preflight before any part of the stack: who asks, where, and is there a stack."""

from collections.abc import Mapping
from typing import Final

from eda_core.aws.command_lines import own_command
from eda_core.aws.deployment.cloudformation import find_stack
from eda_core.aws.deployment.findings import Finding, failed, ok, warning
from eda_core.aws.deployment.site import StackSite
from eda_core.aws.discovery import resources_from
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
        return _missing(site) if site.stack.kind is BusKind.CUSTOM else _made_by_hand(site)
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


def _made_by_hand(site: StackSite) -> Finding:
    """Look for the bus of a stack that was made by hand; raises `AwsFailure` if there is none."""
    name = site.clients.target.name
    bus = site.clients.call("events", "DescribeEventBus", Name=name)
    if bus.get("Name") != name:
        fix = own_command("deploy", site.clients.target)
        return failed(f"There is no stack {name}, and no bus of that name.", fix)
    return ok(f"There is no stack {name}, but a bus of that name: made by hand.")
