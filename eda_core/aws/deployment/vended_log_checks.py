"""The checks of the preflight on what the bus and the state machine log of their own doing.

Neither log is needed: without that of the bus deliveries are inferred, and without that of
executions each one is asked for.
"""

from typing import Any, Final

from eda_core.aws.deployment.custom_bus_checks import log_level
from eda_core.aws.deployment.log_policies import DELIVERER, lets_write, log_policies
from eda_core.aws.deployment.site import Finding, StackSite, ok, skipped, warning
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.reading.vended_log import new_group_command
from eda_core.aws.target import own_command
from eda_core.aws.template.vended_logs import OFF

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
