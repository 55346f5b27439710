"""The simulated world: the stack's services around one bus, on one virtual clock.

Deterministic: one seed and one script of calls give one log, byte for byte. Whoever calls it says
what time it is; it has no thread and no clock of its own.
"""

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from eda_core.errors import InvalidRequest
from eda_core.events import AnyRecord, LogRecord, iso_milliseconds
from eda_core.faults import FaultKind
from eda_core.orders import order_id_of
from eda_core.ports import ApiResponse, EntryResult, Notification, StackChange
from eda_core.simulator.bus import Delivery, SimulatedBus, TargetHandler
from eda_core.simulator.chance import AS_ON_AWS, Ids, Latencies, Latency
from eda_core.simulator.deliveries import DeliveryJournal
from eda_core.simulator.entries import Entry, read_entries
from eda_core.simulator.faults import Faults
from eda_core.simulator.integrations import Services
from eda_core.simulator.payment_service import PaymentService
from eda_core.simulator.scheduler import Scheduler
from eda_core.simulator.table import OrdersTable
from eda_core.stack import Stack
from eda_core.stack.notification_service import notify
from eda_core.stack.order_service import create_order, update_order


class World:
    """Bus, services, table, log and notifications of one simulated stack.

    Times are epoch milliseconds. ``seed`` decides ids and delays.
    """

    def __init__(
        self, stack: Stack, start_ms: int, seed: int = 0, latencies: Latencies = AS_ON_AWS
    ) -> None:
        self.stack = stack
        self.scheduler = Scheduler(start_ms)
        self.table = OrdersTable()
        self.log: list[AnyRecord] = []
        self.notifications: list[Notification] = []
        self.changes: list[StackChange] = []
        ids = Ids(seed)
        random = Random(f"delays {seed}")  # noqa: S311 - repeatable, not secret
        self.deliveries = DeliveryJournal()
        self.faults = Faults(seed)
        self.bus = SimulatedBus(stack, self.scheduler, ids, random, self.deliveries, self.faults)
        self.payments = PaymentService(stack, self.scheduler, self.bus, ids, random)
        services = Services(self.table, self._send, self._publish, self._now, ids.uuid)
        self.integrations = self.payments.connect(stack, services)
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

    def use(self, stack: Stack, what: str) -> None:
        """Go by the rules and the definition of this stack from now on, and note what changed."""
        self.stack = stack
        self.bus.use(stack)
        self.payments.use(stack.machine)
        rules = tuple(rule.to_json() for rule in stack.rules)
        definition = json.dumps(stack.machine.definition)
        self.changes.append(StackChange(self.scheduler.now_ms, what, rules, definition))

    def advance(self, to_ms: int | None, most: int | None = None) -> None:
        """Let everything happen that is due up to this time, to its end without one.

        Stops after ``most`` steps.
        """
        self.scheduler.run(to_ms, most)

    def run_to_end(self) -> None:
        """Let everything happen that is under way, and set the clock to the last of it."""
        self.scheduler.run()

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
        return self.bus.put(read_entries(entries))

    def _publish(self, source: str, detail_type: str, detail: Mapping[str, Any]) -> str:
        if self.faults.armed and self._struck(FaultKind.PUBLISH_THROTTLED, source, detail):
            raise InvalidRequest("ThrottlingException", "Rate exceeded, broken on purpose.")
        return self.bus.publish(Entry(source, detail_type, detail))

    def _struck(self, kind: FaultKind, where: str, detail: Mapping[str, Any]) -> bool:
        return self.faults.strikes(kind, where, order_id_of(detail)) is not None

    def _now(self) -> str:
        return iso_milliseconds(self.scheduler.now_ms)

    def _log(self, delivery: Delivery) -> None:
        record = LogRecord(len(self.log) + 1, self.scheduler.now_ms, delivery.event)
        self.log.append(record)

    def _update_order(self, delivery: Delivery) -> None:
        update_order(delivery.envelope, self.table, self._publish, self._now)

    def _notify(self, delivery: Delivery) -> None:
        topic, detail = self.stack.topic, delivery.event.detail
        if self.faults.armed and self._struck(FaultKind.TOPIC_UNAVAILABLE, topic, detail):
            raise InvalidRequest("InternalError", "The topic is unavailable, broken on purpose.")
        notify(delivery.envelope, self._send)

    def _send(self, subject: str, message: str) -> None:
        self.notifications.append(Notification(self.scheduler.now_ms, subject, message))
