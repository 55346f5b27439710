"""What is counted of one run, on either kind of bus, so that two runs can be laid side by side."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from eda_core.domain.deliveries import REPLAYED, DeliveryStep
from eda_core.domain.events import LogRecord
from eda_core.domain.orders import DetailType, Outcome
from eda_core.read_model.event_table import EventTable
from eda_core.read_model.order_table import OrderTable
from eda_core.simulator.custom_bus import CustomBus
from eda_core.simulator.world import World

LATE_RULE: Final = "added-later"
"""The rule or subscriber that an experiment adds when orders have run already."""

TITLES: Final = {
    "completed": "orders completed",
    "cancelled": "orders cancelled",
    "waiting": "orders without an outcome",
    "late": "orders decided after more than 10 s",
    "events": "events in the catch-all log",
    "repeats": "publishes answered as a repeat",
    "payments": "payments started",
    "updates": "items that Update Order wrote",
    "messages": "notifications sent",
    "mixed": "orders whose notifications came in another order",
    "failed_calls": "calls of a target that failed",
    "dead_letters": "dead letters",
    "seen_later": "events the added subscriber got",
    "replayed": "of these marked REPLAY",
}
"""The rows of a comparison by the name of their figure, in the order they are shown."""

_FAILED: Final = (
    DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE,
    DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE,
    DeliveryStep.FUNCTION_ERROR,
)
_LATE_MS: Final = 10_000
_PLACES: Final = {
    DetailType.ORDER_CREATED.value: 0,
    DetailType.PAYMENT_SUCCEEDED.value: 1,
    DetailType.PAYMENT_FAILED.value: 1,
    DetailType.ORDER_COMPLETED.value: 2,
    DetailType.ORDER_CANCELLED.value: 2,
}


@dataclass(frozen=True, slots=True)
class BusRun:
    """One world that has come to its end, what is counted of it, and what requests were answered.

    ``answers`` are texts by what was asked; an experiment says which it asks.
    """

    world: World
    figures: dict[str, int]
    answers: dict[str, str] = field(default_factory=dict)


def run_of(world: World, orders: range, answers: dict[str, str]) -> BusRun:
    """Return what is counted of a world in which these orders were placed."""
    figures = {
        **_outcomes(world),
        **_deliveries(world),
        **_messages(world),
        "repeats": world.bus.repeats if isinstance(world.bus, CustomBus) else 0,
        "updates": sum(len(world.table.history(order)) for order in orders),
        "dead_letters": len(world.bus.dead_letters),
    }
    figures["updates"] -= sum(_created(world, order) for order in orders)
    return BusRun(world, {name: figures[name] for name in TITLES}, answers)


def _created(world: World, order: int) -> int:
    """Return how many items of an order Create Order wrote."""
    status = DetailType.ORDER_CREATED.value
    return sum(item["status"] == status for item in world.table.history(order))


def _outcomes(world: World) -> dict[str, int]:
    events = EventTable()
    table, began, late = OrderTable(events), dict[Any, int](), set[Any]()
    logged = 0
    while records := world.log_after(logged):
        for record in records:
            table.fold(record)
            if not isinstance(record, LogRecord):
                continue
            order = record.event.detail.get("id")
            began.setdefault(order, record.ingested_ms)
            is_last = _PLACES.get(record.event.detail_type) == 2
            if is_last and record.ingested_ms - began[order] > _LATE_MS:
                late.add(order)
        logged += len(records)
    table.flush()
    outcomes = table.totals().by_outcome
    return {
        "completed": outcomes.get(Outcome.COMPLETED, 0),
        "cancelled": outcomes.get(Outcome.CANCELLED, 0),
        "waiting": outcomes.get(Outcome.WAITING, 0) + outcomes.get(Outcome.UNKNOWN, 0),
        "late": len(late),
        "events": logged,
    }


def _deliveries(world: World) -> dict[str, int]:
    steps, reached = Counter[tuple[str, DeliveryStep]](), 0
    replayed = 0
    while records := world.deliveries_after(reached):
        for record in records:
            steps[record.rule, record.step] += 1
            replayed += record.step is DeliveryStep.RULE_MATCH and record.reason == REPLAYED
        reached += len(records)
    machine = world.stack.state_machine
    paying = {rule.name for rule in world.stack.rules if rule.target.name == machine}
    return {
        "payments": sum(steps[name, DeliveryStep.INVOCATION_SUCCESS] for name in paying),
        "failed_calls": sum(count for (_, step), count in steps.items() if step in _FAILED),
        "seen_later": steps[LATE_RULE, DeliveryStep.INVOCATION_SUCCESS],
        "replayed": replayed,
    }


def _messages(world: World) -> dict[str, int]:
    places, sent = dict[Any, list[int]](), 0
    while messages := world.notifications_after(sent):
        for message in messages:
            told = json.loads(message.message)
            places.setdefault(told["order"], []).append(_PLACES.get(told["event"], 0))
        sent += len(messages)
    mixed = sum(found != sorted(found) for found in places.values())
    return {"messages": sent, "mixed": mixed}
