"""What is said about a deployed stack: findings of the preflight, and the progress of a change.

Records only, so that pages and commands can show what `eda_core.aws` found without knowing AWS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from eda_core.domain.settings import BusKind


class CheckState(StrEnum):
    """What a check found. One that another had to go before, and did not, is skipped."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: ``what`` is so, ``why`` that matters, and ``fix``, a command or step to copy.

    ``why`` and ``fix`` are empty where nothing is wrong.
    """

    name: str
    state: CheckState
    what: str
    why: str = ""
    fix: str = ""


class ProgressKind(StrEnum):
    """How far a change is: on its way, at its end, or at an end nobody wanted."""

    STEP = "step"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StackProgress:
    """One line of a change to the stack; ``fix`` is what to do where it failed."""

    kind: ProgressKind
    text: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class WantedStack:
    """What can be chosen about a stack. None leaves it as it is, or as the template has it.

    ``email`` gets a mail for every event, once its owner has confirmed; an empty one ends that.
    ``api_authorization`` is ``NONE`` or ``AWS_IAM``. ``idempotent`` chooses the Update Order that
    applies a payment event once, however often it is delivered. ``bus_logs`` is the level at which
    the bus logs its steps, ``OFF`` for not at all; ``execution_logs`` lets the state machine log
    its executions. ``bus`` is the kind of bus; a stack that is there keeps the one it has.
    """

    email: str | None = None
    api_authorization: str | None = None
    idempotent: bool | None = None
    bus_logs: str | None = None
    execution_logs: bool | None = None
    bus: BusKind | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where actions go. ``account`` is masked, and empty where nobody could say which it is."""

    stack: str
    account: str
    region: str
    profile: str
    endpoint: str
    is_local: bool


@dataclass(frozen=True, slots=True)
class CallTotal:
    """How often one operation of AWS was asked for, and about what that cost in US dollars."""

    service: str
    operation: str
    count: int
    usd: float


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one service costs for 1,000 orders, in US dollars, and who says so."""

    item: str
    units: str
    price: str
    source: str
    usd_low: float
    usd_high: float


@dataclass(frozen=True, slots=True)
class DeploymentPlan:
    """What a deployment makes and costs, to be read before anybody says yes.

    ``makes`` counts resources by kind. ``where`` names account (masked) and region; ``is_local``
    says that it is an emulator, where nothing costs. ``bus_logs`` is the level of the bus's logs;
    of ``bus``, its kind, the subscribers write them or the bus itself.
    """

    name: str
    where: str
    exists: bool
    is_local: bool
    email: str
    makes: Sequence[tuple[str, int]]
    costs: Sequence[CostLine]
    bus_logs: str = "OFF"
    execution_logs: bool = False
    bus: BusKind = BusKind.CLASSIC
