"""A deployed stack behind the ports: small doors to one poller and one set of clients."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eda_core.aws.execution_control import AwsExecutionControl
from eda_core.aws.order_api import AwsOrderApi
from eda_core.aws.put_events import AwsBus
from eda_core.aws.reading.executions import AwsExecutions
from eda_core.aws.reading.health import AwsFeed
from eda_core.aws.reading.on_demand import Job, in_thread
from eda_core.aws.reading.order_items import AwsOrders
from eda_core.aws.reading.poller import Poller
from eda_core.aws.reading.source import Cadence
from eda_core.aws.reading.stack_reader import LOG, AwsNews, Clock, reading_of
from eda_core.aws.redrive import AwsRedrive
from eda_core.aws.referee import AwsReferee
from eda_core.aws.target import StackTarget
from eda_core.domain.settings import BusKind
from eda_core.ports import (
    ApiResponse,
    Backend,
    Capabilities,
    EntryResult,
    EventBus,
    OrderApi,
)


class HasteningApi:
    """An order API whose orders show soon: the poller is told of each."""

    def __init__(self, api: OrderApi, poller: Poller) -> None:
        self._api = api
        self._poller = poller

    def place(self, body: str) -> ApiResponse:
        """See `eda_core.ports.OrderApi`."""
        answer = self._api.place(body)
        self._poller.hasten()
        return answer


class HasteningBus:
    """A bus whose events show soon: the poller is told of each."""

    def __init__(self, bus: EventBus, poller: Poller) -> None:
        self._bus = bus
        self._poller = poller

    def put_events(self, entries: Sequence[Mapping[str, Any]]) -> tuple[EntryResult, ...]:
        """See `eda_core.ports.EventBus`."""
        results = self._bus.put_events(entries)
        self._poller.hasten()
        return results


def aws_backend(
    target: StackTarget,
    clock: Clock,
    chance: Callable[[], float] = random.random,
    *,
    log_cadence: Cadence = LOG,
    kind: BusKind = BusKind.CLASSIC,
    run: Callable[[Job], None] = in_thread,
) -> Backend:
    """Return the ports over one deployed stack. Nothing is asked of AWS until somebody reads.

    ``clock`` is the wall clock in epoch milliseconds, ``chance`` answers from 0 to 1. ``kind`` is
    what kind of bus it is taken to have; its outputs say later whether it has. ``run`` does what is
    asked on demand; whoever looks waits for a thread a moment only.
    """
    reading = reading_of(target, clock, chance, log_cadence, kind)
    clients, discovery, poller = reading.clients, reading.discovery, reading.poller
    return Backend(
        world=_world(target),
        api=HasteningApi(AwsOrderApi(clients, discovery), poller),
        bus=HasteningBus(AwsBus(clients, discovery), poller),
        news=AwsNews(reading),
        executions=AwsExecutions(clients, clock, reading.execution_log, run),
        orders=AwsOrders(clients, discovery, clock, reading.book.size, run),
        feed=AwsFeed(reading, kind),
        control=AwsExecutionControl(clients, discovery, clock),
        dead_letters=AwsRedrive(clients, discovery, clock, reading.book.event),
        referee=AwsReferee(clients),
        logged=reading.logged,
        capabilities=_capabilities(target),
    )


def _capabilities(target: StackTarget) -> Capabilities:
    costs = not target.is_local
    return Capabilities(notifications=False, deliveries=False, executions=False, costs=costs)


def _world(target: StackTarget) -> str:
    if target.is_local:
        return "AWS emulator"
    return f"AWS {target.region}" if target.region else "AWS"
