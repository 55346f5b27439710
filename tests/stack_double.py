"""Actions on a stack that exists only on paper: what pages and commands are tried on."""

from eda_core.domain.deployment import (
    CallTotal,
    Check,
    CheckState,
    CostLine,
    DeploymentPlan,
    Place,
    ProgressKind,
    StackProgress,
)
from eda_core.domain.settings import BusKind

STEP = StackProgress(ProgressKind.STEP, "CREATE_IN_PROGRESS  Bus")
DONE = StackProgress(ProgressKind.DONE, "The stack eda-demo stands: CREATE_COMPLETE.")
GONE = StackProgress(ProgressKind.DONE, "The stack eda-demo is gone.")
BROKEN = StackProgress(
    ProgressKind.FAILED,
    "The stack eda-demo is gone. Bus: no.",
    "Mend it: python -m eda_core deploy",
)
CHECKS = (
    Check("Sign-in", CheckState.OK, "Signed in as presenter."),
    Check("Log group", CheckState.FAILED, "There is no log group.", "It is the log.", "aws logs x"),
    Check("Log policy", CheckState.SKIPPED, "It comes after Log group."),
    Check("E-mail", CheckState.WARNING, "Not confirmed <b>yet</b>.", "No mail.", "Open the mail."),
)
COST = CostLine("SNS e-mail", "3,000 mails", "$2 per 100,000", "somebody", 0.06, 0.08)


class StackDouble:
    """Takes the place of `StackOperations`; the last one made is ``StackDouble.made``."""

    made = None
    deploys = (STEP, DONE)
    destroys = (STEP, GONE)
    refusal = None
    checks = CHECKS

    def __init__(self, settings):
        self.settings = settings
        self.name = settings.stack
        self.done = []
        type(self).made = self

    def place(self):
        return Place(self.settings.stack, "••••", "eu-central-1", self.settings.profile, "", False)

    def preflight(self, probe=False, bus="classic"):
        self.done.append(("preflight", probe, *([] if bus == "classic" else [bus])))
        yield from self.checks

    def plan(self, wanted):
        if self.refusal is not None:
            raise self.refusal
        makes = [("Events::Rule", 4), ("SQS::Queue", 1)]
        where = "account ••••, Region eu-central-1"
        stack, email = self.settings.stack, wanted.email or ""
        costs, bus = [COST], wanted.bus or BusKind.CLASSIC
        return DeploymentPlan(stack, where, False, False, email, makes, costs, bus=bus)

    def deploy(self, wanted):
        self.done.append(("deploy", wanted))
        yield from self.deploys

    def destroy(self):
        self.done.append(("destroy", None))
        yield from self.destroys

    def status(self, unmasked=False):
        self.done.append(("status", unmasked))
        yield from self.deploys

    def calls(self):
        made = [CallTotal("sts", "GetCallerIdentity", len(self.done), 0.0)] if self.done else []
        return made + [CallTotal("api", "POST /order", 1, 0.0002)] * bool(made)
