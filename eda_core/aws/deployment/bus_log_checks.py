"""The check of the preflight on the bus's own log: from the bus to where deliveries are read.

All stays as it was where there is none: deliveries are then inferred.
"""

from typing import Any, Final

from eda_core.aws.command_lines import own_command
from eda_core.aws.deployment.custom_bus_checks import log_level
from eda_core.aws.deployment.findings import Finding, ok, skipped, warning
from eda_core.aws.deployment.log_policies import DELIVERER, lets_write, log_policies
from eda_core.aws.deployment.site import StackSite
from eda_core.aws.reading.vended_log import new_group_command
from eda_core.aws.template.vended_logs import OFF

WITH_LOGS: Final = "deploy --bus-logs INFO"


def bus_logs(site: StackSite) -> Finding:
    """Return whether the bus logs its deliveries, and whether that arrives where it is read."""
    level = log_level(site) if site.resources.bus_arn else _level_of_bus(site)
    if level == OFF:
        return skipped(f"The bus logs nothing, so deliveries are inferred; {WITH_LOGS} has it log.")
    return _lacking(site, level) or _found(site, level)


def _level_of_bus(site: StackSite) -> str:
    config = site.clients.call("events", "DescribeEventBus", Name=site.resources.bus)
    return str((config.get("LogConfig") or {}).get("Level") or OFF)


def _found(site: StackSite, level: str) -> Finding:
    if level == "ERROR":
        what = "The bus logs errors only: of deliveries that go well nothing is known."
        return warning(what, own_command(WITH_LOGS, site.clients.target))
    group = site.resources.bus_log_groups[0]
    return ok(f"The bus logs at level {level}, and its records go to {group}.")


def _lacking(site: StackSite, level: str) -> Finding | None:
    """Return what stands between the bus and its log group; None where nothing does."""
    groups = site.resources.bus_log_groups
    if not groups:
        again = own_command(f"deploy --bus-logs {level}", site.clients.target)
        return warning("The bus logs, but the stack says of no log group for that.", again)
    group = groups[0]
    found = site.clients.call("logs", "DescribeLogGroups", logGroupNamePrefix=group)
    if not any(each.get("logGroupName") == group for each in found.get("logGroups", ())):
        made_again = new_group_command(group, site.clients)
        return warning(f"The bus logs, but there is no log group {group}.", made_again)
    arn = site.arn("logs", f"log-group:{group}")
    if not any(lets_write(each, arn, DELIVERER) for each in log_policies(site.clients)):
        what = f"No resource policy lets the bus's records be written to {group}."
        return warning(what, _from_none(site, level))
    if site.resources.is_stack and not _is_delivered(site):
        return warning(f"No delivery brings the bus's records to {group}.", _from_none(site, level))
    return None


def _from_none(site: StackSite, level: str) -> str:
    """Return the commands that set it up again: CloudFormation mends nothing done by hand."""
    levels = (OFF, level)
    commands = (own_command(f"deploy --bus-logs {each}", site.clients.target) for each in levels)
    return " && ".join(commands)


def _is_delivered(site: StackSite) -> bool:
    """Return whether records are delivered from a source of this stack's name."""
    pages = site.clients.pages("logs", "DescribeDeliveries", most=5)
    deliveries: list[Any] = [each for page in pages for each in page.get("deliveries", ())]
    begins = f"{site.resources.bus}-bus-"
    return any(str(each.get("deliverySourceName", "")).startswith(begins) for each in deliveries)
