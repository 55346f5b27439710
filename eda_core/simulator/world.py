"""The simulated world: the stack's services around one bus, on one virtual clock.

Deterministic: one seed and one script of calls give one log, byte for byte. Whoever calls it says
what time it is; it has no thread and no clock of its own.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any, Final, TypeVar, cast

from eda_core.asl import Execution
from eda_core.domain.bus_state import AT_NEWEST
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.events import AnyRecord, LogRecord, iso_milliseconds
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import order_id_of
from eda_core.domain.settings import BusKind
from eda_core.ports import (
    SLICE,
    ApiResponse,
    Cursor,
    EntryResult,
    Notification,
    PackedNews,
    StackChange,
)
from eda_core.simulator.armed_faults import Faults
from eda_core.simulator.bus import Delivery, SimulatedBus, TargetHandler, WorldParts
from eda_core.simulator.chance import AS_ON_AWS, Ids, Latencies, Latency
from eda_core.simulator.commands import (
    ArmFault,
    ChangeStack,
    Command,
    DisarmFault,
    Pacing,
    PlaceOrder,
    PutEvents,
    Redrive,
    SetPace,
    SetSubscriberState,
    StartExecution,
)
from eda_core.simulator.custom_bus import CustomBus
from eda_core.simulator.delivery_log import DeliveryJournal
from eda_core.simulator.entries import Entry, Refusal, read_entries
from eda_core.simulator.integrations import Services
from eda_core.simulator.payment_service import PaymentService
from eda_core.simulator.publishing import read_publish
from eda_core.simulator.recent import Recent, SentMessages
from eda_core.simulator.scheduler import Action, Scheduler
from eda_core.simulator.table import OrdersTable
from eda_core.stack import Stack, check_place
from eda_core.stack.notification_service import notify
from eda_core.stack.order_service import create_order, update_order, update_order_once
from eda_core.stack.published_terms import payment_entry

R = TypeVar("R")

ReadPacked = Callable[[Cursor], PackedNews]
"""Reads what is kept packed after a cursor."""


def nothing_packed(_: Cursor) -> PackedNews:
    """Return nothing: a world in memory packs nothing."""
    return PackedNews()


class World:
    """Bus, services, table, log and notifications of one simulated stack.

    Times are epoch milliseconds. ``seed`` decides ids and delays; ``table`` is where orders are
    kept, in memory unless another is given.
    """

    def __init__(
        self,
        stack: Stack,
        start_ms: int,
        seed: int = 0,
        latencies: Latencies = AS_ON_AWS,
        table: OrdersTable | None = None,
    ) -> None:
        self.stack = stack
        self.scheduler = Scheduler(start_ms)
        self.table = OrdersTable() if table is None else table
        self.log: Recent[AnyRecord] = Recent()
        self.notifications = SentMessages()
        self.changes: Recent[StackChange] = Recent()
        self.ids = ids = Ids(seed)
        self.delays = Random(f"delays {seed}")  # noqa: S311 - repeatable, not secret
        self.deliveries = DeliveryJournal()
        self.faults = Faults(seed)
        parts = WorldParts(self.scheduler, ids, self.delays, self.deliveries, self.faults)
        self.bus: SimulatedBus | CustomBus = _BUSES[stack.kind](stack, parts)
        self.payments = PaymentService(stack, self.scheduler, self.bus.put, ids, self.delays)
        self._connect(latencies)
        self.pacing = Pacing()
        self.packed_after: ReadPacked = nothing_packed
        self._actions: Mapping[str, Action] = {
            **self.bus.actions,
            "advance": self.payments.advance,
        }

    def _connect(self, latencies: Latencies) -> None:
        """Say what stands behind the tasks of the state machine, and the targets of the rules."""
        services = Services(
            self.table,
            self._send,
            self._publish,
            self._now,
            self.ids.uuid,
            self._update,
            self._publish_payment,
        )
        self.integrations = self.payments.connect(self.stack, services)
        self.payments.break_with(self.faults)
        self.bus.connect(self._targets(latencies))

    def _targets(self, latencies: Latencies) -> Mapping[str, tuple[TargetHandler, Latency]]:
        stack = self.stack
        functions = {
            stack.update_order: self._update_order,
            stack.notification: self._notify,
        }
        return {
            stack.log_group: (self._log, latencies.log_group),
            stack.state_machine: (self.payments.start, latencies.state_machine),
            **{name: (handler, latencies.function) for name, handler in functions.items()},
        }

    def kind_of(self, action: Action) -> str:
        """Return what kind of thing an action of the scheduler is."""
        return next(kind for kind, known in self._actions.items() if known == action)

    def action_of(self, kind: str) -> Action:
        """Return the action of this kind; raises `KeyError`."""
        return self._actions[kind]

    def stand(self, stack: Stack) -> None:
        """Go by the rules and the definition of this stack from now on."""
        self.stack = stack
        self.bus.use(stack)
        self.payments.use(stack.machine)

    def use(self, stack: Stack, what: str) -> None:
        """Go by this stack from now on, and note what changed."""
        self.stand(stack)
        rules = tuple(rule.to_json() for rule in stack.rules)
        definition = json.dumps(stack.machine.definition)
        now_ms = self.scheduler.now_ms
        change = StackChange(now_ms, what, rules, definition, stack.idempotent, stack.unpacks)
        self.changes.append(change)

    def advance(self, to_ms: int | None, most: int | None = None) -> None:
        """Let everything happen that is due up to this time, to its end without one.

        Stops after ``most`` steps.
        """
        self.scheduler.run(to_ms, most)

    def run_to_end(self) -> None:
        """Let everything happen that is under way, and set the clock to the last of it."""
        self.advance(None)

    def step(self) -> bool:
        """Let the next thing happen; answers whether there was one."""
        return self.scheduler.step()

    def handle(self, command: Command[R]) -> R:
        """Do what the command says and return the answer; raises what its handler raises."""
        return cast(R, HANDLERS[type(command)](self, command))

    def set_subscriber_state(self, name: str, *, running: bool, skip: bool) -> None:
        """Stop a subscriber, or let it go on: from where it stopped, or ``skip`` its backlog.

        Raises `InvalidRequest` where there is none of this name, or it replays and cannot skip.
        """
        bus = self.bus
        known = [each for each in self.stack.subscribers if each.name == name]
        if not known or not isinstance(bus, CustomBus):
            raise InvalidRequest("ResourceNotFoundException", f"There is no subscriber {name}.")
        if known[0].enabled == running:
            return
        if running and skip:
            bus.skip_backlog(name)
        kept = tuple(
            replace(rule, enabled=running) if rule.name == name else rule
            for rule in self.stack.rules
        )
        done = AT_NEWEST if running and skip else "resumed" if running else "paused"
        self.use(replace(self.stack, rules=kept), f"subscriber {name} {done}")

    def arm(self, fault: Fault) -> int:
        """Arm a fault; answers its number. Raises `InvalidRequest` for one that cannot be."""
        check_place(fault, self.stack)
        return self.faults.arm(fault)

    def disarm(self, number: int | None = None) -> None:
        """Disarm one fault, or all of them."""
        self.faults.disarm(number)

    def set_pace(self, pacing: Pacing) -> None:
        """Be paced like this from now on; `Pacer` goes by it."""
        self.pacing = pacing

    def log_after(self, sequence: int) -> Sequence[AnyRecord]:
        """Log records after this one, at most `SLICE`."""
        return self.log.after(sequence)

    def deliveries_after(self, sequence: int, most: int = SLICE) -> Sequence[DeliveryRecord]:
        """Delivery records after this one, at most so many."""
        return self.deliveries.read_after(sequence, most)

    def notifications_after(self, count: int) -> Sequence[Notification]:
        """Notifications after the first ``count``, at most `SLICE`."""
        return self.notifications.read_after(count)

    def changes_after(self, count: int) -> Sequence[StackChange]:
        """Changes of the stack after the first ``count``, at most `SLICE`."""
        return self.changes.after(count)

    def failed_after(self, count: int) -> Sequence[Execution]:
        """Executions that failed after the first ``count``, at most `SLICE`."""
        return self.payments.failed.after(count)

    def execution(self, arn: str) -> Execution | None:
        """Return the execution with this ARN, or None."""
        return self.payments.execution(arn)

    def place(self, body: str) -> ApiResponse:
        """`POST /order` now, with this request body.

        Where Create Order fails, the API answers 500 and the order may be stored all the same.
        """
        try:
            status, answer = create_order(body, self.table, self._publish, self._now)
        except InvalidRequest as fault:
            return ApiResponse(500, {"error": f"Create Order failed: {fault}"})
        return ApiResponse(status, answer)

    def put_events(self, entries: Sequence[Mapping[str, Any]]) -> tuple[EntryResult, ...]:
        """PutEvents now; raises `InvalidRequest` for a request that is refused whole."""
        return self.put(self.read(entries))

    def read(self, entries: Sequence[Mapping[str, Any]]) -> tuple[Entry | Refusal, ...]:
        """Return the entries of a request as the bus of this stack reads them; raises as
        `put_events` does.
        """
        is_custom = self.stack.kind is BusKind.CUSTOM
        return read_publish(entries) if is_custom else read_entries(entries)

    def put(self, entries: Sequence[Entry | Refusal]) -> tuple[EntryResult, ...]:
        """Put entries on the bus that were read already."""
        return self.bus.accept(entries)

    def _publish(self, source: str, detail_type: str, detail: Mapping[str, Any]) -> str:
        if self.faults.armed and self._strikes(FaultKind.PUBLISH_THROTTLED, source, detail):
            raise InvalidRequest("ThrottlingException", "Rate exceeded, broken on purpose.")
        return self.bus.publish(source, detail_type, detail)

    def _publish_payment(self, request: Any) -> dict[str, str]:
        """The function that publishes for the state machine, on a custom bus."""
        source, kind, detail, resources = payment_entry(request)
        if self.faults.armed and self._strikes(FaultKind.PUBLISH_THROTTLED, source, detail):
            raise InvalidRequest("ThrottlingException", "Rate exceeded, broken on purpose.")
        if not isinstance(self.bus, CustomBus):
            raise InvalidRequest("ResourceNotFoundException", "There is no custom bus here.")
        return {"eventId": self.bus.publish(source, kind, detail, resources)}

    def _strikes(self, kind: FaultKind, where: str, detail: Mapping[str, Any]) -> bool:
        return self.faults.strikes(kind, where, order_id_of(detail)) is not None

    def _now(self) -> str:
        return iso_milliseconds(self.scheduler.now_ms)

    def _log(self, delivery: Delivery) -> None:
        log = self.log
        fields = log.before + len(log) + 1, self.scheduler.now_ms, delivery.event
        log.append(tuple.__new__(LogRecord, fields))  # what its class does, in half the time

    def _update_order(self, delivery: Delivery) -> None:
        if self._unpacks(delivery.envelope):
            for payload in delivery.envelope:
                self._update(payload)
        else:
            self._update(delivery.envelope)

    def _unpacks(self, payload: Any) -> bool:
        """Return whether a function takes the events of an array one by one; the demo's take
        what they get for one event.
        """
        return payload.__class__ is list and self.stack.unpacks

    def _update(self, event: Mapping[str, Any]) -> None:
        update = update_order_once if self.stack.idempotent else update_order
        update(event, self.table, self._publish, self._now)

    def _notify(self, delivery: Delivery) -> None:
        if self.faults.armed and self._strikes(
            FaultKind.TOPIC_UNAVAILABLE, self.stack.topic, delivery.event.detail
        ):
            raise InvalidRequest("InternalError", "The topic is unavailable, broken on purpose.")
        payload = delivery.envelope
        if payload.__class__ is dict and "detail" in payload:
            if not self.notifications.note(self.scheduler.now_ms, delivery.event):
                notify(payload, self._send)
        elif self._unpacks(payload):
            for each in payload:
                notify(each, self._send)
        else:
            notify(payload, self._send)

    def _send(self, subject: str, message: str) -> None:
        self.notifications.append(Notification(self.scheduler.now_ms, subject, message))


_BUSES: Final[Mapping[BusKind, type[SimulatedBus] | type[CustomBus]]] = {
    BusKind.CLASSIC: SimulatedBus,
    BusKind.CUSTOM: CustomBus,
}

HANDLERS: Final[Mapping[type[Command[Any]], Callable[[World, Any], object]]] = {
    PlaceOrder: lambda world, command: world.place(command.body),
    PutEvents: lambda world, command: world.put(command.entries),
    ChangeStack: lambda world, command: world.use(command.stack, command.what),
    ArmFault: lambda world, command: world.arm(command.fault),
    DisarmFault: lambda world, command: world.disarm(command.number),
    SetPace: lambda world, command: world.set_pace(command.pacing),
    Redrive: lambda world, command: world.bus.redrive(command.event_id, command.rule),
    SetSubscriberState: lambda world, command: world.set_subscriber_state(
        command.name, running=command.running, skip=command.skip
    ),
    StartExecution: lambda world, command: world.payments.begin(
        command.given, command.name, again=command.again
    ),
}
"""What is done for each kind of command."""
