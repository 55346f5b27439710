"""What the preflight looks at: one target, and what its checks have found out so far."""

from collections.abc import Callable
from dataclasses import dataclass, field

from eda_core.aws.clients import Clients
from eda_core.aws.deployment.cloudformation import Wait
from eda_core.aws.discovery import Resources, resources_from
from eda_core.ports import OrderApi
from eda_core.stack import Stack


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
