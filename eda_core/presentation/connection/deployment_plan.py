"""What a deployment makes and costs, in lines to read before anybody says yes."""

from typing import Final

from eda_core.domain.deployment import CostLine, DeploymentPlan
from eda_core.domain.settings import BusKind
from eda_core.presentation.wording import count_text


def plan_sentence(plan: DeploymentPlan) -> str:
    """Return what is about to happen, and where."""
    verb = "Brings up to date" if plan.exists else "Creates"
    return f"{verb} the stack {plan.name} in {plan.where}."


def makes_sentence(plan: DeploymentPlan) -> str:
    """Return what the stack is made of."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in plan.makes)
    return f"{count_text(sum(count for _, count in plan.makes))} resources: {kinds}."


def mail_sentence(plan: DeploymentPlan) -> str:
    """Return whether anybody gets mail."""
    if not plan.email:
        return "No e-mail is sent."
    return "Every order sends three mails to the address given, once its owner has confirmed."


def log_sentence(plan: DeploymentPlan) -> str:
    """Return what the bus and the state machine will log, and what the screens have of it."""
    executions = " The state machine logs its executions, without their data."
    logged = executions if plan.execution_logs else ""
    who, what = _WHO_LOGS[plan.bus]
    if plan.bus_logs == "OFF":
        return f"{who} nothing, so deliveries are inferred, and marked so.{logged}"
    level = f"{who} {what.format(plan.bus_logs)}"
    return f"{level}: {_TOLD_AT[plan.bus_logs]}.{logged}"


_WHO_LOGS: Final = {
    BusKind.CLASSIC: ("The bus logs", "its steps at level {}, without details of events"),
    BusKind.CUSTOM: ("The subscribers log", "attempts at level {}, failed ones with the event"),
}
_TOLD_AT: Final = {
    "ERROR": "failed deliveries are known, the others inferred",
    "INFO": "deliveries are known, not inferred",
    "TRACE": "deliveries are known, not inferred",
}


def cost_sentence(plan: DeploymentPlan) -> str:
    """Return what 1,000 orders cost altogether, and what it costs when none come."""
    if plan.is_local:
        return "An emulator costs nothing. On AWS, 1,000 orders would cost " + _range(plan) + "."
    words = "by list prices of us-east-1 without the free tier; next to nothing without orders"
    return f"1,000 orders cost {_range(plan)}, {words}."


def cost_rows(plan: DeploymentPlan) -> list[dict[str, str]]:
    """Return one row for each service: what 1,000 orders use of it and what that costs, who says
    so.
    """
    return [
        {
            "Service": line.item,
            "1,000 orders use": line.units,
            "Price": line.price,
            "US dollars": usd_text(line),
            "Source": line.source,
        }
        for line in plan.costs
    ]


def plan_lines(plan: DeploymentPlan) -> list[str]:
    """Return all of it as lines of text."""
    rows = [
        f"  {row['US dollars']:>15}  {row['Service']}: {row['1,000 orders use']},"
        f" {row['Price']} ({row['Source']})"
        for row in cost_rows(plan)
    ]
    return [
        plan_sentence(plan),
        makes_sentence(plan),
        mail_sentence(plan),
        log_sentence(plan),
        cost_sentence(plan),
        *rows,
    ]


def usd_text(line: CostLine) -> str:
    """``0.0030``, or a range where sources disagree: ``0.0750 to 0.1250``."""
    low = f"{line.usd_low:.4f}"
    return low if line.usd_low == line.usd_high else f"{low} to {line.usd_high:.4f}"


def _range(plan: DeploymentPlan) -> str:
    low = sum(line.usd_low for line in plan.costs)
    high = sum(line.usd_high for line in plan.costs)
    return f"${low:.2f} to ${high:.2f}"
