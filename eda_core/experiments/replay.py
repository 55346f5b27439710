"""Recorded orders handed in again, each at its time, to a fresh simulated world.

Their OrderCreated events are put on its bus as they were, and their items into its table, as
Create Order would have done. Nothing that was broken in the recorded world is broken here.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.events import LogRecord, iso_milliseconds
from eda_core.domain.orders import order_id_of
from eda_core.read_model import ReadModel
from eda_core.read_model.order_view import OrderView
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import Stack

STEPS_AN_ORDER: Final = 1000
"""Steps of a world for each order; it takes twenty as a rule. Rules can go round in a circle."""

CHUNK: Final = 250

Report = Callable[[int], None]
"""Hears how many orders have been handed in."""


def replayed(created: Sequence[LogRecord], stack: Stack, report: Report = lambda _: None) -> World:
    """Return a world in which these orders were handed in and everything has happened.

    Raises `InvalidRequest` when it does not come to an end.
    """
    world = World(stack, created[0].ingested_ms if created else 0)
    left = _Budget(world, STEPS_AN_ORDER * (len(created) + 10))
    for number, record in enumerate(created):
        left.advance(max(world.scheduler.now_ms, record.ingested_ms))
        _hand_in(world, record)
        if number % CHUNK == 0:
            report(number)
    left.advance(None)
    report(len(created))
    return world


@dataclass(frozen=True, slots=True)
class _Budget:
    """Lets a world go on for so many steps and no more."""

    world: World
    steps: int

    def advance(self, to_ms: int | None) -> None:
        scheduler = self.world.scheduler
        self.world.advance(to_ms, max(0, self.steps - scheduler.executed))
        due_ms = scheduler.peek()
        if due_ms is not None and (to_ms is None or due_ms <= to_ms):
            raise InvalidRequest(
                "ExecutionLimit",
                f"The orders do not come to an end within {self.steps} steps: "
                f"{self.world.stack.words.rules} or definition may send events round in a circle.",
            )


def _hand_in(world: World, record: LogRecord) -> None:
    event = record.event
    order, amount = order_id_of(event.detail), event.detail.get("amount")
    if isinstance(order, int):
        item = {"id": order, "status": event.detail_type, "timestamp": _stamp(record)}
        world.table.put(item if amount is None else {**item, "amount": amount})
    entry = {"Source": event.source, "DetailType": event.detail_type}
    world.put_events([{**entry, "Detail": json.dumps(event.detail)}])


def _stamp(record: LogRecord) -> str:
    return iso_milliseconds(record.ingested_ms)


def view_of(created: Sequence[LogRecord], stack: Stack) -> OrderView | None:
    """Return one order whole, as it comes out when these OrderCreated events of it are handed in
    again.
    """
    order = order_id_of(created[0].event.detail) if created else None
    if order is None:
        return None
    world = replayed(created, stack)
    now_ms = world.scheduler.now_ms
    model = ReadModel(simulated_backend(world, lambda: now_ms), stack)
    model.refresh()
    return model.order(order)
