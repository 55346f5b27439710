"""The event bus: gives entries their envelope, matches rules, hands events to targets.

Every event has one id for all rules (as recorded on AWS). A target that cannot take an event is
noted as a failed delivery.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final

from eda_core.errors import EdaError, InvalidEvent
from eda_core.events import Envelope, Event, iso_seconds
from eda_core.ports import EntryResult, FailedDelivery
from eda_core.simulator.chance import Ids, Latency
from eda_core.simulator.entries import Entry, Refusal
from eda_core.simulator.scheduler import Scheduler
from eda_core.stack import Rule, Stack

ACCOUNT: Final = "123456789012"
REGION: Final = "us-east-1"

TARGET_FAULTS: Final = (EdaError, LookupError, ValueError, TypeError)
"""What a service function raises on an event it cannot use; its invocation then fails."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one target."""

    event: Event
    envelope: Envelope


TargetHandler = Callable[[Delivery], None]


@dataclass(frozen=True, slots=True)
class Route:
    """A rule, what takes its events, and how long the way there is."""

    rule: Rule
    take: TargetHandler
    latency: Latency


class SimulatedBus:
    """One bus with its rules; delivers through the scheduler, each hop with its delay."""

    __slots__ = ("_ids", "_random", "_routes", "_scheduler", "_stack", "_targets", "failures")

    def __init__(self, stack: Stack, scheduler: Scheduler, ids: Ids, random: Random) -> None:
        self._stack = stack
        self._scheduler = scheduler
        self._ids = ids
        self._random = random
        self._targets: Mapping[str, tuple[TargetHandler, Latency]] = {}
        self._routes: dict[str, Route] = {}
        self.failures: list[FailedDelivery] = []

    def connect(self, targets: Mapping[str, tuple[TargetHandler, Latency]]) -> None:
        """Say what stands behind the target names of the rules, and how far away it is."""
        self._targets = targets
        self.use(self._stack)

    def use(self, stack: Stack) -> None:
        """Match by the rules of this stack from now on; what is under way still arrives."""
        self._stack = stack
        self._routes = {
            rule.name: Route(rule, *self._targets[rule.target.name]) for rule in stack.rules
        }

    def put(
        self, entries: Sequence[Entry | Refusal], resources: tuple[str, ...] = ()
    ) -> tuple[EntryResult, ...]:
        """Publish what was accepted; ``resources`` are added to those each entry names."""
        return tuple(
            EntryResult("", entry.code, entry.message)
            if isinstance(entry, Refusal)
            else EntryResult(self.publish(entry, resources))
            for entry in entries
        )

    def publish(self, entry: Entry, resources: tuple[str, ...] = ()) -> str:
        """Put one entry on the bus it names; answers the event id.

        An entry for a bus that does not exist gets an id all the same, and goes nowhere: recorded.
        """
        event = self._event(entry, resources)
        if entry.bus in ("", self._stack.bus):
            self._route(event)
        return event.id

    def _event(self, entry: Entry, resources: tuple[str, ...]) -> Event:
        at_ms = self._scheduler.now_ms if entry.at_ms is None else entry.at_ms
        return Event(
            self._ids.uuid(),
            entry.detail_type,
            entry.source,
            ACCOUNT,
            iso_seconds(at_ms // 1000),
            REGION,
            entry.resources + resources,
            entry.detail,
        )

    def _route(self, event: Event) -> None:
        delivery = Delivery(event, event.to_envelope())
        for name in self._matching(delivery):
            route = self._routes[name]
            due_ms = self._scheduler.now_ms + route.latency.draw(self._random)
            self._scheduler.schedule(due_ms, partial(self._deliver, route, delivery))

    def _matching(self, delivery: Delivery) -> Sequence[str]:
        """The rules that match; an event built to be beyond judging is noted and goes nowhere."""
        try:
            return self._stack.rule_set.matching(delivery.envelope)
        except InvalidEvent as fault:
            self._note_failure("every rule", self._stack.bus, delivery.event, fault)
            return ()

    def _deliver(self, route: Route, delivery: Delivery) -> None:
        try:
            route.take(delivery)
        except TARGET_FAULTS as fault:
            self._note_failure(route.rule.name, route.rule.target.name, delivery.event, fault)

    def _note_failure(self, rule: str, target: str, event: Event, fault: Exception) -> None:
        reason = str(fault.args[0]) if fault.args else type(fault).__name__
        self.failures.append(FailedDelivery(self._scheduler.now_ms, event.id, rule, target, reason))
