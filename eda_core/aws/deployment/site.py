"""What the preflight looks at, one target with what its checks have found out so far, and what one
check found: good, doubtful, bad, or not looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from eda_core.aws.clients import Clients
from eda_core.aws.deployment.cloudformation import Wait
from eda_core.aws.discovery import Resources, resources_from
from eda_core.domain.deployment import CheckState
from eda_core.ports import OrderApi
from eda_core.stack import Stack


@dataclass(frozen=True, slots=True)
class Finding:
    """How it stands, in a sentence, and the command or step that mends it."""

    state: CheckState
    what: str
    fix: str = ""


def ok(what: str) -> Finding:
    """All is as it should be."""
    return Finding(CheckState.OK, what)


def warning(what: str, fix: str) -> Finding:
    """Return the demo runs, and something about it will surprise."""
    return Finding(CheckState.WARNING, what, fix)


def failed(what: str, fix: str) -> Finding:
    """The demo does not run, or not as it should."""
    return Finding(CheckState.FAILED, what, fix)


def skipped(what: str) -> Finding:
    """Not looked at, with the reason."""
    return Finding(CheckState.SKIPPED, what)


def _nothing_yet() -> Resources:
    return resources_from({}, "")


@dataclass(slots=True)
class StackSite:
    """A target under examination; each check leaves here what later ones need.

    ``clock`` tells the time in epoch milliseconds, ``wait`` lets seconds pass. ``topic_arn`` is
    empty where nobody says which topic it is, as in a stack that was made by hand.
    """

    clients: Clients
    stack: Stack
    api: OrderApi
    clock: Callable[[], int]
    wait: Wait
    account: str = ""
    partition: str = "aws"
    log_group: str = ""
    topic_arn: str = ""
    resources: Resources = field(default_factory=_nothing_yet)

    @property
    def log_group_arn(self) -> str:
        """The ARN of the log group that was found, without ``:*``."""
        return self.arn("logs", f"log-group:{self.log_group}")

    def arn(self, service: str, rest: str) -> str:
        """Return the ARN of something in this account and Region."""
        return f"arn:{self.partition}:{service}:{self.clients.region}:{self.account}:{rest}"
