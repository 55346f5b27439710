"""Where AWS has the custom bus, and whether an account has room for one more.

Sources: EventBridge User Guide, "Amazon EventBridge quotas" (5 buses for each account and Region,
adjustable); Regions as the service model, the CloudFormation schema and the announcement say them
(botocore 1.44.8, 2026-10-20, 2026-09-24). A Region that is not among them is not refused by boto3:
it makes up a host name.
"""

import contextlib
from typing import Final

from eda_core.aws.clients import Clients
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.deployment import WantedStack
from eda_core.domain.settings import BusKind

REGIONS: Final = (
    *("us-east-1", "us-east-2", "us-west-2"),
    *("eu-central-1", "eu-north-1", "eu-south-2", "eu-west-1"),
    *("ap-east-1", "ap-northeast-1", "ap-south-1"),
    *("ap-southeast-1", "ap-southeast-2", "ap-southeast-5", "ap-southeast-7"),
)

MOST_BUSES: Final = 5

_NO_TRACE: Final = "The subscribers of a custom bus know no level TRACE of their logs."


def check_bus(clients: Clients, wanted: WantedStack, kind: BusKind) -> None:
    """Raise `AwsFailure` where a bus of this kind cannot be had, or not as wanted. Asks nobody."""
    if kind is BusKind.CUSTOM:
        check_place(clients)
        _check_levels(wanted)


def check_place(clients: Clients) -> None:
    """Raise `AwsFailure` where there can be no custom bus. Asks nobody."""
    if clients.target.is_local:
        raise AwsFailure(
            "No emulator has the custom bus: some answer CREATE_COMPLETE and make nothing.",
            remedy="Choose the classic bus there, or look at the custom one in the simulator: "
            "python -m eda_core buses",
            kind=FailureKind.SETTINGS,
        )
    region = clients.region
    if region and region not in REGIONS:
        raise AwsFailure(
            f"The Region {region} has no custom bus.",
            remedy=f"Choose one that has it: {', '.join(REGIONS)}.",
            kind=FailureKind.SETTINGS,
        )


def _check_levels(wanted: WantedStack) -> None:
    """Raise `AwsFailure` for a level of logs that only a classic bus has."""
    if wanted.bus_logs == "TRACE":
        remedy = "Say --bus-logs INFO: it logs every attempt."
        raise AwsFailure(_NO_TRACE, remedy=remedy, kind=FailureKind.SETTINGS)


def check_kind(name: str, deployed: BusKind, wanted: WantedStack) -> None:
    """Raise `AwsFailure` where a stack has a bus of the other kind than the one wanted."""
    if wanted.bus in (None, deployed):
        return
    raise AwsFailure(
        f"The stack {name} has a {deployed} bus, and a stack keeps the kind of its bus.",
        remedy="Choose that kind, or another name (--name), or destroy that stack first.",
        kind=FailureKind.SETTINGS,
    )


def buses(clients: Clients) -> int:
    """Return how many custom buses the account has in this Region. Raises `AwsFailure`."""
    pages = clients.pages("eventbridgev2", "ListEventBuses", token="NextToken")  # noqa: S106 - the name of a parameter
    return sum(len(page.get("EventBuses") or ()) for page in pages)


def room_sentence(count: int) -> str:
    """Return how many buses there are, and what the quota is."""
    had = "1 custom bus" if count == 1 else f"{count} custom buses"
    return f"This account has {had} in this Region; the quota is {MOST_BUSES}, and can be raised."


def room_warning(clients: Clients) -> str:
    """Return a sentence where the quota is used up; without the right to look, CloudFormation
    says.
    """
    with contextlib.suppress(AwsFailure):
        count = buses(clients)
        if count >= MOST_BUSES:
            return f"{room_sentence(count)} Unless it was raised, this bus cannot be made."
    return ""
