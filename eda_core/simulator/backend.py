"""The simulator behind the ports: small doors to one shared world."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from eda_core.asl import Execution, ExecutionStatus, Json
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.faults import Fault
from eda_core.domain.orders import OrderId
from eda_core.domain.settings import BusKind
from eda_core.ports import (
    SLICE,
    ApiResponse,
    Backend,
    Cursor,
    EntryResult,
    News,
    Pace,
)
from eda_core.simulator.commands import (
    ArmFault,
    DisarmFault,
    PlaceOrder,
    PutEvents,
    Redrive,
    StartExecution,
)
from eda_core.simulator.editor import SimulatedEditor
from eda_core.simulator.shared import SharedWorld, WallClock
from eda_core.simulator.subscriber_editor import SimulatedSubscribers
from eda_core.simulator.world import World
from eda_core.simulator.world_news import news_of

MIN_HOP_MS: Final = 10
MAX_HOP_MS: Final = 60_000


class _Door:
    """Base of the ports: each holds the shared world."""

    __slots__ = ("_shared",)

    def __init__(self, shared: SharedWorld) -> None:
        self._shared = shared


class SimulatedApi(_Door):
    """`POST /order` of the simulated stack."""

    def place(self, body: str) -> ApiResponse:
        """See `eda_core.ports.OrderApi`."""
        return self._shared.handle(PlaceOrder(body))


class SimulatedBusDoor(_Door):
    """PutEvents of the simulated stack."""

    def put_events(self, entries: Sequence[Mapping[str, Any]]) -> tuple[EntryResult, ...]:
        """See `eda_core.ports.EventBus`."""
        with self._shared.now() as world:
            return self._shared.handle(PutEvents(world.read(entries)))


class SimulatedNews(_Door):
    """What the simulated world tells."""

    def after(self, cursor: Cursor, most: int = SLICE, *, packed: bool = False) -> News:
        """See `eda_core.ports.NewsSource`."""
        with self._shared.time() as (pacer, _):
            return news_of(pacer, cursor, most, packed=packed)


class SimulatedExecutions(_Door):
    """The executions of the simulated payment service."""

    def by_arn(self, arn: str) -> Execution | None:
        """See `eda_core.ports.Executions`."""
        with self._shared.now() as world:
            return world.execution(arn)


class SimulatedControl(_Door):
    """The list of the executions, and the starting of one."""

    def newest(self, status: str = "", skipped: int = 0, most: int = 100) -> Sequence[Execution]:
        """See `eda_core.ports.ExecutionControl`."""
        with self._shared.now() as world:
            return list(islice(world.payments.newest(status), skipped, skipped + most))

    def start(self, given: Json, name: str = "", *, again: bool = False) -> Execution:
        """See `eda_core.ports.ExecutionControl`."""
        with self._shared.now() as world:
            arn = world.payments.arn_of(name)
            known = world.execution(arn) if name else None
            if known is None:
                return self._shared.handle(StartExecution(given, name, again))
            if known.status is ExecutionStatus.RUNNING and known.input == given:
                return known  # asked for twice (Step Functions API Reference, StartExecution)
            raise InvalidRequest("ExecutionAlreadyExists", f"Execution Already Exists: '{arn}'")


class SimulatedDeadLetters(_Door):
    """The dead-letter queue of the simulated stack."""

    def redrive(self, event_id: str = "", rule: str = "") -> int:
        """See `eda_core.ports.RedriveControl`."""
        return self._shared.handle(Redrive(event_id, rule))


class SimulatedOrders(_Door):
    """The simulated orders table."""

    def history(self, order: OrderId) -> Sequence[Mapping[str, Any]]:
        """See `eda_core.ports.Orders`; an order id that is no number has no items."""
        with self._shared.now() as world:
            return world.table.history(order) if isinstance(order, int) else ()


class SimulatedTime(_Door):
    """The time of the simulated world."""

    def set_pace(self, pace: Pace, hop_ms: int) -> None:
        """See `eda_core.ports.TimeControl`; a hop takes from 10 ms to 60 s."""
        if not MIN_HOP_MS <= hop_ms <= MAX_HOP_MS:
            raise InvalidRequest("ValidationException", "A hop takes from 10 ms to 60 s.")
        with self._shared.time() as (pacer, wall_ms):
            pacer.set_pace(pace, hop_ms, wall_ms)

    def set_paused(self, paused: bool) -> None:
        """See `eda_core.ports.TimeControl`."""
        with self._shared.time() as (pacer, wall_ms):
            pacer.set_paused(paused, wall_ms)

    def step(self) -> bool:
        """See `eda_core.ports.TimeControl`."""
        with self._shared.time() as (pacer, wall_ms):
            return pacer.step(wall_ms)

    def step_order(self, order: OrderId) -> bool:
        """See `eda_core.ports.TimeControl`."""
        with self._shared.time() as (pacer, wall_ms):
            return pacer.step_order(order, wall_ms)


class SimulatedFaults(_Door):
    """The faults armed in the simulated world."""

    def arm(self, fault: Fault) -> int:
        """See `eda_core.ports.FaultControl`."""
        return self._shared.handle(ArmFault(fault))

    def disarm(self, number: int | None = None) -> None:
        """See `eda_core.ports.FaultControl`."""
        self._shared.handle(DisarmFault(number))


def simulated_backend(world: World, clock: WallClock) -> Backend:
    """Return the ports over one simulated world, which follows this clock."""
    return backend_over(SharedWorld(world, clock), "Simulator")


def backend_over(shared: SharedWorld, name: str) -> Backend:
    """Return the ports over a world that may be shared with others already."""
    return Backend(
        world=name,
        api=SimulatedApi(shared),
        bus=SimulatedBusDoor(shared),
        news=SimulatedNews(shared),
        executions=SimulatedExecutions(shared),
        orders=SimulatedOrders(shared),
        editor=SimulatedEditor(shared),
        time=SimulatedTime(shared),
        faults=SimulatedFaults(shared),
        control=SimulatedControl(shared),
        dead_letters=SimulatedDeadLetters(shared),
        subscribers=SimulatedSubscribers(shared) if shared.bus is BusKind.CUSTOM else None,
    )
