"""The check of the preflight on the log of executions: written whole, there, and to be read."""

from typing import Final

from eda_core.aws.command_lines import own_command
from eda_core.aws.deployment.findings import Finding, ok, skipped, warning
from eda_core.aws.deployment.site import StackSite
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.reading.vended_log import new_group_command

_WITH_LOGS: Final = "deploy --execution-logs"


def execution_logs(site: StackSite) -> Finding:
    """Return whether the state machine logs its executions whole, and whether that can be read."""
    group = site.resources.execution_log_group
    if not group:
        return skipped(f"No executions are logged; {_WITH_LOGS} has each one told without a call.")
    machine = site.resources.state_machine_arn
    found = site.clients.call("stepfunctions", "DescribeStateMachine", stateMachineArn=machine)
    level = str((found.get("loggingConfiguration") or {}).get("level") or "OFF")
    if level != "ALL":
        what = f"Executions are logged at level {level}: only ALL tells a path."
        return warning(what, _from_none(site))
    try:
        site.clients.call("logs", "FilterLogEvents", logGroupName=group, limit=1)
    except AwsFailure as failure:
        if failure.kind is not FailureKind.NOT_DEPLOYED:
            raise
        made_again = new_group_command(group, site.clients)
        return warning(f"Executions are logged, but there is no log group {group}.", made_again)
    return ok(f"Every execution is logged, to {group}, and can be read there.")


def _from_none(site: StackSite) -> str:
    """Return the commands that set it up again: CloudFormation mends nothing done by hand."""
    verbs = ("deploy --no-execution-logs", _WITH_LOGS)
    return " && ".join(own_command(verb, site.clients.target) for verb in verbs)
