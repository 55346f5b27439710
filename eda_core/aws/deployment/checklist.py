"""The preflight: one check after the other, each with what is wrong, why it matters, and the fix.

A check that fails never stops the others; one that needs what another did not find is skipped.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from eda_core.aws.deployment import custom_bus_checks, log_checks, stack_checks
from eda_core.aws.deployment.site import Finding, StackSite, failed, skipped, warning
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.deployment import Check, CheckState
from eda_core.domain.masking import masked
from eda_core.domain.settings import BusKind


@dataclass(frozen=True, slots=True)
class CheckStep:
    """A check by name: what it needs to go before, why it matters, and what looks."""

    name: str
    look: Callable[[StackSite], Finding]
    why: str
    needs: str = ""


CHECKS: Final = (
    CheckStep("Sign-in", stack_checks.sign_in, "Without it nothing of AWS can be read or changed."),
    CheckStep(
        "Account and Region",
        stack_checks.place,
        "Orders cost money where they are sent to.",
        needs="Sign-in",
    ),
    CheckStep(
        "Sign-in lasts",
        stack_checks.sign_in_lasts,
        "When it ends, every panel stops, whatever is on the screen.",
        needs="Sign-in",
    ),
    CheckStep(
        "Stack",
        stack_checks.stack,
        "Its outputs say where the log, the table and the API are.",
        needs="Sign-in",
    ),
    CheckStep(
        "Log group",
        log_checks.log_group,
        "Every screen is made from the catch-all log: without it all stay empty.",
        needs="Stack",
    ),
    CheckStep(
        "Catch-all rule",
        log_checks.catch_all_rule,
        "It copies every event to the log: without it orders run and nobody sees them.",
        needs="Log group",
    ),
    CheckStep(
        "Log policy",
        log_checks.log_policy,
        "Without it EventBridge drops what it should log, and says so nowhere.",
        needs="Log group",
    ),
    CheckStep(
        "Bus logs",
        log_checks.bus_logs,
        "They tell what was delivered, what failed and what was given up.",
        needs="Stack",
    ),
    CheckStep(
        "Execution logs",
        log_checks.execution_logs,
        "They tell the path of every execution; without them each path costs a call.",
        needs="Stack",
    ),
    CheckStep(
        "Other rules",
        log_checks.other_rules,
        "They hand events to the services: without one, orders stop half way.",
        needs="Stack",
    ),
    CheckStep(
        "State machine",
        stack_checks.state_machine,
        "It decides the payment; the paths on screen are drawn by our definition.",
        needs="Stack",
    ),
    CheckStep(
        "Orders table",
        stack_checks.table,
        "Update Order reads it: without it orders are never completed or cancelled.",
        needs="Stack",
    ),
    CheckStep(
        "Order API",
        stack_checks.order_api,
        "Orders are submitted there.",
        needs="Stack",
    ),
    CheckStep(
        "E-mail",
        stack_checks.email,
        "SNS sends no notification to an address that is not confirmed.",
        needs="Stack",
    ),
)
"""In the order they are made."""

PROBE: Final = CheckStep(
    "Probe order",
    stack_checks.probe,
    "It takes the whole way: API, table, bus, payment, log.",
    needs="Order API",
)


_BY_NAME: Final = {step.name: step for step in CHECKS}

ON_CUSTOM_BUS: Final = {
    "Log group": (
        CheckStep(
            "Custom bus",
            custom_bus_checks.custom_bus,
            "Few Regions have it, and an account may have five in each.",
            needs="Sign-in",
        ),
        _BY_NAME["Log group"],
    ),
    "Catch-all rule": (
        replace(
            _BY_NAME["Catch-all rule"],
            name="Catch-all subscriber",
            look=custom_bus_checks.catch_all_subscriber,
        ),
    ),
    "Log policy": (
        CheckStep(
            "Log stream",
            custom_bus_checks.log_stream,
            "The subscriber writes to it and does not make it: without it nothing is logged.",
            needs="Log group",
        ),
    ),
    "Other rules": (
        replace(
            _BY_NAME["Other rules"],
            name="Other subscribers",
            look=custom_bus_checks.other_subscribers,
        ),
    ),
}
"""What is looked at where the bus is a custom one, in the place of a check by this name."""

_MET: Final = (CheckState.OK, CheckState.WARNING)


def preflight(site: StackSite, steps: Sequence[CheckStep] = CHECKS) -> Iterator[Check]:
    """Yield each finding as soon as it is made; raises nothing that AWS has to do with."""
    states: dict[str, CheckState] = {}
    for each in steps:
        # Which kind of bus it is, the check of the stack finds out.
        is_custom = site.stack.kind is BusKind.CUSTOM
        for step in ON_CUSTOM_BUS.get(each.name, (each,)) if is_custom else (each,):
            check = _run(step, site, states)
            states[step.name] = check.state
            yield check


def _run(step: CheckStep, site: StackSite, states: dict[str, CheckState]) -> Check:
    if step.needs and states.get(step.needs) not in _MET:
        return _check(step, skipped(f"It comes after {step.needs}, which is not in order."))
    try:
        return _check(step, step.look(site))
    except AwsFailure as failure:
        return _check(step, _from_failure(failure))


def _from_failure(failure: AwsFailure) -> Finding:
    """What may not be looked at may still be in order; all else that AWS refuses is not."""
    if failure.kind is FailureKind.PERMISSION:
        return warning(f"Cannot be looked at: {failure}", failure.remedy)
    return failed(str(failure), failure.remedy)


def _check(step: CheckStep, found: Finding) -> Check:
    is_met = found.state in (CheckState.OK, CheckState.SKIPPED)
    why = "" if is_met else step.why
    return Check(step.name, found.state, masked(found.what), why, masked(found.fix))
