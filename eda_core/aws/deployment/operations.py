"""What can be done about a deployed stack from here: look whether it is sound, deploy, destroy.

For pages and commands, which know nothing of AWS: they hand over settings and show records of
`eda_core.domain.deployment`.
"""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

from eda_core.aws.calls import PRICES, CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.deployment import stack_changes as stacks
from eda_core.aws.deployment.checklist import CHECKS, PROBE, preflight
from eda_core.aws.deployment.cloudformation import StackState, Wait, find_stack
from eda_core.aws.deployment.cost import costs
from eda_core.aws.deployment.custom_bus_room import check_bus, check_kind
from eda_core.aws.deployment.site import StackSite
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.order_api import AwsOrderApi
from eda_core.aws.target import StackTarget, target_from
from eda_core.aws.template import template
from eda_core.aws.template.document import document
from eda_core.aws.template.vended_logs import BUS_LOG_LEVEL, EXECUTION_LOG, OFF, unmet
from eda_core.domain.deployment import (
    CallTotal,
    Check,
    DeploymentPlan,
    Place,
    ProgressKind,
    StackProgress,
    WantedStack,
)
from eda_core.domain.errors import BackendError
from eda_core.domain.masking import masked, without_secrets
from eda_core.domain.settings import BusKind, Settings
from eda_core.stack import demo_stack

__all__ = ["StackOperations", "template"]


class StackOperations:
    """Actions on the stack the settings name. Making it asks nobody.

    Raises `InvalidSettings` for settings that cannot be used. What AWS refuses comes as a failed
    `Check` or `StackProgress`, not as an error. ``clock`` tells the time in epoch milliseconds,
    ``wait`` lets seconds pass.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        wait: Wait = time.sleep,
    ) -> None:
        self._target = _target(settings)
        self._meter = CallMeter({} if self._target.is_local else PRICES)
        self._clients = Clients(self._target, self._meter)
        self._clock, self._wait = clock, wait

    @property
    def name(self) -> str:
        """What the stack is called."""
        return self._target.name

    def place(self) -> Place:
        """Return where actions go; asks once who is signed in, and raises nothing where
        AWS refuses.
        """
        account = region = ""
        with contextlib.suppress(AwsFailure):
            region = self._clients.region
            account = str(self._clients.call("sts", "GetCallerIdentity").get("Account", ""))
        return Place(
            stack=self._target.name,
            account=masked(account),
            region=region,
            profile=self._target.profile,
            endpoint=self._target.endpoint_url,
            is_local=self._target.is_local,
        )

    def preflight(self, probe: bool = False, bus: BusKind = BusKind.CLASSIC) -> Iterator[Check]:
        """Return each finding as soon as it is made; ``probe`` sends one order, which costs and
        mails. ``bus`` is the kind to be expected before there is a stack that says.
        """
        api = AwsOrderApi(self._clients, Discovery(self._clients, self._clock), self._wait)
        site = StackSite(self._clients, demo_stack(bus), api, self._clock, self._wait)
        return preflight(site, [*CHECKS, PROBE] if probe else CHECKS)

    def plan(self, wanted: WantedStack) -> DeploymentPlan:
        """Return what deploying would make, where, and what it costs. Raises `BackendError`."""
        try:
            check_bus(self._clients, wanted, wanted.bus or BusKind.CLASSIC)
            account = self._clients.call("sts", "GetCallerIdentity").get("Account", "")
            state = find_stack(self._clients, self._target.name)
            kind = self._kind(state, wanted)
        except AwsFailure as failure:
            raise BackendError(f"{failure} {failure.remedy}".strip()) from None
        kept = "" if state is None else state.parameters.get("NotificationEmail", "")
        email = kept if wanted.email is None else wanted.email
        deployed = {} if state is None else state.parameters
        levels = stacks.log_levels(wanted, deployed, is_local=self._target.is_local)
        bus_logs, is_logged = levels[BUS_LOG_LEVEL], levels[EXECUTION_LOG] != OFF
        return DeploymentPlan(
            name=self._target.name,
            where=masked(self._where(str(account))),
            exists=state is not None,
            is_local=self._target.is_local,
            email=email,
            makes=_kinds(unmet(bus_logs, levels[EXECUTION_LOG]), kind),
            costs=costs(bool(email), bus_logs, execution_logs=is_logged, kind=kind),
            bus_logs=bus_logs,
            execution_logs=is_logged,
            bus=kind,
        )

    def deploy(self, wanted: WantedStack) -> Iterator[StackProgress]:
        """Bring the stack up, or up to date, line by line."""
        return _with_refusal(stacks.deploy(self._clients, wanted, self._wait))

    def destroy(self) -> Iterator[StackProgress]:
        """Take the stack down with all it holds, line by line."""
        return _with_refusal(stacks.destroy(self._clients, self._wait))

    def status(self, unmasked: bool = False) -> Iterator[StackProgress]:
        """Return how the stack stands and what its outputs say."""
        return _with_refusal(stacks.status(self._clients, without_secrets if unmasked else masked))

    def calls(self) -> Sequence[CallTotal]:
        """Return what these actions have asked of AWS so far, the most frequent first."""
        return self._meter.snapshot().calls

    def _kind(self, state: StackState | None, wanted: WantedStack) -> BusKind:
        """Return which kind of bus the stack will have; raises `AwsFailure` where it cannot."""
        if state is None:
            return wanted.bus or BusKind.CLASSIC
        check_kind(state.name, state.bus, wanted)
        check_bus(self._clients, wanted, state.bus)
        return state.bus

    def _where(self, account: str) -> str:
        if self._target.is_local:
            return f"the emulator at {self._target.endpoint_url}"
        return f"account {account}, Region {self._clients.region}"


def _target(settings: Settings) -> StackTarget:
    return target_from(
        name=settings.stack,
        region=settings.region,
        profile=settings.profile,
        endpoint_url=settings.endpoint,
    )


def _kinds(unmet_conditions: Collection[str], kind: BusKind) -> list[tuple[str, int]]:
    """Return what a stack is made of: kinds of resources and how many of each."""
    resources = document(demo_stack(kind), "eda-demo")["Resources"].values()
    made = (each for each in resources if each.get("Condition") not in unmet_conditions)
    return Counter(each["Type"].removeprefix("AWS::") for each in made).most_common()


def _with_refusal(steps: Iterator[StackProgress]) -> Iterator[StackProgress]:
    """Yield the steps, and where AWS refuses one, that as the last."""
    try:
        yield from steps
    except AwsFailure as failure:
        yield StackProgress(ProgressKind.FAILED, str(failure), failure.remedy)
